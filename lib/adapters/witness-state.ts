import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { canonicalBytes, parseCanonical } from "#lib/ledger/canonical";
import { type Checkpoint, parseCheckpoint } from "#lib/ledger/checkpoint";
import type { Ed25519 } from "#lib/ledger/ed25519";
import { parseNote, verifyNote } from "#lib/ledger/note";
import type { VerifierKey } from "#lib/ledger/vkey";
import { refusal } from "#lib/refusal";

/** The newest cosigned checkpoint of one log, with the note as it is shown. */
export type Remembered = { checkpoint: Checkpoint; note: string };

export type WitnessMemory = {
  latest(origin: string): Remembered | undefined;
  origins(): string[];
  /** Throws a refusal unless every note bears this key's own cosignature: then nobody has changed size or root. */
  check(key: VerifierKey, ed25519: Ed25519): void;
  /** On the disk when the promise resolves. Whoever calls must not call again before. */
  store(note: string): Promise<void>;
};

/**
 * A witness's whole memory: one file of canonical JSON, {"v":1,"notes":[newest cosigned note of each log]}. Written beside its place, flushed,
 * moved there, and the folder flushed: after a kill or a power cut the file is the old one or the new one, whole. Throws a refusal when what is
 * there is not such a file, for a witness that guesses may cosign a second history.
 */
export async function openWitnessMemory(path: string): Promise<WitnessMemory> {
  const notes = new Map<string, Remembered>();
  for (const note of await readNotes(path)) remember(notes, note, path);
  return {
    latest: (origin) => notes.get(origin),
    origins: () => [...notes.keys()],
    check: (key, ed25519) => {
      for (const [origin, { note }] of notes) checkOwn(path, origin, note, key, ed25519);
    },
    store: async (note) => {
      const next = new Map(notes);
      remember(next, note, path);
      await writeWhole(path, canonicalBytes({ v: 1, notes: [...next.values()].map((one) => one.note) }));
      remember(notes, note, path);
    },
  };
}

/** Makes an empty memory, for a witness that has none. Throws what the file system throws. */
export async function createWitnessMemory(path: string): Promise<void> {
  await writeWhole(path, canonicalBytes({ v: 1, notes: [] }));
}

async function readNotes(path: string): Promise<string[]> {
  const parsed = parseCanonical(new Uint8Array(await readFile(path)));
  const { v, notes } = ((parsed.ok && parsed.value) || {}) as { v?: unknown; notes?: unknown };
  if (v !== 1 || !Array.isArray(notes) || !notes.every((note) => typeof note === "string")) throw damaged(path);
  return notes;
}

function remember(notes: Map<string, Remembered>, note: string, path: string): void {
  const parsed = parseNote(note);
  const read = parsed.ok ? parseCheckpoint(parsed.note.text) : parsed;
  if (!read.ok) throw damaged(path);
  notes.set(read.checkpoint.origin, { checkpoint: read.checkpoint, note });
}

function checkOwn(path: string, origin: string, note: string, key: VerifierKey, ed25519: Ed25519): void {
  const parsed = parseNote(note);
  if (parsed.ok && verifyNote(parsed.note, [key], ed25519).ok) return;
  throw refusal(
    "internal",
    [
      `${path} holds a checkpoint of ${origin} without a valid cosignature of ${key.name}: the file was edited or damaged, or belongs to another key.`,
      "Put back the newest copy of it, and the witness.key that belongs to it. If there is none, this witness's word is worth nothing any more:",
      "begin a new one with another folder and another name, and tell the logs.",
    ].join("\n"),
  );
}

function damaged(path: string): Error {
  return refusal(
    "internal",
    [
      `${path} should hold what this witness cosigned last, and does not. Restore it from a copy that is surely the newest.`,
      "If there is none, this witness's word is worth nothing any more: begin a new one with another folder and a new key.",
    ].join("\n"),
  );
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** The move itself is only sure once the folder is on the disk; Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
