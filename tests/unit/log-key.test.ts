import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { formatSignerKey, makeSignerKey } from "#lib/ledger/vkey";

const key = (number: number, name = "log.example.test", type = 1) =>
  formatSignerKey(makeSignerKey(name, type, new Uint8Array(32).fill(number)));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-key-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The module as a process with this environment has it: the environment is read once. */
async function load(variables: Record<string, string>) {
  vi.resetModules();
  vi.stubEnv("LOG_KEY", "");
  vi.stubEnv("DATA_DIR", folder);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return import("#lib/log-key");
}

/** What the person at the terminal reads. */
async function refusalOf(work: () => unknown): Promise<string> {
  const { refusalText } = await import("#lib/refusal");
  try {
    work();
  } catch (error) {
    return refusalText(error) ?? "";
  }
  return "";
}

it("makes a key at the first start, for its owner only, and keeps it", async () => {
  const { ensureLogKey, logVkeys } = await load({ LOG_ORIGIN: "assay.example.test/log" });
  expect(logVkeys()).toEqual([]);
  ensureLogKey();
  const made = logVkeys();
  expect(made[0]).toMatch(/^assay\.example\.test\/log\+[0-9a-f]{8}\+/);
  expect(statSync(join(folder, "log.key")).mode & 0o777).toBe(0o600);
  ensureLogKey();
  expect(logVkeys()).toEqual(made);
});

it("invents a name that is nobody else's on a computer of one's own, and takes the host of a public address", async () => {
  const own = await load({});
  own.ensureLogKey();
  expect(own.logVkeys()[0]).toMatch(/^assay-[0-9a-f]{8}\.localhost\/log\+/);
  rmSync(join(folder, "log.key"));
  const open = await load({ ASSAY_URL: "https://assay.example.test" });
  open.ensureLogKey();
  expect(open.logVkeys()[0]).toMatch(/^assay\.example\.test\/log\+/);
});

it("reads two keys of one name, from the variable or the file", async () => {
  const both = `${key(1)}\n${key(2)}\n`;
  expect((await load({ LOG_KEY: both })).logVkeys()).toHaveLength(2);
  expect((await load({ LOG_KEY: both.replace("\n", " ") })).logVkeys()).toHaveLength(2);
  const file = join(folder, "keys");
  writeFileSync(file, both);
  expect((await load({ LOG_KEY_FILE: file })).logVkeys()).toHaveLength(2);
});

it.each([
  ["2 names", `${key(1)}\n${key(2, "other.example.test")}`],
  ["Key 2 of LOG_KEY is not a signing key", `${key(1)}\n${key(2).slice(0, -5)}`],
  ["a witness's key", key(1, "log.example.test", 4)],
])("refuses %s, and never shows what it read", async (why, text) => {
  const { logSigners } = await load({ LOG_KEY: text });
  const said = await refusalOf(logSigners);
  expect(said).toContain(why);
  expect(said).not.toContain("PRIVATE+KEY");
  expect(said).not.toContain(text.split("+").at(-1));
});

it("says which key file cannot be read", async () => {
  const { logSigners } = await load({ LOG_KEY_FILE: join(folder, "absent") });
  expect(await refusalOf(logSigners)).toMatch(/absent cannot be read \(ENOENT\)/);
});
