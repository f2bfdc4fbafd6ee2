import { and, eq, inArray, ne } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { upload } from "#db/schema/media";
import { hasMedia, mediaKindOf } from "#lib/domain/content";
import { AppError } from "#lib/domain/error";
import { maxUploadBytes, type NewUpload, type UploadPurpose } from "#lib/domain/media";
import { cleanFileName } from "#lib/domain/text";
import { actorId } from "./authorise";
import { coalesce } from "./coalesce";
import { type Ctx, inTx } from "./context";
import { assertOpen } from "./contribution-submit";
import { fromHex, hex } from "./hash";
import { getProjectFor, type ProjectRow } from "./project-find";
import { type Holder, lockRoom, readHeld, takeRoom } from "./upload-room";

/**
 * Opens a place for a file before its first byte: rights, the project's kind of data, size, quotas, and whether the project has this very
 * file already. Returns the upload's id.
 */
export async function createUpload(ctx: Ctx, input: NewUpload): Promise<{ id: string }> {
  const found = await getProjectFor(ctx, input.project, "contribution.submit");
  const userId = actorId(ctx);
  const { purpose = "media" } = input;
  assertPurpose(found, purpose);
  await assertTakes(ctx, found, userId);
  if (input.sizeBytes === 0) throw new AppError("media.empty");
  const maxBytes = maxUploadBytes(purpose, mediaKindOf[found.modality]);
  if (input.sizeBytes > maxBytes) throw new AppError("input.too_large", { details: { maxBytes } });
  const claimedSha256 = input.sha256 ? fromHex(input.sha256) : null;
  const holder = { userId, projectId: found.id };
  const fileName = cleanFileName(input.fileName, purpose);
  const row = { ...holder, purpose, fileName, claimedSha256, id: ctx.newId(), sizeBytes: input.sizeBytes };
  return openTogether(ctx, holder, row);
}

type NewRow = Pick<
  typeof upload.$inferInsert,
  "id" | "userId" | "projectId" | "fileName" | "sizeBytes" | "claimedSha256"
> & { purpose: UploadPurpose };
type Asked = { ctx: Ctx; row: NewRow };
type Opener = { open(asked: Asked): Promise<{ id: string }>; users: number };

const openers = new WeakMap<Ctx["media"], Map<string, Opener>>();

/** Those of one person to one project that come at the same time are opened together: a thousand small files must not each wait for the locks. */
async function openTogether(ctx: Ctx, holder: Holder, row: NewRow): Promise<{ id: string }> {
  const known = openers.get(ctx.media) ?? new Map<string, Opener>();
  openers.set(ctx.media, known);
  const key = `${holder.userId} ${holder.projectId}`;
  const opener = known.get(key) ?? { open: coalesce((asked: Asked[]) => openAll(holder, asked)), users: 0 };
  known.set(key, opener);
  opener.users += 1;
  try {
    return await opener.open({ ctx, row });
  } finally {
    opener.users -= 1;
    if (opener.users === 0) known.delete(key);
  }
}

async function openAll(holder: Holder, asked: readonly Asked[]): Promise<({ id: string } | Error)[]> {
  const [first] = asked;
  if (!first) return [];
  const rows = asked.map(({ row }) => row);
  return inTx(first.ctx, async (tx) => {
    await lockRoom(tx, holder);
    const held = await readHeld(tx, holder);
    const hashes = rows.flatMap(({ purpose, claimedSha256 }) => (purpose === "media" && claimedSha256) || []);
    const firsts = await findByOriginal(tx, holder.projectId, hashes);
    const outcomes = rows.map((row) => {
      try {
        const known = row.purpose === "media" && row.claimedSha256 && firsts.get(hex(row.claimedSha256));
        if (known) throw new AppError("contribution.duplicate", { details: { contribution: known } });
        takeRoom(held, row);
        return row;
      } catch (error) {
        return error as Error;
      }
    });
    const fitting = outcomes.flatMap((row) => (row instanceof Error ? [] : row));
    const at = { state: "receiving" as const, createdAt: tx.now(), changedAt: tx.now() };
    if (fitting.length > 0) await tx.db.insert(upload).values(fitting.map((row) => ({ ...row, ...at })));
    return outcomes.map((row) => (row instanceof Error ? row : { id: row.id }));
  });
}

/** Files are for projects that collect them, tables for all: their rows name the files. */
function assertPurpose({ modality, slug }: ProjectRow, purpose: UploadPurpose): void {
  const details = { project: slug };
  if (purpose !== "table" && !hasMedia(modality)) throw new AppError("media.not_collected", { details });
}

/** New items only while the project is open; somebody who was asked for changes may replace an image at any time. */
async function assertTakes(ctx: Ctx, found: ProjectRow, userId: string): Promise<void> {
  if (found.state === "open") return;
  const [asked] = await ctx.db
    .select({ id: contribution.id })
    .from(contribution)
    .where(
      and(
        eq(contribution.authorId, userId),
        eq(contribution.status, "changes_requested"),
        eq(contribution.projectId, found.id),
      ),
    )
    .limit(1);
  if (!asked) assertOpen(found);
}

/** Contributions whose file came as these very bytes, by the hash of those: what is there already is refused before it crosses the network. */
export async function findByOriginal(
  ctx: Ctx,
  projectId: string,
  hashes: readonly Uint8Array[],
): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: contribution.id, sha256: upload.originalSha256 })
    .from(upload)
    .innerJoin(
      contribution,
      and(eq(contribution.id, upload.contributionId), eq(contribution.mediaHash, upload.mediaSha256)),
    )
    .where(
      and(
        eq(upload.projectId, projectId),
        inArray(upload.originalSha256, [...hashes]),
        ne(contribution.status, "withdrawn"),
      ),
    );
  return new Map(rows.flatMap(({ id, sha256 }) => (sha256 ? [[hex(sha256), id] as const] : [])));
}
