import { and, asc, count, eq, inArray, isNull, ne, or } from "drizzle-orm";
import { media, upload } from "#db/schema/media";
import { project } from "#db/schema/project";
import { AppError, type ErrorReason } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import {
  type MediaView,
  type ShownNeighbour,
  type UploadPurpose,
  type UploadState,
  uploadStates,
} from "#lib/domain/media";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { hex } from "./hash";
import { mediaView } from "./media-view";
import { neighbourOf } from "./near";
import { showNeighbours } from "./near-show";
import { getProject } from "./project-find";

export type UploadView = {
  id: string;
  project: string;
  purpose: UploadPurpose;
  /** The archive that it came out of. */
  archiveId: string | null;
  fileName: string;
  sizeBytes: number;
  /** Bytes that are here; what is missing is sent by tus. */
  receivedBytes: number;
  state: UploadState;
  /** SHA-256 of the bytes as they came; null until they were checked. */
  originalSha256: string | null;
  media: MediaView | null;
  /** What of the project it was most like when it was checked. */
  near: ShownNeighbour | null;
  refusal: { reason: ErrorReason; details: Record<string, string | number | boolean | null> } | null;
  createdAt: Date;
};

type Row = { upload: typeof upload.$inferSelect; media: typeof media.$inferSelect | null; project: string };

/** How many there are in each state, shown or not. */
export type UploadCounts = Record<UploadState, number>;

/**
 * My files of a project that are on their way or wait to be sent in: the oldest, and how many there are in all. Members of an archive that are
 * refused stand in the archive's own report; a pack's are files like any. With `archive` only what came out of that one.
 */
export async function listUploads(
  ctx: Ctx,
  input: { project: string; purpose?: UploadPurpose | undefined; archive?: string | undefined },
): Promise<{ items: UploadView[]; counts: UploadCounts }> {
  const { id } = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", id);
  const packs = ctx.db
    .select({ id: upload.id })
    .from(upload)
    .where(and(eq(upload.userId, actorId(ctx)), eq(upload.projectId, id), eq(upload.purpose, "pack")));
  const shown = and(
    ...[eq(upload.userId, actorId(ctx)), eq(upload.projectId, id), isNull(upload.contributionId)],
    eq(upload.purpose, input.purpose ?? "media"),
    input.archive === undefined ? undefined : eq(upload.archiveId, input.archive),
    or(isNull(upload.archiveId), ne(upload.state, "refused"), inArray(upload.archiveId, packs)),
  );
  const rows = await readUploads(ctx)
    .where(shown)
    .orderBy(asc(upload.createdAt), asc(upload.archiveEntry), asc(upload.id))
    .limit(limits.shownUploads);
  const counted = await ctx.db
    .select({ state: upload.state, count: count() })
    .from(upload)
    .where(shown)
    .groupBy(upload.state);
  const byState = new Map(counted.map((row) => [row.state, row.count]));
  const counts = Object.fromEntries(uploadStates.map((state) => [state, byState.get(state) ?? 0])) as UploadCounts;
  return { items: await viewAll(ctx, rows), counts };
}

/** One of my uploads, sent in or not. */
export async function getUpload(ctx: Ctx, input: { id: string }): Promise<UploadView> {
  await authorise(ctx, "contribution.submit");
  const [row] = await readUploads(ctx).where(and(eq(upload.id, input.id), eq(upload.userId, actorId(ctx))));
  const [view] = row ? await viewAll(ctx, [row]) : [];
  if (!view) throw new AppError("upload.not_found", { details: { upload: input.id } });
  return view;
}

function readUploads(ctx: Ctx) {
  return ctx.db
    .select({ upload, media, project: project.slug })
    .from(upload)
    .innerJoin(project, eq(project.id, upload.projectId))
    .leftJoin(media, eq(media.sha256, upload.mediaSha256))
    .$dynamic();
}

async function viewAll(ctx: Ctx, rows: readonly Row[]): Promise<UploadView[]> {
  const show = await showNeighbours(
    ctx,
    rows.flatMap((row) => neighbourOf(row.upload) ?? []),
  );
  return Promise.all(rows.map((row) => viewOf(ctx, row, show)));
}

type Show = Awaited<ReturnType<typeof showNeighbours>>;

async function viewOf(ctx: Ctx, { upload: row, media: file, project: slug }: Row, show: Show): Promise<UploadView> {
  const near = neighbourOf(row);
  const { id, purpose, archiveId, fileName, sizeBytes, state, createdAt } = row;
  const receivedBytes = state === "receiving" ? ((await ctx.media.receivedBytes(id)) ?? 0) : sizeBytes;
  return {
    ...{ id, project: slug, purpose, archiveId, fileName, sizeBytes, receivedBytes, state, createdAt },
    originalSha256: row.originalSha256 && hex(row.originalSha256),
    media: file && mediaView(ctx, file),
    near: near && show(near),
    refusal: refusalOf(row),
  };
}

/** Why an upload is refused: what its check wrote down, from the table of reasons. */
export function refusalOf({ refusal, refusalDetails }: typeof upload.$inferSelect): UploadView["refusal"] {
  return refusal === null ? null : { reason: refusal as ErrorReason, details: refusalDetails ?? {} };
}
