import { z } from "zod";
import { limits } from "./limits";

/** What an uploaded file is to its project. */
export const mediaKinds = ["image", "audio"] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** Formats that images are published in. A still GIF comes out as PNG, which holds the same pixels. */
export const imageFormats = ["jpeg", "png", "webp", "avif"] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** Formats that recordings are published in. What a browser recorded as WebM comes out as Ogg, which holds the same sound. */
export const audioFormats = ["wav", "flac", "mp3", "ogg", "m4a"] as const;
export type AudioFormat = (typeof audioFormats)[number];

export const mediaFormats = [...imageFormats, ...audioFormats] as const;
export type MediaFormat = (typeof mediaFormats)[number];

/** What is kept of each file: what is published; of images also a copy that fits a screen, and one that fits a list. */
export const mediaVariants = ["file", "view", "thumb"] as const;
export type MediaVariant = (typeof mediaVariants)[number];

export function variantsOf(kind: MediaKind): readonly MediaVariant[] {
  return kind === "image" ? mediaVariants : ["file"];
}

/** What a file picker offers; what a file is, its bytes tell. */
export const pickerTypes: Record<MediaKind, string> = {
  image: "image/jpeg,image/png,image/webp,image/avif,image/gif",
  audio: "audio/*,.wav,.flac,.mp3,.ogg,.oga,.opus,.m4a,.weba,.webm",
};

export const maxBytesOf: Record<MediaKind, number> = { image: limits.imageBytes, audio: limits.audioBytes };

const types: Record<MediaFormat, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
  wav: "audio/wav",
  flac: "audio/flac",
  mp3: "audio/mpeg",
  ogg: "audio/ogg",
  m4a: "audio/mp4",
};

/** Type and ending that a stored file is served as; never taken from whoever uploaded it. */
export function servedAs(variant: MediaVariant, format: MediaFormat): { type: string; ending: string } {
  const served = variant === "file" ? format : "webp";
  return { type: types[served], ending: served };
}

/** receiving: bytes are missing; received: waits for its check; then ready or refused. */
export const uploadStates = ["receiving", "received", "ready", "refused"] as const;
export type UploadState = (typeof uploadStates)[number];

/** What an upload is for: a file to be sent in, an archive or a pack of such files, or a table to be imported. */
export const uploadPurposes = ["media", "archive", "pack", "table"] as const;
export type UploadPurpose = (typeof uploadPurposes)[number];

/** How large a file may be that is sent for this; `kind`: what the project collects, if files. */
export function maxUploadBytes(purpose: UploadPurpose, kind: MediaKind | undefined): number {
  if (purpose === "pack") return limits.packBytes;
  return purpose === "media" && kind ? maxBytesOf[kind] : limits.uploadBytes;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: "wrong_type" });

/** An image as pages get it; the addresses work for an hour or two and then say so. */
export const imageViewSchema = z.strictObject({
  kind: z.literal("image"),
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

/** A recording as pages get it. */
export const audioViewSchema = z.strictObject({
  kind: z.literal("audio"),
  sha256: hash,
  format: z.enum(audioFormats),
  durationMs: z.int(),
  sampleRate: z.int(),
  channels: z.int(),
  sizeBytes: z.int(),
  /** How loud it is from beginning to end: Base64 of bytes, 0 silent, 255 as loud as can be. */
  peaks: z.string(),
  fileUrl: z.string(),
});
export type AudioView = z.infer<typeof audioViewSchema>;

/** A published file that a contribution is about. */
export const mediaViewSchema = z.discriminatedUnion("kind", [imageViewSchema, audioViewSchema]);
export type MediaView = z.infer<typeof mediaViewSchema>;

/** What something is much like, as its finder may know it: which one it is, and its file, only when it is theirs or public. */
export const shownNeighbourSchema = z.strictObject({
  percent: z.int(),
  contribution: z.uuid().toLowerCase().nullable(),
  media: mediaViewSchema.nullable(),
});
export type ShownNeighbour = z.infer<typeof shownNeighbourSchema>;

/** What an upload says of itself before its first byte (tus: Upload-Length, Upload-Metadata). */
export const newUploadSchema = z.strictObject({
  project: z.string().min(1).max(limits.slugChars),
  purpose: z.enum(uploadPurposes, { error: "not_in_list" }).default("media"),
  fileName: z.string().max(10_000),
  sizeBytes: z.int({ error: "not_integer" }).min(0),
  /** SHA-256 that the sender computed; the server compares its own. */
  sha256: hash.optional(),
});
export type NewUpload = z.input<typeof newUploadSchema>;
