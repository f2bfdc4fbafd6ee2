import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "./env";
import { writeOnce } from "./keep-file";
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
  try {
    writeOnce(path, () => `${randomBytes(32).toString("hex")}\n`);
  } catch (error) {
    const why = (error as Error).message;
    throw refusal(
      "internal",
      `The session secret cannot be kept in ${path}: ${why}. Make the folder writable, or set NEXTAUTH_SECRET.`,
      error,
    );
  }
  const made = readSecret(path);
  if (!made)
    throw refusal(
      "internal",
      `${path} is empty or too short. Delete it: the next start makes a new one (everyone signs in anew).`,
    );
  return made;
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
