import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { addCheckpoint } from "#lib/adapters/witness-client";
import { formatVerifierKey, parseVerifierKey } from "#lib/ledger/vkey";
import { finish, startAssay, untilOutput } from "#tests/support/child";
import { logKey, makeLog, witnessKey } from "#tests/support/witness";

const root = mkdtempSync(join(tmpdir(), "assay-witness-folder-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, "w");

/** A witness that a failed test left running would hold the folder, and fail the next ones, too. */
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "close");
  }
});

async function start(...options: string[]) {
  const args = ["witness", "--state", folder, "--listen", "127.0.0.1:0"];
  const child = await startAssay([...args, "--log", formatVerifierKey(logKey), ...options]);
  started.push(child);
  return child;
}
const refused = async (...options: string[]) => {
  const { code, stderr } = await finish(await start(...options));
  expect(code).toBe(1);
  return stderr;
};
const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;

describe("assay witness", () => {
  it("wants a name first, makes its folder, prints its key, and cosigns", async () => {
    expect(await refused()).toContain("needs a name");
    expect(await refused("--name", "a b")).toContain("cannot name a witness");
    const child = await start("--name", "witness.example.test");
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (data) => {
      stdout += data;
    });
    child.stderr?.on("data", (data) => {
      stderr += data;
    });
    const ended = finish(child);
    await untilOutput(child, "Ctrl-C stops it.\n");
    const [vkey = ""] = stdout.split("\n");
    // The two streams are two pipes: what was written first may be read last.
    await expect.poll(() => stderr).toContain(`witness witness.example.test ${vkey} http://127.0.0.1:`);
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
    expect(await refused("--log", formatVerifierKey(witnessKey))).toContain("the key of a witness (type 4)");
  });

  it("does not start on a memory whose size or root was changed by hand, and says what to do", async () => {
    const path = join(folder, "witness.state");
    const kept = readFileSync(path, "utf8");
    const edits = [
      kept.replace("\\n7\\n", "\\n5\\n"),
      kept.replace(/(\\n7\\n)(.)/, (_, a, b) => a + (b === "A" ? "B" : "A")),
    ];
    for (const edited of edits) {
      expect(edited).not.toBe(kept);
      writeFileSync(path, edited);
      const words = await refused();
      expect(words).toContain("without a valid cosignature of witness.example.test");
      expect(words).toContain("Put back the newest copy of it");
    }
    writeFileSync(path, kept);
  });

  it("ends within seconds of the signal although a request stalls", async () => {
    const child = await start();
    let stdout = "";
    child.stdout?.on("data", (data) => {
      stdout += data;
    });
    const ended = finish(child);
    await untilOutput(child, "Ctrl-C stops it.\n");
    const port = Number(/listens on http:\/\/127\.0\.0\.1:(\d+)\. /.exec(stdout)?.[1]);
    const stalled = connect(port, "127.0.0.1");
    stalled.on("error", () => {});
    stalled.write("POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nold 20\n");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const from = Date.now();
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
    expect(Date.now() - from).toBeLessThan(8_000);
    stalled.destroy();
  });
});
