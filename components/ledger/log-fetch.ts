import type { FetchBytes } from "#lib/ledger/log-reader-tiles";

const TIMEOUT_MS = 20_000;

/** Reads a part of this site's log, never from the browser's own cache where it may change. */
export const fetchLogBytes: FetchBytes = async (path, maxBytes) => {
  const cache = path.startsWith("tile/") ? "default" : "no-store";
  const answer = await fetch(`/log/${path}`, { cache, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`/log/${path}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return bytes.length > maxBytes ? undefined : bytes;
};
