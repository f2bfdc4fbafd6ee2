import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "./env";
import { refusal } from "./refusal";

/** Signs sessions: NEXTAUTH_SECRET, or else a random one made at the first start and kept in the data folder, for its owner only. */
export function authSecret(): string {
  return env().authSecret ?? readOrMakeSecret(env().dataDir);
}

/** The secret in `dataDir`/secret; of several processes that come first at once, all get the same one. */
export function readOrMakeSecret(dataDir: string): string {
  const path = join(/* turbopackIgnore: true */ dataDir, "secret");
  const kept = readSecret(path);
  if (kept) return kept;
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
    publish(draft, path);
  } catch (error) {
    const why = (error as Error).message;
    throw refusal(
      "internal",
      `The session secret cannot be kept in ${path}: ${why}. Make the folder writable, or set NEXTAUTH_SECRET.`,
      error,
    );
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readSecret(path);
  if (!made)
    throw refusal(
      "internal",
      `${path} is empty or too short. Delete it: the next start makes a new one (everyone signs in anew).`,
    );
  return made;
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

function readSecret(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    if (process.platform !== "win32") chmodSync(path, 0o600);
    return text.length >= 32 ? text : undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw refusal(
      "internal",
      `The session secret ${path} cannot be read: ${message}. Correct its rights, or set NEXTAUTH_SECRET.`,
      error,
    );
  }
}
