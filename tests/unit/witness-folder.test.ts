import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { addCheckpoint } from "#lib/adapters/witness-client";
import { formatVerifierKey, parseVerifierKey } from "#lib/ledger/vkey";
import { finish, startChild, untilOutput } from "#tests/support/child";
import { logKey, makeLog } from "#tests/support/witness";

const root = mkdtempSync(join(tmpdir(), "assay-witness-folder-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, "w");

function start(...options: string[]) {
  const args = ["--import", "tsx", "bin/assay.ts", "witness", "--state", folder, "--listen", "127.0.0.1:0"];
  return startChild(process.execPath, [...args, "--log", formatVerifierKey(logKey), ...options]);
}
const refused = async (...options: string[]) => {
  const { code, stderr } = await finish(start(...options));
  expect(code).toBe(1);
  return stderr;
};
const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;

describe("assay witness", { timeout: 90_000 }, () => {
  it("wants a name first, makes its folder, prints its key, and cosigns", async () => {
    expect(await refused()).toContain("needs a name");
    expect(await refused("--name", "a b")).toContain("cannot name a witness");
    const child = start("--name", "witness.example.test");
    let stdout = "";
    child.stdout?.on("data", (data) => {
      stdout += data;
    });
    const ended = finish(child);
    await untilOutput(child, "Ctrl-C stops it.\n");
    const [vkey = ""] = stdout.split("\n");
    expect(parseVerifierKey(vkey)).toMatchObject({ ok: true, key: { name: "witness.example.test", type: 4 } });
    expect([mode("witness.key"), mode("witness.state"), mode(".")]).toEqual([0o600, 0o600, 0o700]);
    const [, url = ""] = /listens on (\S+)\. /.exec(stdout) ?? [];
    const log = makeLog(7);
    const answer = await addCheckpoint(url, { oldSize: 0, proof: [], note: log.note(7) }, 10_000);
    expect(answer).toMatchObject({ ok: true, lines: [{ name: "witness.example.test" }] });
    expect(await refused()).toContain(`to itself: The data folder is in use by process ${child.pid}`);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("cosigned log.example.test at size 7"),
    });
  });

  it("does not start under another name, with a key that others may read, or without its memory or its key", async () => {
    expect(await refused("--name", "other.example.test")).toContain("is called witness.example.test");
    chmodSync(join(folder, "witness.key"), 0o644);
    expect(await refused()).toContain("chmod 600");
    chmodSync(join(folder, "witness.key"), 0o600);
    for (const name of ["witness.state", "witness.key"]) {
      const kept = readFileSync(join(folder, name));
      rmSync(join(folder, name));
      expect(await refused("--name", "witness.example.test")).toContain(`${join(folder, name)} is gone`);
      writeFileSync(join(folder, name), kept, { mode: 0o600 });
    }
    expect(await refused("--listen", "127.0.0.1:1.5")).toContain("Write HOST:PORT");
    expect(await refused("--log", "rubbish")).toContain("not a verifier key");
  });
});
