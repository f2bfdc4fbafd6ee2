import { CHECKPOINT_MAX_AGE_S } from "#lib/domain/log";
import { parseTilePath } from "#lib/ledger/tile-path";
import { logVkeys } from "#lib/log-key";
import { makeCtx } from "#lib/request-ctx";
import { type PublishedLog, readPublicTile, readPublished } from "#lib/services/log-read";
import { ByteCache } from "./byte-cache";

const TEXT = "text/plain; charset=utf-8";
const FOREVER = "public, max-age=31536000, immutable";
const OPEN = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
// The published size is read anew this often; in between a tile that just became public is not there yet, as in any cache.
const FRESH_MS = 200;
const CACHE_BYTES = 32 * 1024 * 1024;

const full = new ByteCache(CACHE_BYTES);
let seen: { at: number; log: PublishedLog | undefined } | undefined;

/**
 * `GET /log/…`: checkpoint, vkey, tile/<L>/<N>[.p/<W>], tile/entries/<N>[.p/<W>], as C2SP tlog-tiles v0.1.0 has them. Open to any origin, no
 * cookie read or set; tiles are kept for ever, what is not there is never kept.
 */
export async function answerLog(path: string): Promise<Response> {
  if (path === "vkey")
    return logVkeys().length > 0 ? text(`${logVkeys().join("\n")}\n`, "public, max-age=60") : nothing();
  if (path === "checkpoint") {
    const log = await published();
    return log ? text(log.note, `public, max-age=${CHECKPOINT_MAX_AGE_S}`) : nothing();
  }
  const wanted = parseTilePath(path);
  if (!wanted) return nothing();
  const kept = full.get(path);
  if (kept) return tile(kept, wanted.level);
  const log = await published();
  const bytes = log && (await readPublicTile(await anyone(), wanted, log.size));
  if (!bytes) return nothing();
  if (wanted.width === 256) full.set(path, bytes);
  return tile(bytes, wanted.level);
}

const anyone = () => makeCtx({ kind: "anonymous" });

async function published(): Promise<PublishedLog | undefined> {
  if (!seen || Date.now() - seen.at > FRESH_MS) seen = { at: Date.now(), log: await readPublished(await anyone()) };
  return seen.log;
}

function text(body: string, cacheControl: string): Response {
  return new Response(body, { headers: { ...OPEN, "content-type": TEXT, "cache-control": cacheControl } });
}

function tile(bytes: Uint8Array, level: number | "entries"): Response {
  const type = { "content-type": "application/octet-stream", "x-content-type-options": "nosniff" };
  const name = {
    "content-disposition": `attachment; filename="${level === "entries" ? "entries" : `tile-${level}`}.bin"`,
  };
  return new Response(bytes as BodyInit, {
    headers: { ...OPEN, ...type, ...name, "cache-control": FOREVER, "content-length": String(bytes.byteLength) },
  });
}

function nothing(): Response {
  const body =
    "Not here (yet). The log's parts are checkpoint, vkey, tile/<level>/<index>[.p/<width>] and tile/entries/<index>[.p/<width>].\n";
  return new Response(body, { status: 404, headers: { ...OPEN, "content-type": TEXT, "cache-control": "no-store" } });
}
