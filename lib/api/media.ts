import { AppError } from "#lib/domain/error";
import { servedAs } from "#lib/domain/media";
import { readSignedMedia } from "#lib/media";
import { toAppError } from "./error";
import { answerError } from "./http";

/**
 * A published file, for whoever holds its signed address; a part of it for whoever asks for one (RFC 9110, section 14: a player that jumps).
 * Our own type, never a guess, and nothing in it can act: a saved page, a script or a frame made of it is inert. Never throws.
 */
export async function answerMedia(request: Request, path: readonly string[]): Promise<Response> {
  try {
    const { searchParams } = new URL(request.url);
    const found = await readSignedMedia(path, searchParams, new Date());
    if (!found) throw new AppError("route.not_found");
    const { sha256, variant, format, sizeBytes, leftMs } = found;
    const { type, ending } = servedAs(variant, format);
    const headers = {
      "content-type": type,
      "accept-ranges": "bytes",
      "content-disposition": `attachment; filename="${sha256.slice(0, 16)}.${ending}"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": `private, max-age=${Math.floor(leftMs / 1000)}, immutable`,
    };
    const range = readRange(request.headers.get("range"), sizeBytes);
    if (range === "beyond") {
      return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${sizeBytes}` } });
    }
    const { from, to } = range ?? { from: 0, to: sizeBytes - 1 };
    return new Response(found.open(from, to), {
      status: range ? 206 : 200,
      headers: {
        ...headers,
        "content-length": String(to - from + 1),
        ...(range ? { "content-range": `bytes ${from}-${to}/${sizeBytes}` } : {}),
      },
    });
  } catch (error) {
    return answerError(toAppError(error, "media"), request.headers);
  }
}

/** One range of bytes, both ends counted; undefined for none, for several and for what is no range: then the whole file is the answer. */
function readRange(header: string | null, sizeBytes: number): { from: number; to: number } | "beyond" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const from = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== "" && last !== "" && Number(last) < from) return undefined;
  return from >= sizeBytes ? "beyond" : { from, to };
}
