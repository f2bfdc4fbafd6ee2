import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { contribution } from "#db/schema/contribution";
import { media } from "#db/schema/media";
import { nearMedia } from "#db/schema/near";
import { type Content, mediaKindOf, mediaOf } from "#lib/domain/content";
import type { MediaKind } from "#lib/domain/media";
import { BAND_MASKS, mediaLikeness, printKeys, SEARCH_DISTANCE, searchBits } from "#lib/domain/near-media";
import type { Ctx } from "./context";
import { fromHex, hex } from "./hash";
import type { Neighbour } from "./near";
import type { ProjectRow } from "./project-find";

type Printed = { id: string; sha256: string; print: Uint8Array };

export type MediaNear = {
  neighbours: Map<string, Neighbour>;
  /** What is to be kept, of files that are not held three times over already. */
  prints: { id: string; projectId: string; print: Uint8Array }[];
};

// The nearest few by the bits that are looked up; which of them is most like it the finer bits tell.
const LOOKED_AT = 8;
// Where so many that are as good as the same stand already, a further one would find nothing that they do not.
const ENOUGH = 3;
const AS_GOOD_AS_THE_SAME = 90;

/**
 * What files that are about to come in look or sound like, among what the project has and among each other, in their order. Where `isKept`
 * says no, later ones are not compared with it. The very same file is not told: it has a rule of its own.
 */
export async function findMediaNeighbours(
  ctx: Ctx,
  project: ProjectRow,
  rows: readonly { id: string; content: Content }[],
  isKept: (neighbour: Neighbour) => boolean,
): Promise<MediaNear> {
  const found: MediaNear = { neighbours: new Map(), prints: [] };
  const kind = mediaKindOf[project.modality];
  if (!kind || project.nearDuplicates === "allow") return found;
  const printed = await readPrints(ctx, rows);
  const held = await readHeld(ctx, project.id, printed);
  const came: Printed[] = [];
  for (const one of printed) {
    const others = [...(held.get(one.id) ?? []), ...came];
    const alike = others
      .filter((other) => other.id !== one.id && other.sha256 !== one.sha256)
      .map((other) => ({ id: other.id, percent: mediaLikeness(kind, one.print, other.print) }))
      .filter(({ percent }) => percent >= project.nearThreshold)
      .sort((a, b) => b.percent - a.percent);
    const [nearest] = alike;
    if (nearest) found.neighbours.set(one.id, nearest);
    if (nearest && !isKept(nearest)) continue;
    came.push(one);
    if (alike.filter(({ percent }) => percent >= AS_GOOD_AS_THE_SAME).length < ENOUGH)
      found.prints.push({ id: one.id, projectId: project.id, print: one.print });
  }
  return found;
}

async function readPrints(ctx: Ctx, rows: readonly { id: string; content: Content }[]): Promise<Printed[]> {
  const files = rows.flatMap(({ id, content }) => {
    const sha256 = mediaOf(content);
    return sha256 === undefined ? [] : [{ id, sha256 }];
  });
  if (files.length === 0) return [];
  const known = await ctx.db
    .select({ sha256: media.sha256, print: media.print })
    .from(media)
    .where(
      inArray(
        media.sha256,
        files.map(({ sha256 }) => fromHex(sha256)),
      ),
    );
  const prints = new Map(known.map(({ sha256, print }) => [hex(sha256), print]));
  return files.flatMap((file) => {
    const print = prints.get(file.sha256);
    return print ? [{ ...file, print }] : [];
  });
}

/** Files of the project whose bits differ by few, by whom they were looked up for; withdrawn ones aside. */
async function readHeld(ctx: Ctx, projectId: string, printed: readonly Printed[]): Promise<Map<string, Printed[]>> {
  if (printed.length === 0) return new Map();
  const wanted = printed.map(({ id, print }) => ({
    id,
    bits: searchBits(print),
    keys: printKeys(print).flatMap((key) => BAND_MASKS.map((mask) => key ^ mask)),
  }));
  // One after the other (lateral), each by its keys: joined at once, a young table would be read whole.
  const near = await queryRows<{ id: string; other: string }>(
    ctx.db,
    sql`select q.id, n.other from json_to_recordset(${JSON.stringify(wanted)}::json) as q(id uuid, bits int8, keys json)
      cross join lateral (
        select ${nearMedia.contributionId} as other from ${nearMedia}
        where ${nearMedia.projectId} = ${projectId}::uuid
          and ${nearMedia.key} = any(array(select json_array_elements_text(q.keys)::int4))
          and bit_count((${nearMedia.bits} # q.bits)::bit(64)) <= ${SEARCH_DISTANCE}
          and ${nearMedia.contributionId} <> q.id
        group by ${nearMedia.contributionId}, ${nearMedia.bits}
        order by bit_count((${nearMedia.bits} # q.bits)::bit(64)), ${nearMedia.contributionId} limit ${LOOKED_AT}
      ) n`,
  );
  const others = [...new Set(near.map(({ other }) => other))];
  if (others.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: contribution.id, sha256: media.sha256, print: media.print })
    .from(contribution)
    .innerJoin(media, eq(media.sha256, contribution.mediaHash))
    .where(and(inArray(contribution.id, others), ne(contribution.status, "withdrawn"), isNull(contribution.erasedAt)));
  const known = new Map(rows.map(({ id, sha256, print }) => [id, { id, sha256: hex(sha256), print }]));
  const held = new Map<string, Printed[]>();
  for (const { id, other } of near) {
    const file = known.get(other);
    if (file?.print) held.set(id, [...(held.get(id) ?? []), { ...file, print: file.print }]);
  }
  return held;
}

/** Keeps what later files are looked up among, of those contributions that came in. */
export async function keepPrints(ctx: Ctx, { prints }: MediaNear, came: ReadonlySet<string>): Promise<void> {
  const rows = prints
    .filter(({ id }) => came.has(id))
    .flatMap(({ id, projectId, print }) =>
      printKeys(print).map((key) => ({ projectId, key, id, bits: searchBits(print) })),
    )
    .sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1));
  if (rows.length === 0) return;
  await ctx.db.execute(sql`
    insert into ${nearMedia} (project_id, key, contribution_id, bits)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as r("projectId" uuid, key int4, id uuid, bits int8)
    on conflict do nothing`);
}

/** Takes away what the files of a contribution were looked up by. */
export async function dropPrints(
  ctx: Ctx,
  { id, projectId }: { id: string; projectId: string },
  contents: readonly Content[],
): Promise<void> {
  const printed = await readPrints(
    ctx,
    contents.map((content) => ({ id, content })),
  );
  if (printed.length === 0) return;
  const keys = printed.flatMap(({ print }) => printKeys(print));
  await ctx.db
    .delete(nearMedia)
    .where(and(eq(nearMedia.projectId, projectId), inArray(nearMedia.key, keys), eq(nearMedia.contributionId, id)));
}

/** The file of the project that an upload is most like, for its sender to see before it is sent in. */
export async function findLikeUpload(
  ctx: Ctx,
  project: ProjectRow,
  upload: { id: string; kind: MediaKind; sha256: string },
): Promise<Neighbour | null> {
  const rows = [{ id: upload.id, content: { [upload.kind]: upload.sha256 } }];
  const { neighbours } = await findMediaNeighbours(ctx, project, rows, () => true);
  return neighbours.get(upload.id) ?? null;
}
