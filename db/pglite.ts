import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAppError } from "#lib/domain/error";
import { refusal } from "#lib/refusal";
import type { OpenedDb } from "./client";
import { takeLock } from "./lock";
import { migrate } from "./migrate";
import { openClient } from "./pglite-open";
import { dropTemplate, loadTemplate } from "./template";

/**
 * Opens the embedded database in `dataDir`/db, made from the template when there is none, and brings it up to date. Only one
 * process at a time may: PGlite itself would let a second one in, and both would lose.
 */
export async function openPglite(dataDir: string): Promise<OpenedDb> {
  await makeFolder(dataDir);
  const lock = await takeLock(join(dataDir, "db.lock"));
  try {
    const opened = await openFolder(dataDir);
    const close = async () => {
      await opened.close();
      lock.release();
    };
    await migrate(opened.db).catch(async (error) => {
      await opened.close();
      throw error;
    });
    return { db: opened.db, kind: "pglite", close };
  } catch (error) {
    lock.release();
    throw isAppError(error) ? error : explain(dataDir, error);
  }
}

async function openFolder(dataDir: string) {
  const folder = join(dataDir, "db");
  // While this mark stands, the folder was never handed to anyone: a killed first start leaves nothing worth keeping.
  const mark = join(dataDir, "db.making");
  if (existsSync(mark)) await rm(folder, { recursive: true, force: true });
  if (existsSync(join(folder, "PG_VERSION"))) return openClient({ dataDir: folder });
  const template = await loadTemplate(dataDir);
  await writeFile(mark, "", { flush: true });
  try {
    const opened = await openClient({ dataDir: folder, loadDataDir: template });
    await rm(mark);
    return opened;
  } catch (error) {
    await dropTemplate(dataDir);
    throw error;
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = (error as Error).message;
    throw refusal(
      "database.unavailable",
      `The data folder ${dataDir} cannot be made: ${why}. Give another one (DATA_DIR).`,
      error,
    );
  }
}

function explain(dataDir: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  return refusal(
    "database.unavailable",
    `The embedded database in ${join(dataDir, "db")} cannot be opened: ${why}.\nCheck the free space and the rights of that folder. If it is damaged, restore it from a backup, or move it away to start with an empty one.`,
    error,
  );
}
