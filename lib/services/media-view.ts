import { inArray } from "drizzle-orm";
import { media } from "#db/schema/media";
import { type Content, mediaOf } from "#lib/domain/content";
import { type MediaVariant, type MediaView, mediaViewSchema } from "#lib/domain/media";
import type { Ctx } from "./context";
import { fromHex, hex } from "./hash";

/** A published file as pages get it: whoever may see what names it may ask. */
export function mediaView(ctx: Ctx, row: typeof media.$inferSelect): MediaView {
  const file = { sha256: hex(row.sha256), sizeBytes: row.sizeBytes, format: row.format };
  const link = (variant: MediaVariant) => ctx.media.link(file, variant, ctx.now());
  const { width, height, durationMs, sampleRate, channels, peaks } = row;
  const fileUrl = link("file");
  // Parsed, because the columns of one kind are empty for the other: a row that lacks its own must not look like one that has them.
  return mediaViewSchema.parse(
    row.kind === "image"
      ? { kind: "image", ...file, width, height, fileUrl, viewUrl: link("view"), thumbUrl: link("thumb") }
      : { kind: "audio", ...file, durationMs, sampleRate, channels, peaks: base64(peaks), fileUrl },
  );
}

function base64(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString("base64");
}

/** The files that these contents are about, by hash. Whoever may read a content may read its file: ask for no others. */
export async function readMedia(
  ctx: Ctx,
  contents: readonly (Content | null)[],
): Promise<(content: Content | null) => MediaView | null> {
  const wanted = [...new Set(contents.flatMap((content) => (content ? (mediaOf(content) ?? []) : [])))];
  const rows =
    wanted.length === 0
      ? []
      : await ctx.db
          .select()
          .from(media)
          .where(inArray(media.sha256, wanted.map(fromHex)));
  const known = new Map(rows.map((row) => [hex(row.sha256), mediaView(ctx, row)]));
  return (content) => (content && known.get(mediaOf(content) ?? "")) ?? null;
}
