import { stat } from "node:fs/promises";
import sharp, { type Metadata, type Sharp } from "sharp";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { ImageFormat, MediaVariant } from "#lib/domain/media";
import { hashSource, readable, readStart, sniffFile } from "./file-check";
import { hashFile } from "./hash-file";
import { makeImagePrint } from "./image-print";

/** What a file turned out to be, and where what is published of it was written. */
export type CheckedImage = {
  kind: "image";
  /** Hex; of the bytes as they came. */
  originalSha256: string;
  /** Hex; of the published file. */
  sha256: string;
  format: ImageFormat;
  width: number;
  height: number;
  sizeBytes: number;
  /** What it looks like; null when it looks like nothing. */
  print: Uint8Array | null;
  files: Record<MediaVariant, string>;
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
  const originalSha256 = await hashSource(source, claimedSha256);
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
  const sha256 = await hashFile(files.file);
  const print = await readable(makeImagePrint(files.view));
  return { kind: "image", originalSha256, sha256, format, width, height, sizeBytes, print, files };
}

async function sniff(path: string): Promise<ImageFormat> {
  const found = await sniffFile(path);
  const format = found && formats[found.mime];
  if (format) return format;
  throw new AppError("media.type_refused", { details: { found: found?.ext.toUpperCase() ?? "unknown" } });
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
  return format === "webp" && (await readStart(path)).includes("VP8L");
}

async function write(image: Sharp, path: string) {
  return readable(image.timeout({ seconds: CHECK_SECONDS }).toFile(path));
}
