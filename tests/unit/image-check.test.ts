import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { type CheckedImage, checkImage } from "#lib/adapters/image-check";
import { childMediaChecker } from "#lib/adapters/media-worker";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";

const vectors = join(import.meta.dirname, "../vectors/images");
const shared = join(import.meta.dirname, "../../../shared/data/nasty/image");
const work = mkdtempSync(join(tmpdir(), "assay-image-"));
afterAll(() => rmSync(work, { recursive: true }));

const checker = childMediaChecker();
async function inChild(source: string, target: string, claimedSha256: string | null): Promise<CheckedImage> {
  const checked = await checker({ kind: "image", source, target, claimedSha256 });
  if (checked.kind !== "image") throw new Error("checked as something else");
  return checked;
}

type Outcome = CheckedImage | { reason: string; details: Record<string, unknown> };

async function outcomeOf(path: string, check = checkImage): Promise<Outcome> {
  try {
    return await check(path, join(work, `${Math.random()}`), null);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { reason: error.reason, details: error.details };
  }
}

function made(name: string, bytes: Buffer): string {
  const path = join(work, name);
  writeFileSync(path, bytes);
  return path;
}

/** Path of what is published. (From a path and not from bytes: the check lets this process decode nothing else.) */
const published = (outcome: Outcome) => {
  if (!("files" in outcome)) throw new Error(`refused: ${JSON.stringify(outcome)}`);
  return outcome.files.file;
};

const plain = { r: 90, g: 120, b: 60 };
const picture = (width = 64, height = 48) =>
  sharp({
    create: { width, height, channels: 3, background: plain, noise: { type: "gaussian", mean: 120, sigma: 30 } },
  });

/** What becomes of each row of the manifest: the size of what is published, or the reason of the refusal. */
const expected: Record<string, { width: number; height: number; format: string } | string> = {
  "script.svg": "media.active_content",
  "onload.svg": "media.active_content",
  "xxe.svg": "media.active_content",
  "billion_laughs.svg": "media.active_content",
  "remote_use.svg": "media.active_content",
  "exif_gps.jpg": { format: "jpeg", width: 160, height: 110 },
  "exif_orientation6.jpg": { format: "jpeg", width: 110, height: 160 },
  "exif_xss.jpg": { format: "jpeg", width: 160, height: 110 },
  "jpg_with_zip_appended.jpg": { format: "jpeg", width: 160, height: 110 },
  "png_with_html_chunk.png": { format: "png", width: 8, height: 8 },
  "gif_js.gif": "media.unreadable",
  "html_named.png": "media.active_content",
  "png_named.jpg": { format: "png", width: 8, height: 8 },
  "truncated.jpg": "media.unreadable",
  "pixel_bomb_20000x20000.png": "media.too_many_pixels",
  "empty.png": "media.empty",
  "one_pixel.png": "media.too_small",
  "cmyk.jpg": { format: "jpeg", width: 64, height: 44 },
  "gray16.png": { format: "png", width: 16, height: 16 },
};

const rows = readFileSync(join(vectors, "manifest.csv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",")[0] ?? "");

test("the manifest, its files and what is expected name the same images", () => {
  expect(Object.keys(expected).sort()).toEqual([...rows].sort());
  const files = readdirSync(vectors).filter((name) => !/^(?:README\.md|manifest\.csv)$/.test(name));
  expect(files.sort()).toEqual([...rows].sort());
  // Beside the project, where the files come from, nothing was added that is not here.
  if (existsSync(shared)) expect(readdirSync(shared).sort()).toEqual([...rows].sort());
});

describe.each([
  ["in this process", checkImage],
  ["in the child process", inChild],
] as const)("%s", (_, check) => {
  test.each(rows)("%s comes to what its row expects", async (name) => {
    const before = process.memoryUsage().rss;
    const outcome = await outcomeOf(join(vectors, name), check);
    const wanted = expected[name];
    if (typeof wanted === "string") expect(outcome).toMatchObject({ reason: wanted });
    else {
      expect(outcome).toMatchObject(wanted as object);
      const bytes = readFileSync(published(outcome));
      const text = bytes.toString("latin1");
      expect(text).not.toMatch(/GPS|Exif|<script|alert\(|onerror|xpacket/i);
      expect(bytes.includes("PK\u0003\u0004")).toBe(false);
      const { exif, xmp, iptc, orientation, comments } = await sharp(published(outcome)).metadata();
      expect({ exif, xmp, iptc, orientation, comments }).toEqual({});
      expect((outcome as CheckedImage).sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      const original = createHash("sha256")
        .update(readFileSync(join(vectors, name)))
        .digest("hex");
      expect((outcome as CheckedImage).originalSha256).toBe(original);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1_048_576);
  });
});

test("the same file always comes to the same published bytes", async () => {
  const [first, second] = [
    await outcomeOf(join(vectors, "exif_gps.jpg")),
    await outcomeOf(join(vectors, "exif_gps.jpg")),
  ];
  expect((first as CheckedImage).sha256).toBe((second as CheckedImage).sha256);
});

test("a PNG, 16 bits a channel or 8, keeps every pixel", async () => {
  for (const name of ["gray16.png", "png_named.jpg"]) {
    const source = join(vectors, name);
    const bytes = published(await outcomeOf(join(vectors, name)));
    const raw = (image: string) =>
      sharp(image)
        .raw({ depth: name === "gray16.png" ? "ushort" : "uchar" })
        .toBuffer();
    expect((await raw(bytes)).equals(await raw(source))).toBe(true);
    expect((await sharp(bytes).metadata()).depth).toBe((await sharp(source).metadata()).depth);
  }
});

test("WebP and AVIF stay what they are, lossless WebP to the pixel; a still GIF becomes a PNG", async () => {
  const webp = made("a.webp", await picture().webp({ lossless: true }).toBuffer());
  const kept = await outcomeOf(webp);
  expect(kept).toMatchObject({ format: "webp", width: 64, height: 48 });
  const pixels = (path: string) => sharp(path).raw().toBuffer();
  expect((await pixels(published(kept))).equals(await pixels(webp))).toBe(true);
  const avif = made("a.avif", await picture().avif().toBuffer());
  expect(await outcomeOf(avif)).toMatchObject({ format: "avif", width: 64, height: 48 });
  const gif = made("a.gif", await picture().gif().toBuffer());
  expect(await outcomeOf(gif)).toMatchObject({ format: "png", width: 64, height: 48 });
});

test("what moves is refused with its number of frames", async () => {
  const frames = await sharp(await picture(32, 64).raw().toBuffer(), {
    raw: { width: 32, height: 64, channels: 3, pageHeight: 32 },
  })
    .gif({ delay: [100, 100] })
    .toBuffer();
  expect(await outcomeOf(made("moving.gif", frames))).toEqual({ reason: "media.animated", details: { count: 2 } });
});

test("other kinds of file are named in the refusal", async () => {
  const pdf = made("a.jpg", Buffer.from("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n"));
  expect(await outcomeOf(pdf)).toEqual({ reason: "media.type_refused", details: { found: "PDF" } });
  const text = made("b.png", Buffer.from("just words"));
  expect(await outcomeOf(text)).toEqual({ reason: "media.type_refused", details: { found: "unknown" } });
  const tiff = made("c.jpg", await picture().tiff().toBuffer());
  expect(await outcomeOf(tiff)).toMatchObject({ reason: "media.type_refused", details: { found: "TIF" } });
});

test("a file that is not what its sender computed is refused", async () => {
  const path = join(vectors, "exif_gps.jpg");
  await expect(checkImage(path, join(work, "x"), "0".repeat(64))).rejects.toMatchObject({
    reason: "media.hash_mismatch",
  });
});

test("copies for screen and list are as large as they may be and no larger", async () => {
  const large = await outcomeOf(made("large.jpg", await picture(2_400, 1_200).jpeg().toBuffer()));
  if (!("files" in large)) throw new Error("refused");
  const sizes = await Promise.all([large.files.view, large.files.thumb].map((path) => sharp(path).metadata()));
  expect(sizes.map(({ width, height, format }) => ({ width, height, format }))).toEqual([
    { width: limits.imageViewSide, height: limits.imageViewSide / 2, format: "webp" },
    { width: limits.imageThumbSide, height: limits.imageThumbSide / 2, format: "webp" },
  ]);
});
