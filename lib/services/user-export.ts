import { type SQL, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { annotation, seatLapse, seatSkip } from "#db/schema/annotation";
import { apiToken, identity, wallet } from "#db/schema/auth";
import { contribution, draft, revision } from "#db/schema/contribution";
import { upload } from "#db/schema/media";
import { consent, declaration, membership, project } from "#db/schema/project";
import { review } from "#db/schema/review";
import { user } from "#db/schema/user";
import type { ExportSection } from "#lib/domain/account";
import type { Content } from "#lib/domain/content";
import type { Page } from "#lib/domain/paging";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { readMedia } from "./media-view";
import { readStatement } from "./statement-read";

type ExportItem = Record<string, unknown>;
/** Rows of one part, and the files that they name: where each lies in the export, and where it can be read for now. */
export type ExportPage = Page<ExportItem> & { files: { path: string; url: string }[] };

const PAGE_ROWS = 500;
const STATEMENT_ROWS = 100;

/** How one section is read: rows of one person in the order of a unique key, as JSON objects. Never salts, hashes of secrets or secrets. */
type Source = { item: SQL; from: SQL; key: SQL; keyType: SQL; mine: (userId: string) => SQL };

const uuidKey = sql`uuid`;
const textKey = sql`text`;
const declared = sql`e.content::json`;

const sources: Record<Exclude<ExportSection, "transfers">, Source> = {
  profile: {
    item: sql`'handle', u.handle, 'name', u.name, 'email', u.email, 'emailVerified', u.email_verified, 'hiddenFromBoards', u.hidden_from_boards,
      'isAdmin', u.is_admin, 'createdAt', u.created_at,
      'identities', (select coalesce(json_agg(i.provider order by i.provider), '[]') from ${identity} i where i.user_id = u.id),
      'wallets', (select coalesce(json_agg(w.address order by w.linked_at, w.address), '[]') from ${wallet} w where w.user_id = u.id)`,
    from: sql`${user} u`,
    key: sql`u.id`,
    keyType: uuidKey,
    mine: (id) => sql`u.id = ${id}`,
  },
  contributions: {
    item: sql`'project', p.slug, 'status', c.status, 'round', c.round, 'language', c.language, 'content', c.content::json, 'licence', k.licence,
      'declared', ${declared}, 'contentSha256', encode(c.content_hash, 'hex'), 'mediaSha256', encode(c.media_hash, 'hex'),
      'createdAt', c.created_at, 'decidedAt', c.decided_at,
      'erasedAt', c.erased_at`,
    from: sql`${contribution} c join ${project} p on p.id = c.project_id left join ${consent} k on k.id = c.consent_id
      left join ${declaration} e on e.id = c.declaration_id`,
    key: sql`c.id`,
    keyType: uuidKey,
    mine: (id) => sql`c.author_id = ${id}`,
  },
  revisions: {
    item: sql`'contribution', r.contribution_id, 'round', r.round, 'content', r.content::json, 'declared', ${declared}, 'contentSha256', encode(r.content_hash, 'hex'),
      'createdAt', r.created_at`,
    from: sql`${revision} r join ${contribution} c on c.id = r.contribution_id left join ${declaration} e on e.id = r.declaration_id`,
    key: sql`r.contribution_id || '/' || r.round`,
    keyType: textKey,
    mine: (id) => sql`c.author_id = ${id}`,
  },
  drafts: {
    item: sql`'project', p.slug, 'key', d.key, 'content', d.content, 'updatedAt', d.updated_at`,
    from: sql`${draft} d join ${project} p on p.id = d.project_id`,
    key: sql`d.project_id || '/' || d.key`,
    keyType: textKey,
    mine: (id) => sql`d.user_id = ${id}`,
  },
  reviews: {
    item: sql`'project', p.slug, 'contribution', r.contribution_id, 'round', r.round, 'decision', r.decision, 'reason', r.reason,
      'feedback', r.feedback, 'createdAt', r.created_at`,
    from: sql`${review} r join ${project} p on p.id = r.project_id`,
    key: sql`r.id`,
    keyType: uuidKey,
    mine: (id) => sql`r.reviewer_id = ${id}`,
  },
  answers: {
    item: sql`'project', p.slug, 'contribution', a.contribution_id, 'answer', a.answer::json, 'activeMs', a.active_ms, 'paidMilliPoints', a.paid,
      'sawSuggestion', a.help = 'shown', 'createdAt', a.created_at`,
    from: sql`${annotation} a join ${project} p on p.id = a.project_id`,
    key: sql`a.id`,
    keyType: uuidKey,
    mine: (id) => sql`a.annotator_id = ${id}`,
  },
  skips: {
    item: sql`'project', p.slug, 'contribution', s.contribution_id, 'reason', s.reason, 'createdAt', s.created_at`,
    from: sql`${seatSkip} s join ${project} p on p.id = s.project_id`,
    key: sql`s.contribution_id`,
    keyType: uuidKey,
    mine: (id) => sql`s.user_id = ${id}`,
  },
  lapses: {
    item: sql`'project', p.slug, 'contribution', l.contribution_id, 'claimedAt', l.claimed_at, 'createdAt', l.created_at`,
    from: sql`${seatLapse} l join ${project} p on p.id = l.project_id`,
    key: sql`l.id`,
    keyType: uuidKey,
    mine: (id) => sql`l.user_id = ${id}`,
  },
  uploads: {
    item: sql`'project', p.slug, 'fileName', f.file_name, 'sizeBytes', f.size_bytes, 'state', f.state,
      'originalSha256', encode(f.original_sha256, 'hex'), 'mediaSha256', encode(f.media_sha256, 'hex'), 'contribution', f.contribution_id, 'createdAt', f.created_at`,
    from: sql`${upload} f join ${project} p on p.id = f.project_id`,
    key: sql`f.id`,
    keyType: uuidKey,
    mine: (id) => sql`f.user_id = ${id}`,
  },
  consents: {
    item: sql`'project', p.slug, 'licence', k.licence, 'wordingHash', encode(k.wording_hash, 'hex'), 'createdAt', k.created_at`,
    from: sql`${consent} k join ${project} p on p.id = k.project_id`,
    key: sql`k.id`,
    keyType: uuidKey,
    mine: (id) => sql`k.user_id = ${id}`,
  },
  memberships: {
    item: sql`'project', p.slug, 'role', m.role, 'createdAt', m.created_at`,
    from: sql`${membership} m join ${project} p on p.id = m.project_id`,
    key: sql`m.project_id || '/' || m.role`,
    keyType: textKey,
    mine: (id) => sql`m.user_id = ${id}`,
  },
  tokens: {
    item: sql`'name', t.name, 'hint', t.hint, 'scopes', t.scopes, 'createdAt', t.created_at, 'expiresAt', t.expires_at,
      'lastUsedAt', t.last_used_at, 'revokedAt', t.revoked_at`,
    from: sql`${apiToken} t`,
    key: sql`t.id`,
    keyType: uuidKey,
    mine: (id) => sql`t.user_id = ${id}`,
  },
};

/** One page of one part of everything kept about the acting person. The page puts the parts together into one file. */
export async function exportPage(
  ctx: Ctx,
  input: { section: ExportSection; cursor?: string | undefined },
): Promise<ExportPage> {
  await authorise(ctx, "account.edit_own");
  const { section, cursor } = input;
  if (section === "transfers") return readStatement(ctx, { cursor, limit: STATEMENT_ROWS }).then(withoutBalance);
  const { item, from, key, keyType, mine } = sources[section];
  const past = cursor === undefined ? sql`true` : sql`${key} > ${asKey(cursor, keyType)}::${keyType}`;
  const rows = await queryRows<{ key: string; item: ExportItem }>(
    ctx.db,
    sql`select (${key})::text as key, json_build_object('id', (${key})::text, ${item}) as item from ${from}
      where ${mine(actorId(ctx))} and ${past} order by ${key} limit ${PAGE_ROWS + 1}`,
  );
  const items = rows.slice(0, PAGE_ROWS);
  return {
    items: items.map((row) => row.item),
    files: await filesOf(
      ctx,
      items.map((row) => row.item),
    ),
    nextCursor: rows.length > PAGE_ROWS ? (items.at(-1)?.key ?? null) : null,
  };
}

// A cursor that is no key of ours starts past the end instead of breaking the query.
function asKey(cursor: string, keyType: SQL): string {
  const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cursor);
  return keyType === textKey || isUuid ? cursor : "ffffffff-ffff-ffff-ffff-ffffffffffff";
}

function withoutBalance({ items, nextCursor }: Page<ExportItem>): ExportPage {
  return { items, nextCursor, files: [] };
}

/** The published files that contributions and their earlier versions are about. */
async function filesOf(ctx: Ctx, items: readonly ExportItem[]): Promise<ExportPage["files"]> {
  const contents = items.map(({ content }) => (content ?? {}) as Content);
  const mediaOf = await readMedia(ctx, contents);
  return contents.flatMap((content) => {
    const file = mediaOf(content);
    const folder = file?.kind === "image" ? "images" : "audio";
    return file ? { path: `${folder}/${file.sha256}.${file.format}`, url: file.fileUrl } : [];
  });
}
