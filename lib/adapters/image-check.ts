import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { fileTypeFromBuffer } from "file-type";
import sharp, { type Metadata, type Sharp } from "sharp";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { ImageFormat, ImageVariant } from "#lib/domain/media";

/** What a file turned out to be, and where what is published of it was written. */
export type CheckedImage = {
  /** Hex; of the bytes as they came. */
  originalSha256: string;
  /** Hex; of the published file. */
  sha256: string;
  format: ImageFormat;
  width: number;
  height: number;
  sizeBytes: number;
  files: Record<ImageVariant, string>;
};

// Only what is collected can be decoded at all: a file that fools the look at its first bytes meets no other decoder.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegFile",
    "VipsForeignLoadPngFile",
    "VipsForeignLoadWebpFile",
    "VipsForeignLoadHeifFile",
    "VipsForeignLoadNsgifFile",
  ],
});
sharp.cache(false);
sharp.concurrency(1);

const SNIFFED_BYTES = 4_100;
const CHECK_SECONDS = Math.floor(limits.imageCheckMs / 2_000);
const formats: Record<string, ImageFormat> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "avif",
  "image/gif": "png",
};

/**
 * Tests an uploaded file step by step, cheapest first, and writes what is published of it to `target` plus the name of each variant: decoded
 * and encoded anew, so that nothing but pixels is left (no place, no camera, no appended file). Throws media.* errors.
 */
export async function checkImage(source: string, target: string, claimedSha256: string | null): Promise<CheckedImage> {
  const { size } = await stat(source);
  if (size === 0) throw new AppError("media.empty");
  const originalSha256 = await hashFile(source);
  if (claimedSha256 !== null && claimedSha256 !== originalSha256) throw new AppError("media.hash_mismatch");
  const format = await sniff(source);
  const metadata = await readable(sharp(source, { limitInputPixels: false }).metadata());
  assertSize(metadata, format);
  const files = { file: `${target}.file`, view: `${target}.view`, thumb: `${target}.thumb` };
  const whole = sharp(source, { limitInputPixels: limits.imagePixels, failOn: "warning" }).autoOrient();
  const isDeep = metadata.depth === "ushort" && format === "png";
  const coloured = isDeep ? whole.toColourspace(metadata.channels < 3 ? "grey16" : "rgb16") : whole;
  const { width, height } = await write(encode(coloured, format, await isLossless(source, format)), files.file);
  for (const [variant, side] of [
    ["view", limits.imageViewSide],
    ["thumb", limits.imageThumbSide],
  ] as const) {
    const small = sharp(files.file, { limitInputPixels: limits.imagePixels });
    await write(
      small.resize({ width: side, height: side, fit: "inside", withoutEnlargement: true }).webp(),
      files[variant],
    );
  }
  const sizeBytes = (await stat(files.file)).size;
  return { originalSha256, sha256: await hashFile(files.file), format, width, height, sizeBytes, files };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

async function sniff(path: string): Promise<ImageFormat> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    const start = buffer.subarray(0, bytesRead);
    const found = await fileTypeFromBuffer(start);
    const format = found && formats[found.mime];
    if (format) return format;
    if (isMarkup(start) || found?.mime.endsWith("xml")) throw new AppError("media.active_content");
    throw new AppError("media.type_refused", { details: { found: found?.ext.toUpperCase() ?? "unknown" } });
  } finally {
    await file.close();
  }
}

/** SVG, HTML and their like: text that a browser would run. */
function isMarkup(start: Uint8Array): boolean {
  const text = Buffer.from(start)
    .toString("latin1")
    .replaceAll("\0", "")
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "");
  return /^\s*<[a-z!?]/i.test(text);
}

// What the largest image of each format takes to decode and encode stays well below half a gigabyte.
const maxPixels: Record<ImageFormat, number> = {
  jpeg: limits.imagePixels,
  png: limits.imagePixels,
  webp: limits.webpPixels,
  avif: limits.avifPixels,
};

function assertSize({ width, height, pages = 1 }: Metadata, format: ImageFormat): void {
  if (width * height > maxPixels[format]) {
    const maxMegapixels = maxPixels[format] / 1_000_000;
    throw new AppError("media.too_many_pixels", { details: { width, height, maxMegapixels } });
  }
  if (Math.min(width, height) < limits.imageMinSide) {
    throw new AppError("media.too_small", { details: { width, height, min: limits.imageMinSide } });
  }
  if (pages > 1) throw new AppError("media.animated", { details: { count: pages } });
}

// Lossless stays lossless; a photograph is encoded well above what an eye tells apart. Optimised coding would hold the whole image twice.
function encode(image: Sharp, format: ImageFormat, lossless: boolean): Sharp {
  if (format === "jpeg") return image.jpeg({ quality: 95, chromaSubsampling: "4:4:4", optimiseCoding: false });
  if (format === "webp") return image.webp({ quality: 95, lossless });
  if (format === "avif") return image.avif({ quality: 80, effort: 2 });
  return image.png({ compressionLevel: 6 });
}

/** True for WebP whose first image chunk is VP8L (RFC 9649, section 2). */
async function isLossless(path: string, format: ImageFormat): Promise<boolean> {
  if (format !== "webp") return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    return buffer.subarray(0, bytesRead).includes("VP8L");
  } finally {
    await file.close();
  }
}

async function write(image: Sharp, path: string) {
  return readable(image.timeout({ seconds: CHECK_SECONDS }).toFile(path));
}

// The decoder's own words name its insides, not what to do.
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new AppError("media.unreadable", { cause });
  }
}
