import { createReadStream } from "node:fs";
import { mkdir, open, opendir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { ObjectStore } from "./object";

/** Objects as files under `folder`: each is written beside its place, flushed, and moved there. Names are the caller's to check. */
export function fileObjects(folder: string): ObjectStore {
  const pathOf = (name: string) => join(/* turbopackIgnore: true */ folder, name);
  return {
    write: async (name, source) => {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFlushed(`${path}.part`, source);
      await rename(`${path}.part`, path);
      await syncFolder(dirname(path));
    },
    adopt: async (files) => {
      const folders = new Set<string>();
      for (const { name, path } of files) {
        const to = pathOf(name);
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        await moveIn(path, to);
        folders.add(dirname(to));
      }
      for (const one of folders) await syncFolder(one);
    },
    size: (name) => sizeOf(pathOf(name)),
    read: async function* (name, fromByte = 0) {
      // A start at or past the end is an empty rest, which createReadStream would also give; an unknown name rejects here.
      await stat(pathOf(name));
      yield* createReadStream(pathOf(name), { start: fromByte });
    },
    list: (before) => listOld(folder, before),
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}

async function* listOld(folder: string, before: Date): AsyncGenerator<string> {
  const entries = await opendir(folder, { recursive: true }).catch(() => undefined);
  for await (const entry of entries ?? []) {
    if (!entry.isFile()) continue;
    const path = join(/* turbopackIgnore: true */ entry.parentPath, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtime < before) yield relative(folder, path).split(sep).join("/");
  }
}

async function moveIn(from: string, to: string): Promise<void> {
  if ((await sizeOf(to)) !== undefined) return rm(from, { force: true });
  const file = await open(from, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(from, to);
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

/** Writes a new file and flushes it; removes it again where the source fails. */
export async function writeFlushed(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of source) await file.writeFile(chunk);
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/** The new name itself must survive a power cut; file systems that cannot flush a folder (Windows) need not be told. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
