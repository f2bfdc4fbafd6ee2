import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "./env";
import { writeOnce } from "./keep-file";
import {
  ED25519_NOTE,
  formatSignerKey,
  formatVerifierKey,
  makeSignerKey,
  parseSignerKey,
  type SignerKey,
} from "./ledger/vkey";
import { refusal } from "./refusal";
import { nodeEd25519 } from "./services/ed25519";

const SEED_BYTES = 32;
const HOW = "Make one with: npm run assay -- keygen";

/**
 * The keys that sign the log: LOG_KEY, else the file LOG_KEY_FILE, else `log.key` in the data folder. One a line; two while one takes over
 * from the other. Empty when there is none. Throws a refusal that never shows what it read.
 */
export function logSigners(): SignerKey[] {
  const { logKey, logKeyFile } = env();
  if (logKey) return parseKeys(logKey, "LOG_KEY");
  const path = logKeyFile ?? ownKeyFile();
  if (!logKeyFile && !existsSync(/* turbopackIgnore: true */ path)) return [];
  return parseKeys(readKeyFile(path), path);
}

/** Verifier keys of the log, as `/log/vkey` gives them. */
export function logVkeys(): string[] {
  return logSigners().map((key) => formatVerifierKey(key));
}

/** Makes the key of an embedded database at its first start, for its owner's eyes only; what is configured or there already stays. */
export function ensureLogKey(): void {
  const { logKey, logKeyFile, logOrigin } = env();
  if (logKey || logKeyFile) return;
  if (existsSync(/* turbopackIgnore: true */ ownKeyFile())) return;
  writeOnce(ownKeyFile(), () => `${formatSignerKey(newSigner(logOrigin ?? inventOrigin()))}\n`);
}

/** A new key for a log of this origin. */
export function newSigner(origin: string): SignerKey {
  return makeSignerKey(origin, ED25519_NOTE, new Uint8Array(randomBytes(SEED_BYTES)), nodeEd25519);
}

/** The public host names the log; a computer of one's own has no name that others could know. */
function inventOrigin(): string {
  const { hostname, host } = new URL(env().baseUrl);
  const isLocal = /^(localhost|127\.|\[::1\])/.test(hostname);
  return isLocal ? `assay-${randomBytes(4).toString("hex")}.localhost/log` : `${host}/log`;
}

function ownKeyFile(): string {
  return join(/* turbopackIgnore: true */ env().dataDir, "log.key");
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ path, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "it cannot be read";
    throw refusal("internal", `The log's signing key ${path} cannot be read (${why}). Mend its rights. ${HOW}`);
  }
}

function parseKeys(text: string, source: string): SignerKey[] {
  const lines = text.split(/\s*\n\s*|\s+(?=PRIVATE\+KEY\+)/).filter((line) => line !== "");
  const keys = lines.map((line, position) => {
    const parsed = parseSignerKey(line.trim(), nodeEd25519);
    if (parsed.ok && parsed.key.type === ED25519_NOTE) return parsed.key;
    if (parsed.ok)
      throw refusal("internal", `Key ${position + 1} of ${source} is a witness's key, not a log's. ${HOW}`);
    throw refusal("internal", `Key ${position + 1} of ${source} is not a signing key (${parsed.reason}). ${HOW}`);
  });
  const origins = new Set(keys.map(({ name }) => name));
  if (origins.size > 1) {
    throw refusal(
      "internal",
      `The keys of ${source} have ${origins.size} names. All keys of one log carry its origin as their name; a new one for rotation is made with: npm run assay -- keygen --origin ${[...origins][0]}`,
    );
  }
  return keys;
}
