import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { migrate, migrationHash } from "./migrate";
import { openMemory } from "./pglite-open";

/**
 * A migrated, empty database as a compressed folder. Making one takes 5 to 13 s (initdb in WebAssembly), unpacking one about 1 s,
 * so it is cached under the hash of the migrations.
 */
export async function loadTemplate(fallbackDir: string): Promise<Blob> {
  for (const path of templatePaths(fallbackDir)) {
    const bytes = await readFile(/* turbopackIgnore: true */ path).catch(() => undefined);
    if (bytes) return new Blob([bytes]);
  }
  const bytes = await makeTemplate();
  for (const path of templatePaths(fallbackDir)) {
    if (await keep(path, bytes)) break;
  }
  return new Blob([bytes]);
}

/** Forgets a template that could not be unpacked. */
export async function dropTemplate(fallbackDir: string): Promise<void> {
  for (const path of templatePaths(fallbackDir)) await rm(path, { force: true });
}

function templatePaths(fallbackDir: string): string[] {
  const manifest = readFileSync(join(process.cwd(), "node_modules/@electric-sql/pglite/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const name = `pglite-${version}-${migrationHash()}.tar.gz`;
  return [join(process.cwd(), "node_modules/.cache/assay", name), join(fallbackDir, ".cache", name)];
}

async function makeTemplate(): Promise<Uint8Array<ArrayBuffer>> {
  const opened = await openMemory();
  try {
    await migrate(opened.db);
    const dump = await opened.client.dumpDataDir("gzip");
    return new Uint8Array(await dump.arrayBuffer());
  } finally {
    await opened.close();
  }
}

/** Writes by rename, so that no reader ever meets half a file; false where the folder cannot be written. */
async function keep(path: string, bytes: Uint8Array): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  try {
    await mkdir(/* turbopackIgnore: true */ join(path, ".."), { recursive: true });
    await writeFile(/* turbopackIgnore: true */ draft, bytes);
    await rename(/* turbopackIgnore: true */ draft, path);
    return true;
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
    return false;
  }
}
