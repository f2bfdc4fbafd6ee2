import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { refusal } from "#lib/refusal";
import { describeSelf, type Holder, lightBeacon, mayLive } from "./lock-holder";

export type Lock = { release(): void };

const FRESH_WRITE_MS = 2_000;

/**
 * Takes the exclusive lock at `path`: an exclusive link decides between two that come at once, a live holder is never robbed, and a dead
 * one's lock passes to exactly one successor. Throws a refusal that names the holder.
 */
export async function takeLock(path: string): Promise<Lock> {
  const { holder: self, stop } = await lightBeacon(describeSelf(path));
  try {
    await acquire(path, self);
  } catch (error) {
    stop();
    throw error;
  }
  const release = () => {
    process.off("exit", release);
    const now = readHolder(path);
    if (typeof now !== "string" && now.token === self.token) rmSync(path, { force: true });
    stop();
  };
  process.on("exit", release);
  return { release };
}

async function acquire(path: string, self: Holder): Promise<void> {
  const deadline = Date.now() + FRESH_WRITE_MS;
  while (!createExclusive(path, self)) {
    const found = readHolder(path);
    if (found === "absent") continue;
    if (found === "unreadable") {
      // Another process may stand between creating and writing; only for that is waiting right.
      if (Date.now() > deadline) throw unreadableLock(path);
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    if (await mayLive(found)) throw heldBy(path, found);
    if (await inherit(path, found, self)) return;
  }
}

/**
 * Replaces the lock of a dead holder. Whoever wants to must first hold a lock named after that very holder, and looks again
 * under it: so nobody can remove the lock that a faster successor has just written.
 */
async function inherit(path: string, dead: Holder, self: Holder): Promise<boolean> {
  const claim = await takeLock(`${path}.${dead.token.slice(0, 8)}`);
  try {
    const now = readHolder(path);
    if (typeof now === "string" || now.token !== dead.token) return false;
    writeFileSync(draftPath(path, self), `${JSON.stringify(self)}\n`, { mode: 0o600, flush: true });
    renameSync(draftPath(path, self), path);
    if (dead.beacon) rmSync(dead.beacon, { force: true });
    return true;
  } finally {
    claim.release();
  }
}

/** Makes the file with its whole content or not at all, even when killed between: written aside, then linked (EEXIST: too late). */
function createExclusive(path: string, holder: Holder): boolean {
  const draft = draftPath(path, holder);
  try {
    writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600, flush: true });
    return linkExclusive(draft, path);
  } catch (error) {
    throw refusal("database.unavailable", `Cannot write the lock file ${path}: ${(error as Error).message}`, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function linkExclusive(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
  }
  try {
    // A file system without links still has O_EXCL.
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function draftPath(path: string, holder: Holder): string {
  return `${path}.new-${holder.token.slice(0, 8)}`;
}

function readHolder(path: string): Holder | "absent" | "unreadable" {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "absent";
    throw refusal("database.unavailable", `Cannot read the lock file ${path}: ${(error as Error).message}`, error);
  }
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    const complete = typeof value.pid === "number" && typeof value.token === "string" && typeof value.host === "string";
    return complete ? (value as Holder) : "unreadable";
  } catch {
    return "unreadable";
  }
}

function heldBy(path: string, holder: Holder): Error {
  return refusal(
    "database.unavailable",
    [
      `The data folder is in use by process ${holder.pid} on ${holder.host} (${holder.command}, since ${holder.since}).`,
      "A second process on the embedded database would destroy it. Stop that one first, or give this one its own folder (DATA_DIR),",
      `or use PostgreSQL (DATABASE_URL). If its machine or container is gone for good, delete ${path}.`,
    ].join("\n"),
  );
}

function unreadableLock(path: string): Error {
  return refusal(
    "database.unavailable",
    `The lock file ${path} cannot be understood, so nobody can tell who uses the data folder. If no Assay process runs, delete it.`,
  );
}
