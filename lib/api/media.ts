import { AppError } from "#lib/domain/error";
import { imageType } from "#lib/domain/media";
import { readSignedMedia } from "#lib/media";
import { toAppError } from "./error";
import { answerError } from "./http";

/**
 * A published image, for whoever holds its signed address. Our own type, never a guess, and nothing in it can act: a saved page, a script
 * or a frame made of it is inert. Never throws.
 */
export async function answerMedia(request: Request, path: readonly string[]): Promise<Response> {
  try {
    const { searchParams } = new URL(request.url);
    const found = await readSignedMedia(path, searchParams, new Date());
    if (!found) throw new AppError("route.not_found");
    const { sha256, variant, format, bytes, sizeBytes, leftMs } = found;
    const type = imageType(variant, format);
    return new Response(bytes, {
      headers: {
        "content-type": type,
        "content-length": String(sizeBytes),
        "content-disposition": `attachment; filename="${sha256.slice(0, 16)}.${type.slice("image/".length)}"`,
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": `private, max-age=${Math.floor(leftMs / 1000)}, immutable`,
      },
    });
  } catch (error) {
    return answerError(toAppError(error, "media"), request.headers);
  }
}
