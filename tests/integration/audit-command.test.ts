import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { bytesOf, makeHistory } from "#tests/support/audit-history";
import { folderPut, logWriter } from "#tests/support/audit-log";
import { finish, runChild, startChild } from "#tests/support/child";
import { testSigner } from "#tests/support/log";
import { snapshotOf } from "#tests/support/snapshot";

let folder: string;
const entries = bytesOf(makeHistory(9, 260));
const vkey = formatVerifierKey(testSigner());

function writeLog(name: string, bodies: readonly Uint8Array[]): string {
  const writer = logWriter(folderPut(join(folder, name)));
  for (const bytes of bodies) writer.add(bytes);
  writer.publish();
  return join(folder, name);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-audit-"));
  writeLog("log", entries);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = () => ({ INIT_CWD: folder, XDG_STATE_HOME: join(folder, "home"), DATABASE_URL: "", DATA_DIR: folder });
const words = (...args: string[]) => ["--import", "tsx", "bin/assay.ts", "audit", ...args];
const assay = (...args: string[]) => runChild(process.execPath, words(...args), env());

test("0: a sound log, told in text and in JSON; nothing but the report is printed", async () => {
  const { code, stdout, stderr } = await assay("log", "--vkey", vkey, "--no-state", "--json", "report.json");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/ok +Verdicts +\d+ verdicts replayed from their votes/);
  expect(stdout).toContain("SOUND: everything that was checked holds");
  const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  expect(report).toMatchObject({ verdict: "sound", done: entries.length, split: null });
  expect(report.checks.find((check: { name: string }) => check.name === "verdicts").checked).toBeGreaterThan(10);
});

test("1: an unsound log, the entry named; --json - leaves standard output to the JSON", async () => {
  cpSync(join(folder, "log"), join(folder, "bent"), { recursive: true });
  const file = join(folder, "bent", "tile", "entries", "000");
  const bytes = readFileSync(file);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const { code, stdout, stderr } = await assay("bent", "--vkey", vkey, "--no-state", "--json", "-");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "unsound" });
  expect(stderr).toContain("entry 0: entry 0 is not what the tree holds at this place");
  expect(stderr).toContain("look at: bent/tile/entries/000");
});

test("1: a snapshot of balances that the entries do not make is named; the honest one is sound", async () => {
  const bodies = makeHistory(9, 260);
  const honest = snapshotOf(bodies, bodies.length - 100, "5a905047-0000-4000-8000-000000000001");
  writeLog("snapshot", [...entries, ...bytesOf([honest])]);
  const sound = await assay("snapshot", "--vkey", vkey, "--no-state");
  expect([sound.code, sound.stderr]).toEqual([0, ""]);
  expect(sound.stdout).toMatch(/ok +Snapshots +1 snapshots of all balances made again/);
  writeLog("forged", [...entries, ...bytesOf([{ ...honest, root: "00".repeat(32) }])]);
  const { code, stdout } = await assay("forged", "--vkey", vkey, "--no-state");
  expect(code).toBe(1);
  expect(stdout).toContain(`entry ${entries.length}, ${honest.id}: `);
  expect(stdout).toContain(`has another root than the balances at its size make`);
  expect(stdout).toContain(honest.root);
});

test("2: what cannot be checked says why and what to do, without a stack", async () => {
  const cases: [string[], RegExp][] = [
    [["nowhere", "--vkey", vkey], /There is no log in nowhere.*assay log export/],
    [["log", "--vkey", "nonsense"], /--vkey nonsense is no verifier key/],
    [["log"], /Name the log's verifier key with --vkey/],
    [["log", "--vkey", vkey, "--sice", "x"], /unknown option '--sice'/],
    [["http://127.0.0.1:9", "--vkey", vkey], /could not be read/],
    [["log", "--vkey", vkey, "--since", "none.txt"], /none\.txt cannot be read/],
    [["log", "--vkey", vkey, "--policy", "none.txt"], /--policy none\.txt cannot be read/],
  ];
  writeFileSync(join(folder, "broken.state"), "{}\n");
  cases.push([["log", "--vkey", vkey, "--state", "broken.state"], /not a state that this version wrote/]);
  for (const [args, message] of cases) {
    const { code, stderr } = await assay(...args);
    expect([args, code]).toEqual([args, 2]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  }
}, 60_000);

test("a second run goes on from the first; a log that tells another story is shown loudly and written to a file", async () => {
  const place = writeLog("grows", entries.slice(0, 700));
  const first = await assay("grows", "--vkey", vkey, "--json", "first.json");
  expect(JSON.parse(readFileSync(join(folder, "first.json"), "utf8"))).toMatchObject({ from: 0, done: 700 });
  expect(first.stderr).toBe("");
  writeLog("grows", entries);
  const { code } = await assay("grows", "--vkey", vkey, "--json", "second.json");
  expect(JSON.parse(readFileSync(join(folder, "second.json"), "utf8"))).toMatchObject({
    from: 700,
    done: entries.length,
  });
  expect(code).toBe(0);
  rmSync(place, { recursive: true });
  writeLog("grows", bytesOf(makeHistory(10, 260)));
  for (const _ of [1, 2]) {
    const other = await assay("grows", "--vkey", vkey);
    expect([other.code, other.stdout]).toEqual([1, expect.stringContaining("THE LOG HAS SHOWN TWO HISTORIES")]);
    expect(other.stderr).toContain("publish that file");
  }
  const [file = ""] = readdirSync(folder).filter((name) => name.startsWith("split-view-"));
  const text = readFileSync(join(folder, file), "utf8");
  expect(text.match(/^— log\.example\.test\/assay /gm)).toHaveLength(2);
}, 60_000);

/** Serves the folder; answers come only after `delayMs`, so that a kill falls in the middle. */
function serve(delayMs: () => number, asked: (path: string) => void): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    asked(path);
    const file = join(folder, path.replace("/log/", "/long/"));
    setTimeout(() => (existsSync(file) ? response.end(readFileSync(file)) : response.writeHead(404).end()), delayMs());
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

test("an audit that is stopped keeps what it did, and a killed one leaves a whole state behind", async () => {
  writeLog("long", bytesOf(makeHistory(12, 1_500)));
  const paths: string[] = [];
  let delayMs = 60;
  const server = await serve(
    () => delayMs,
    (path) => paths.push(path),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = words(url, "--vkey", vkey, "--state", "long.state", "--json", "long.json");
  const until = async (path: string) => {
    while (!paths.some((one) => one.endsWith(path))) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const stopped = startChild(process.execPath, args, env());
  const ended = finish(stopped);
  await until("entries/012");
  stopped.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 2, stdout: expect.stringContaining("UNFINISHED") });
  const { done } = JSON.parse(readFileSync(join(folder, "long.json"), "utf8"));
  expect(done).toBeGreaterThan(0);
  paths.length = 0;
  const killed = startChild(process.execPath, args, env());
  const gone = finish(killed);
  await until(`entries/0${String(Math.floor(done / 256) + 5).padStart(2, "0")}`);
  killed.kill("SIGKILL");
  await gone;
  delayMs = 0;
  const last = await runChild(process.execPath, args, env());
  server.close();
  expect(last.code).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, "long.json"), "utf8"))).toMatchObject({ verdict: "sound", from: done });
}, 60_000);
