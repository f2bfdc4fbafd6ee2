import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

// File times tick in steps of some milliseconds, so whatever changed shortly before the last flush is flushed again.
const CLOCK_STEP_MS = 1_000;

const flushedAt = new Map<string, number>();

/**
 * Brings the write-ahead log of the embedded database onto the disk. PGlite never calls fsync: a killed process loses nothing,
 * a power cut could. Call it after a commit that is about to be acknowledged (the ledger's step S2).
 */
export async function flushWal(dataDir: string): Promise<void> {
  const folder = join(dataDir, "db", "pg_wal");
  const since = (flushedAt.get(folder) ?? 0) - CLOCK_STEP_MS;
  const startedAt = Date.now();
  const names = (await readdir(folder)).filter((name) => /^[0-9A-F]{24}$/.test(name));
  await Promise.all(names.map((name) => flushIfChanged(join(folder, name), since)));
  // A new segment's name must survive as well, not only its bytes.
  if (process.platform !== "win32") await flushFile(folder);
  flushedAt.set(folder, startedAt);
}

async function flushIfChanged(path: string, sinceMs: number): Promise<void> {
  const { mtimeMs } = await stat(path);
  if (mtimeMs >= sinceMs) await flushFile(path);
}

async function flushFile(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
