import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { media, upload } from "#db/schema/media";
import { project } from "#db/schema/project";
import { type Content, imageOf } from "#lib/domain/content";
import { AppError, type ErrorReason } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { type ImageView, imageVariants, type UploadState } from "#lib/domain/media";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { fromHex, hex } from "./hash";
import { getProject } from "./project-find";

export type UploadView = {
  id: string;
  project: string;
  fileName: string;
  sizeBytes: number;
  /** Bytes that are here; what is missing is sent by tus. */
  receivedBytes: number;
  state: UploadState;
  /** SHA-256 of the bytes as they came; null until they were checked. */
  originalSha256: string | null;
  image: ImageView | null;
  refusal: { reason: ErrorReason; details: Record<string, string | number | boolean | null> } | null;
  createdAt: Date;
};

type Row = { upload: typeof upload.$inferSelect; media: typeof media.$inferSelect | null; project: string };

/** My files of a project that are on their way or wait to be sent in, oldest first. */
export async function listUploads(ctx: Ctx, input: { project: string }): Promise<{ items: UploadView[] }> {
  const { id } = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", id);
  const rows = await readUploads(ctx)
    .where(and(eq(upload.userId, actorId(ctx)), eq(upload.projectId, id), isNull(upload.contributionId)))
    .orderBy(asc(upload.createdAt), asc(upload.id))
    .limit(limits.waitingUploads);
  return { items: await Promise.all(rows.map((row) => viewOf(ctx, row))) };
}

/** One of my uploads, sent in or not. */
export async function getUpload(ctx: Ctx, input: { id: string }): Promise<UploadView> {
  await authorise(ctx, "contribution.submit");
  const [row] = await readUploads(ctx).where(and(eq(upload.id, input.id), eq(upload.userId, actorId(ctx))));
  if (!row) throw new AppError("upload.not_found", { details: { upload: input.id } });
  return viewOf(ctx, row);
}

function readUploads(ctx: Ctx) {
  return ctx.db
    .select({ upload, media, project: project.slug })
    .from(upload)
    .innerJoin(project, eq(project.id, upload.projectId))
    .leftJoin(media, eq(media.sha256, upload.mediaSha256))
    .$dynamic();
}

async function viewOf(ctx: Ctx, { upload: row, media: file, project: slug }: Row): Promise<UploadView> {
  const { id, fileName, sizeBytes, state, createdAt } = row;
  const receivedBytes = state === "receiving" ? ((await ctx.media.receivedBytes(id)) ?? 0) : sizeBytes;
  return {
    ...{ id, project: slug, fileName, sizeBytes, receivedBytes, state, createdAt },
    originalSha256: row.originalSha256 && hex(row.originalSha256),
    image: file && imageView(ctx, file),
    // Written by checkUpload, from the table of reasons.
    refusal: row.refusal === null ? null : { reason: row.refusal as ErrorReason, details: row.refusalDetails ?? {} },
  };
}

function imageView(ctx: Ctx, row: typeof media.$inferSelect): ImageView {
  const image = { ...row, sha256: hex(row.sha256) };
  const { sha256, format, width, height, sizeBytes } = image;
  const [fileUrl, viewUrl, thumbUrl] = imageVariants.map((variant) => ctx.media.link(image, variant, ctx.now()));
  return {
    sha256,
    format,
    width,
    height,
    sizeBytes,
    fileUrl: fileUrl ?? "",
    viewUrl: viewUrl ?? "",
    thumbUrl: thumbUrl ?? "",
  };
}

/** The images that these contents are about, by hash. Whoever may read a content may read its image: ask for no others. */
export async function readImages(
  ctx: Ctx,
  contents: readonly (Content | null)[],
): Promise<(content: Content | null) => ImageView | null> {
  const wanted = [...new Set(contents.flatMap((content) => (content ? (imageOf(content) ?? []) : [])))];
  const rows =
    wanted.length === 0
      ? []
      : await ctx.db
          .select()
          .from(media)
          .where(inArray(media.sha256, wanted.map(fromHex)));
  const images = new Map(rows.map((row) => [hex(row.sha256), imageView(ctx, row)]));
  return (content) => (content && images.get(imageOf(content) ?? "")) ?? null;
}
