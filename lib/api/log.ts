import { CHECKPOINT_MAX_AGE_S } from "#lib/domain/log";
import { parseTilePath } from "#lib/ledger/tile-path";
import { logVkeys } from "#lib/log-key";
import { makeCtx } from "#lib/request-ctx";
import { type PublishedLog, readPublicTile, readPublished } from "#lib/services/log-read";
import { ByteCache } from "./byte-cache";

const OPEN = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};
const TEXT = { ...OPEN, "content-type": "text/plain; charset=utf-8" };
const BYTES = {
  ...OPEN,
  "content-type": "application/octet-stream",
  "cache-control": "public, max-age=31536000, immutable",
};
// The published size is read anew this often; in between a tile that just became public is not there yet, as in any cache.
const FRESH_MS = 200;
const CACHE_BYTES = 32 * 1024 * 1024;

const full = new ByteCache(CACHE_BYTES);
let seen: { at: number; log: PublishedLog | undefined } | undefined;
let vkeys: string | undefined;

export type LogAnswer = { status: number; headers: Record<string, string>; body: string | Uint8Array };

/**
 * `GET /log/…`: checkpoint, vkey, tile/<L>/<N>[.p/<W>], tile/entries/<N>[.p/<W>], as C2SP tlog-tiles v0.1.0 has them. Open to any origin, no
 * cookie read or set; tiles are kept for ever, what is not there is never kept.
 */
export async function answerLog(path: string): Promise<LogAnswer> {
  if (path === "vkey") return answerVkeys();
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

/** Read once, as the keys that sign are: another key needs a restart. None yet is asked again. */
function answerVkeys(): LogAnswer {
  vkeys ??= logVkeys().join("\n") || undefined;
  return vkeys ? text(`${vkeys}\n`, "public, max-age=60") : nothing();
}

const anyone = () => makeCtx({ kind: "anonymous" });

async function published(): Promise<PublishedLog | undefined> {
  if (!seen || Date.now() - seen.at > FRESH_MS) seen = { at: Date.now(), log: await readPublished(await anyone()) };
  return seen.log;
}

function text(body: string, cacheControl: string): LogAnswer {
  return { status: 200, headers: { ...TEXT, "cache-control": cacheControl }, body };
}

function tile(body: Uint8Array, level: number | "entries"): LogAnswer {
  const name = level === "entries" ? "entries" : `tile-${level}`;
  const headers = {
    ...BYTES,
    "content-disposition": `attachment; filename="${name}.bin"`,
    "content-length": String(body.byteLength),
  };
  return { status: 200, headers, body };
}

function nothing(): LogAnswer {
  const body =
    "Not here (yet). The log's parts are checkpoint, vkey, tile/<level>/<index>[.p/<width>] and tile/entries/<index>[.p/<width>].\n";
  return { status: 404, headers: { ...TEXT, "cache-control": "no-store" }, body };
}
