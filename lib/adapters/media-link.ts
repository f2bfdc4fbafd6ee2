import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "#lib/domain/error";
import { type MediaFormat, type MediaVariant, mediaFormats, mediaVariants } from "#lib/domain/media";

export type MediaRead = { sha256: string; variant: MediaVariant; format: MediaFormat };

// Addresses stay the same for an hour, so that a browser keeps what it has, and work for one to two.
const STEP_MS = 3_600_000;

/** Signs addresses of media: who has one may read that one file until the moment that stands in it. */
export function mediaLinks(secret: () => string) {
  const sign = (place: string, untilMs: number) =>
    // Apart from every other use of the same secret.
    createHmac("sha256", secret()).update(`media\n${place}\n${untilMs}`).digest("base64url");
  return {
    make({ sha256, variant, format }: MediaRead, now: Date): string {
      const place = `${sha256}/${variant}.${format}`;
      const untilMs = (Math.floor(now.getTime() / STEP_MS) + 2) * STEP_MS;
      return `/rpc/media/${place}?until=${untilMs}&key=${sign(place, untilMs)}`;
    },
    /** What an address names, and for how much longer; throws route.not_found for none of ours and media.link_expired for an old one. */
    read(path: readonly string[], query: URLSearchParams, now: Date): MediaRead & { leftMs: number } {
      const [sha256 = "", name = "", ...rest] = path;
      const [variant, format] = name.split(".");
      const untilMs = Number(query.get("until"));
      const given = Buffer.from(query.get("key") ?? "");
      const wanted = Buffer.from(sign(`${sha256}/${name}`, untilMs));
      const isOurs = given.length === wanted.length && timingSafeEqual(given, wanted);
      const isVariant = mediaVariants.find((one) => one === variant);
      const isFormat = mediaFormats.find((one) => one === format);
      if (!isOurs || !isVariant || !isFormat || rest.length > 0) throw new AppError("route.not_found");
      if (untilMs <= now.getTime()) throw new AppError("media.link_expired");
      return { sha256, variant: isVariant, format: isFormat, leftMs: untilMs - now.getTime() };
    },
  };
}
