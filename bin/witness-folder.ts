import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "#db/lock";
import { createWitnessMemory, openWitnessMemory, type WitnessMemory } from "#lib/adapters/witness-state";
import { writeOnce } from "#lib/keep-file";
import {
  ED25519_COSIGNATURE,
  formatSignerKey,
  isKeyName,
  makeSignerKey,
  parseSignerKey,
  type SignerKey,
} from "#lib/ledger/vkey";
import { refusal, refusalText } from "#lib/refusal";
import { nodeEd25519 } from "#lib/services/ed25519";

const SEED_BYTES = 32;

/**
 * The folder of a witness, held against a second process until this one ends: `witness.key` and `witness.state`, made at the first start.
 * Throws a refusal when one of the two is gone or does not belong to the other, or when the key is not that of the name.
 */
export async function openWitnessFolder(
  folder: string,
  name: string | undefined,
): Promise<{ signer: SignerKey; memory: WitnessMemory; isNew: boolean }> {
  const keyPath = join(folder, "witness.key");
  const statePath = join(folder, "witness.state");
  if (!existsSync(folder)) checkName(name);
  await holdFolder(folder);
  const isNew = !existsSync(keyPath) && !existsSync(statePath);
  if (isNew) checkName(name);
  // The memory comes first: a key without one could only have lost it.
  if (isNew) await createWitnessMemory(statePath);
  if (!existsSync(statePath)) throw lost(statePath, "the memory of what it cosigned");
  const memory = await openWitnessMemory(statePath);
  if (!existsSync(keyPath)) {
    if (memory.origins().length > 0) throw lost(keyPath, "its key");
    const seed = new Uint8Array(randomBytes(SEED_BYTES));
    const key = makeSignerKey(checkName(name), ED25519_COSIGNATURE, seed, nodeEd25519);
    writeOnce(keyPath, () => `${formatSignerKey(key)}\n`);
  }
  const signer = readKey(keyPath, name);
  memory.check(signer, nodeEd25519);
  return { signer, memory, isNew };
}

/** Two processes on one memory would cosign two histories. */
async function holdFolder(folder: string): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await takeLock(join(folder, "witness.lock"));
  } catch (error) {
    const why = refusalText(error)?.split("\n")[0] ?? (error as Error).message;
    throw refusal("internal", `The witness cannot have the folder ${folder} to itself: ${why}`, error);
  }
}

function checkName(name: string | undefined): string {
  if (name === undefined) {
    throw refusal(
      "input.invalid",
      "A new witness needs a name: --name witness.example.org (who you are to the logs that you watch, for ever).",
    );
  }
  if (isKeyName(name) && /^[\x21-\x7e]{1,200}$/.test(name)) return name;
  throw refusal("input.invalid", `"${name}" cannot name a witness: visible ASCII without plus signs, at most 200.`);
}

function readKey(path: string, name: string | undefined): SignerKey {
  // Whoever may read the key can cosign anything as this witness.
  if (process.platform !== "win32" && statSync(path).mode & 0o077) {
    throw refusal("internal", `Others than you may read ${path}. Put that right: chmod 600 ${path}`);
  }
  const parsed = parseSignerKey(readFileSync(path, "utf8").trim(), nodeEd25519);
  if (!parsed.ok) throw refusal("internal", `${path} is not a witness's key (${parsed.reason}). Restore it.`);
  if (parsed.key.type !== ED25519_COSIGNATURE) {
    throw refusal("internal", `${path} is a key of a log, not of a witness. Give the witness a folder of its own.`);
  }
  if (name !== undefined && parsed.key.name !== name) {
    throw refusal(
      "input.invalid",
      `The witness in this folder is called ${parsed.key.name}, not ${name}. Leave out --name.`,
    );
  }
  return parsed.key;
}

function lost(path: string, what: string): Error {
  return refusal(
    "internal",
    [
      `${path} is gone: ${what}. A witness that forgets may cosign a second history, so it does not start.`,
      "Put the file back. If it is lost for good, begin a new witness with another folder and another name, and tell the logs.",
    ].join("\n"),
  );
}
