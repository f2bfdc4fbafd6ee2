import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FetchBytes } from "#lib/ledger/log-reader-tiles";
import { refusal } from "#lib/refusal";

/** Where the bytes of a log come from. */
export type LogSource = {
  /** As given, for messages. */
  name: string;
  /** True for a running server, whose log grows and who has more than a log to show. */
  isLive: boolean;
  fetchBytes: FetchBytes;
  /** JSON of the public API by its path, such as "/leaderboard?period=all"; undefined when the server has no such page. Live ones only. */
  fetchJson(path: string): Promise<unknown>;
};

const TIMEOUT_MS = 20_000;
const TRIES = 5;
/** Whoever mistyped an address should not wait for long. */
const FIRST_TRIES = 2;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
const JSON_BYTES = 4 * 1_048_576;

/**
 * The log at an address (of the site, or of the log itself), or in a folder that `assay log export` made. Throws a refusal that says what to
 * do when there is none.
 */
export async function openLogSource(target: string, folderOf: (name: string) => string): Promise<LogSource> {
  if (!/^https?:\/\//i.test(target)) return openFolder(target, folderOf(target));
  const base = target.replace(/[?#].*$/, "").replace(/\/+$/, "");
  const places = [`${base}/log`, base];
  for (const log of base.endsWith("/log") ? places.reverse() : places) {
    if ((await fetchWithin(`${log}/checkpoint`, JSON_BYTES, FIRST_TRIES)) === undefined) continue;
    const site = log.replace(/\/log$/, "");
    return {
      name: target,
      isLive: true,
      fetchBytes: (path, maxBytes) => fetchWithin(`${log}/${path}`, maxBytes),
      fetchJson: async (path) => {
        const bytes = await fetchWithin(`${site}/api/v1${path}`, JSON_BYTES);
        if (!bytes) return undefined;
        try {
          return JSON.parse(new TextDecoder().decode(bytes));
        } catch {
          return undefined;
        }
      },
    };
  }
  throw refusal(
    "input.invalid",
    `There is no log at ${target}: neither /log/checkpoint nor /checkpoint answers. Give the address of the site, such as https://assay.example.org, and look whether it has published anything yet.`,
  );
}

async function openFolder(name: string, folder: string): Promise<LogSource> {
  for (const log of [join(folder, "log"), folder]) {
    const found = await stat(join(log, "checkpoint")).catch(() => undefined);
    if (!found?.isFile()) continue;
    return {
      name,
      isLive: false,
      fetchBytes: (path, maxBytes) => readWithin(join(log, path), maxBytes),
      fetchJson: async () => undefined,
    };
  }
  throw refusal(
    "input.invalid",
    `There is no log in ${name}: no file "checkpoint". Make one with: assay log export ${name}`,
  );
}

async function readWithin(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > maxBytes) throw tooLong(path, maxBytes);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ENOTDIR: something that is no folder stands where one of the path should be.
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code)
      throw refusal("input.unreadable", `${path} cannot be read (${code}). Mend its rights and run again.`, error);
    throw error;
  }
}

/** Asks again, with growing pauses, where another try may help; no page (404, 410) is an answer. */
async function fetchWithin(address: string, maxBytes: number, tries = TRIES): Promise<Uint8Array | undefined> {
  let problem = "";
  for (let tried = 0; tried < tries; tried += 1) {
    let pauseMs = FIRST_PAUSE_MS * 4 ** tried;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await fetch(address, { signal, headers: { "user-agent": "assay-audit" } });
      if (answer.ok) return await readBody(answer, address, maxBytes);
      await answer.body?.cancel();
      if (answer.status === 404 || answer.status === 410) return undefined;
      problem = `it answered ${answer.status}`;
      if (answer.status !== 429 && answer.status < 500) break;
      const asked = Number(answer.headers.get("retry-after"));
      if (asked > 0) pauseMs = asked * 1_000;
    } catch (error) {
      if (error instanceof TooLong) throw tooLong(address, maxBytes);
      problem = causeOf(error);
    }
    if (tried + 1 < tries) await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, LONGEST_PAUSE_MS)));
  }
  throw refusal(
    "input.unreadable",
    `${address} could not be read: ${problem}. What was done is kept; run the same again.`,
  );
}

class TooLong extends Error {}

async function readBody(answer: Response, address: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A server that sends without end must not fill the memory.
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new TooLong(address);
    chunks.push(chunk);
  }
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLong(address: string, maxBytes: number) {
  return refusal(
    "input.too_large",
    `${address} is longer than the ${maxBytes} bytes that it may have: no log serves that.`,
  );
}

function causeOf(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) parts.push(cause.message);
  return parts.join(": ") || String(error);
}
