import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a secret file that is not there yet, readable by its owner only; of several processes that come first at once, one wins and
 * all find its content. Throws what the file system throws.
 */
export function writeOnce(path: string, make: () => string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, make(), { mode: 0o600, flag: "wx", flush: true });
    publish(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link cannot replace what another process published first, and shows the whole content at once. */
function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    // A file system without links: one process at a time is all that it can serve anyway.
    writeFileSync(path, readFileSync(draft), { mode: 0o600, flag: "wx", flush: true });
  }
}
