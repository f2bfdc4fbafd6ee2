import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refusalText } from "#lib/refusal";
import { readOrMakeSecret } from "#lib/secret";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-secret-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the secret is made once, for its owner only, and stays", () => {
  const dataDir = join(folder, "new");
  const secret = readOrMakeSecret(dataDir);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
  expect(readOrMakeSecret(dataDir)).toBe(secret);
  expect(readdirSync(dataDir)).toEqual(["secret"]);
});

test("a secret file that is too short is refused, not used and not overwritten", () => {
  writeFileSync(join(folder, "secret"), "short\n");
  let text: string | undefined;
  try {
    readOrMakeSecret(folder);
  } catch (error) {
    text = refusalText(error);
  }
  expect(text).toContain("too short");
  expect(existsSync(join(folder, "secret"))).toBe(true);
});
