import { type Checkpoint, openCheckpoint, openedCheckpoint } from "#lib/ledger/checkpoint";
import { equalBytes } from "#lib/ledger/hash";
import { checkConsistency } from "#lib/ledger/log-reader";
import type { FetchBytes } from "#lib/ledger/log-reader-tiles";
import { parseNote, verifyNote } from "#lib/ledger/note";
import { decodeUtf8 } from "#lib/ledger/utf8";
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from "#lib/ledger/vkey";
import { CHECKPOINT_MAX_BYTES } from "./log";

/** What a browser keeps of a log: the newest checkpoint that it believed, and the keys that signed it. */
export type LogMemory = {
  note: string;
  vkeys: string[];
  /** ISO instant. */
  seenAt: string;
  /** Set when the server showed something that cannot follow; stays until the person decides. */
  alarm?: LogAlarm | undefined;
};
export const alarmReasons = ["fork", "shorter", "other_key", "other_log"] as const;
export type LogAlarm = { reason: (typeof alarmReasons)[number]; note: string; vkeys: string[]; at: string };

export type WatchAnswer =
  /** `from`: entries of the checkpoint that this one was proven to lead up from; null at the first sight. */
  | { state: "believed"; memory: LogMemory; from: number | null }
  | { state: "alarm"; memory: LogMemory & { alarm: LogAlarm } }
  /** Nothing was learnt: no log yet, no answer, or an answer that is no checkpoint. */
  | { state: "unknown"; reason: "no_log" | "no_checkpoint" | "tiles_missing" };

export type WatchDeps = {
  /** Reads a part of the log by its path ("checkpoint", "vkey", "tile/…"); undefined when it is not there. */
  fetchBytes: FetchBytes;
  memory: LogMemory | undefined;
  now: Date;
  /** Waits before what looks wrong is asked once more: a cache may be behind. */
  pause(): Promise<void>;
};

const VKEY_BYTES = 16_384;

/**
 * Compares the log's newest checkpoint with the one that was believed last: signed by a key known then, and leading up from it by a
 * consistency proof made from the log's tiles. At first sight, the keys that the log itself names are taken. Throws only what `fetchBytes`
 * throws. Source: C2SP tlog-checkpoint, RFC 9162 2.1.4.
 */
export async function watchLog(deps: WatchDeps): Promise<WatchAnswer> {
  const { memory } = deps;
  if (memory?.alarm) return { state: "alarm", memory: { ...memory, alarm: memory.alarm } };
  const found = await look(deps);
  if (found.state !== "alarm") return found;
  await deps.pause();
  const again = await look(deps);
  return again.state === "unknown" ? found : again;
}

async function look({ memory, ...deps }: WatchDeps): Promise<WatchAnswer> {
  const shown = await readShown(deps.fetchBytes);
  if (!shown) return { state: "unknown", reason: "no_log" };
  const now = openWith(shown.note, shown.keys);
  if (!memory) {
    if (!now) return { state: "unknown", reason: "no_checkpoint" };
    return { state: "believed", from: null, memory: remember(shown, shown.keys, deps.now) };
  }
  const known = keysOf(memory.vkeys);
  const old = openWith(memory.note, known);
  const signed = openWith(shown.note, known);
  const alarm = (reason: LogAlarm["reason"]) => raise(memory, shown, reason, deps.now);
  if (!old) return { state: "unknown", reason: "no_checkpoint" };
  if (!signed) {
    if (!now) return { state: "unknown", reason: "no_checkpoint" };
    return alarm(now.origin === old.origin ? "other_key" : "other_log");
  }
  if (signed.size < old.size) return alarm("shorter");
  if (signed.size === old.size && !equalBytes(signed.root, old.root)) return alarm("fork");
  const answer = await checkConsistency(deps.fetchBytes, old, signed);
  if (!answer.ok)
    return answer.reason === "tiles_missing" ? { state: "unknown", reason: answer.reason } : alarm("fork");
  return { state: "believed", from: old.size, memory: remember(shown, [...known, ...shown.keys], deps.now) };
}

/** Entries that a remembered or shown checkpoint has; null when it cannot be read. */
export function sizeOfNote(note: string, vkeys: readonly string[]): number | null {
  return openWith(note, keysOf(vkeys))?.size ?? null;
}

type Shown = { note: string; keys: VerifierKey[] };

async function readShown(fetchBytes: FetchBytes): Promise<Shown | undefined> {
  const [note, vkeys] = await Promise.all([
    fetchBytes("checkpoint", CHECKPOINT_MAX_BYTES),
    fetchBytes("vkey", VKEY_BYTES),
  ]);
  if (!note || !vkeys) return undefined;
  // What is no text is no checkpoint either; opening it says so.
  return { note: decodeUtf8(note) ?? "", keys: keysOf((decodeUtf8(vkeys) ?? "").split("\n")) };
}

function keysOf(texts: readonly string[]): VerifierKey[] {
  return texts.flatMap((text) => {
    const parsed = parseVerifierKey(text.trim());
    return parsed.ok ? [parsed.key] : [];
  });
}

function openWith(note: string, keys: readonly VerifierKey[]): Checkpoint | undefined {
  return openedCheckpoint(openCheckpoint(note, keys));
}

/** Of the keys, those that signed this very checkpoint: so a new key is learnt while the old one still signs beside it. */
function remember({ note }: Shown, keys: readonly VerifierKey[], at: Date): LogMemory {
  const parsed = parseNote(note);
  const held = parsed.ok ? keys.filter((key) => verifyNote(parsed.note, [key]).ok) : [];
  return { note, vkeys: [...new Set(held.map(formatVerifierKey))], seenAt: at.toISOString() };
}

function raise(memory: LogMemory, { note, keys }: Shown, reason: LogAlarm["reason"], at: Date): WatchAnswer {
  const alarm = { reason, note, vkeys: keys.map(formatVerifierKey), at: at.toISOString() };
  return { state: "alarm", memory: { ...memory, alarm } };
}
