import { randomUUID } from "node:crypto";
import sharp from "sharp";

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
