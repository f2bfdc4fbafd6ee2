import { z } from "zod";
import { limits } from "./limits";

/** Formats that images are published in. A still GIF comes out as PNG, which holds the same pixels. */
export const imageFormats = ["jpeg", "png", "webp", "avif"] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** What is kept of each image: the published file, a copy that fits a screen, and one that fits a list. */
export const imageVariants = ["file", "view", "thumb"] as const;
export type ImageVariant = (typeof imageVariants)[number];

/** What a file picker offers; what a file is, its bytes tell. */
export const IMAGE_TYPES = "image/jpeg,image/png,image/webp,image/avif,image/gif";

/** Type that a stored file is served as; never taken from whoever uploaded it. */
export function imageType(variant: ImageVariant, format: ImageFormat): string {
  return `image/${variant === "file" ? format : "webp"}`;
}

/** receiving: bytes are missing; received: waits for its check; then ready or refused. */
export const uploadStates = ["receiving", "received", "ready", "refused"] as const;
export type UploadState = (typeof uploadStates)[number];

const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: "wrong_type" });

/** An image as pages get it; the addresses work for an hour or two and then say so. */
export const imageViewSchema = z.strictObject({
  /** Of the published file; the content of the contribution names it. */
  sha256: hash,
  format: z.enum(imageFormats),
  width: z.int(),
  height: z.int(),
  sizeBytes: z.int(),
  thumbUrl: z.string(),
  viewUrl: z.string(),
  fileUrl: z.string(),
});
export type ImageView = z.infer<typeof imageViewSchema>;

/** What an upload says of itself before its first byte (tus: Upload-Length, Upload-Metadata). */
export const newUploadSchema = z.strictObject({
  project: z.string().min(1).max(limits.slugChars),
  fileName: z.string().max(10_000),
  sizeBytes: z.int({ error: "not_integer" }).min(0),
  /** SHA-256 that the sender computed; the server compares its own. */
  sha256: hash.optional(),
});
export type NewUpload = z.infer<typeof newUploadSchema>;
