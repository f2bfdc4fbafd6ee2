import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { makeRandom } from "./random";

const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;

/** A picture like no other: noise of its own, as a JPEG with a place and a name in its EXIF. */
export async function makePhoto(width = 320, height = 240): Promise<Buffer> {
  const background = `#${randomUUID().slice(0, 6)}`;
  return sharp({ create: { width, height, channels: 3, background, noise } })
    .withExif({ IFD0: { Artist: "Somebody" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "25/1 2/1 0/1" } })
    .jpeg()
    .toBuffer();
}

/** A PNG of noise, which nothing makes small: about three bytes a pixel. */
export async function makeNoise(width: number, height: number): Promise<Buffer> {
  const background = `#${randomUUID().slice(0, 6)}`;
  return sharp({ create: { width, height, channels: 3, background, noise } })
    .png()
    .toBuffer();
}

const BLOBS = 14;

/** A picture with something on it: blobs of light and shade where the seed puts them, with some noise. */
export async function makePicture(seed: number, width = 320, height = 240): Promise<Buffer> {
  const random = makeRandom(seed);
  const blobs = Array.from({ length: BLOBS }, () => ({
    ...{ x: random() * width, y: random() * height, size: (0.05 + 0.2 * random()) * width },
    colour: [random(), random(), random()].map((one) => (one - 0.5) * 300),
  }));
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let channel = 0; channel < 3; channel += 1) {
      let light = 128 + (random() - 0.5) * 12;
      for (const blob of blobs) {
        const far = ((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.size ** 2;
        if (far < 9) light += (blob.colour[channel] ?? 0) * Math.exp(-far);
      }
      pixels[at * 3 + channel] = Math.max(0, Math.min(255, light));
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** The picture of a file as somebody else may send it. */
export const copies = {
  "encoded again": (file: Buffer) => sharp(file).flatten({ background: "#fff" }).jpeg({ quality: 40 }).toBuffer(),
  "as WebP": (file: Buffer) => sharp(file).webp({ quality: 60 }).toBuffer(),
  "half as large": (file: Buffer) => sharp(file).resize(160).png().toBuffer(),
  brighter: (file: Buffer) => sharp(file).modulate({ brightness: 1.25 }).png().toBuffer(),
  "with more contrast": (file: Buffer) => sharp(file).linear(1.3, -30).png().toBuffer(),
  grey: (file: Buffer) => sharp(file).greyscale().png().toBuffer(),
  blurred: (file: Buffer) => sharp(file).blur(1.5).png().toBuffer(),
  "cropped by 2 % a side": (file: Buffer) => crop(file, 0.02),
  "cropped by 4 % a side": (file: Buffer) => crop(file, 0.04),
} as const;

async function crop(file: Buffer, share: number): Promise<Buffer> {
  const { width, height } = await sharp(file).metadata();
  const [left, top] = [Math.round(width * share), Math.round(height * share)];
  return sharp(file)
    .extract({ left, top, width: width - 2 * left, height: height - 2 * top })
    .png()
    .toBuffer();
}
