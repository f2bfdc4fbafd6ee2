import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Checkpoint, parseCheckpoint } from "#lib/ledger/checkpoint";
import { parseNote } from "#lib/ledger/note";
import { changedTiles, tilePath } from "#lib/ledger/tile";
import type { TileName } from "#lib/ledger/tile-path";
import { refusal } from "#lib/refusal";

export type LogToExport = {
  /** The checkpoint as published. */
  note: string;
  vkeys: readonly string[];
  readTile(wanted: TileName): Promise<Uint8Array>;
};

const BUNDLE_WIDTH = 256;

/**
 * Writes a log as static files, for any web server or object store: whatever the checkpoint in the folder does not cover yet, and the
 * checkpoint last, each file beside its place, flushed and moved there. So a reader of the folder finds a whole log at every moment, also
 * when the export is killed; the next one goes on from the checkpoint that is there. Returns how many files were written.
 */
export async function exportLog(folder: string, log: LogToExport): Promise<number> {
  const here = checkpointOf(log.note);
  if (!here) throw refusal("input.invalid", "The log's checkpoint is no checkpoint.");
  const hashes: TileName[] = changedTiles(await exportedSize(folder, here), here.size);
  const entries = hashes
    .filter(({ level }) => level === 0)
    .map(({ n, width }): TileName => ({ level: "entries", n, width: Math.min(width, BUNDLE_WIDTH) }));
  for (const one of [...entries, ...hashes]) await put(join(folder, tilePath(one)), await log.readTile(one));
  if (log.vkeys.length > 0) await put(join(folder, "vkey"), `${log.vkeys.join("\n")}\n`);
  await put(join(folder, "checkpoint"), log.note);
  return entries.length + hashes.length + 2;
}

/** Size that the folder holds; refuses one that is of another log, or ahead of this one. */
async function exportedSize(folder: string, here: Checkpoint): Promise<number> {
  const text = await readFile(join(folder, "checkpoint"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return 0;
  const there = checkpointOf(text);
  if (there?.origin !== here.origin) {
    throw refusal("input.invalid", `${folder} holds something else than an export of this log. Name an empty folder.`);
  }
  if (there.size > here.size) {
    throw refusal(
      "input.invalid",
      `${folder} holds ${there.size} entries, the log has published ${here.size}: read "The log does not sign" in docs/operating.md before anything else.`,
    );
  }
  return there.size;
}

function checkpointOf(text: string): Checkpoint | undefined {
  const note = parseNote(text);
  const parsed = note.ok ? parseCheckpoint(note.note.text) : undefined;
  return parsed?.ok ? parsed.checkpoint : undefined;
}

async function put(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.part`, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}
