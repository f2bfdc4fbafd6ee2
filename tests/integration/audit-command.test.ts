import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { BUNDLE_WIDTH } from "#lib/ledger/bundle";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { bytesOf, makeHistory } from "#tests/support/audit-history";
import { folderPut, logWriter } from "#tests/support/audit-log";
import { finish, runAssay, startAssay } from "#tests/support/child";
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
const assay = (...args: string[]) => runAssay(["audit", ...args], env());

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
});

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
});

/** Serves the folder. From the bundle that `isHeld` names on, answers wait until they are let go. */
async function serve(isHeld: (bundle: number) => boolean) {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    const file = join(folder, path.replace("/log/", "/long/"));
    const answer = () => (existsSync(file) ? response.end(readFileSync(file)) : response.writeHead(404).end());
    const bundle = Number(/entries\/(\d{3})/.exec(path)?.[1] ?? -1);
    asked.push(bundle);
    if (isHeld(bundle)) waiting.push(answer);
    else answer();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letGo: () => {
      for (const answer of waiting.splice(0)) answer();
    },
    /** When the program waits for a bundle that is held back: it is in the middle. */
    reached: (bundle: number) => vi.waitUntil(() => asked.includes(bundle), { timeout: 120_000 }),
    close: () => server.close().closeAllConnections(),
  };
}

test("an audit that is stopped keeps what it did, and a killed one leaves a whole state behind", async () => {
  writeLog("long", bytesOf(makeHistory(12, 1_500)));
  let heldFrom = 12;
  const server = await serve((bundle) => bundle >= heldFrom);
  const args = ["audit", server.url, "--vkey", vkey, "--state", "long.state", "--json", "long.json"];
  const stopped = await startAssay(args, env());
  const ended = finish(stopped);
  await server.reached(heldFrom);
  stopped.kill("SIGTERM");
  // The signal is there long before the answer.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  server.letGo();
  const told = await ended;
  expect(told).toMatchObject({ code: 2, stdout: expect.stringContaining("UNFINISHED") });
  const { done } = JSON.parse(readFileSync(join(folder, "long.json"), "utf8"));
  expect(done).toBeGreaterThan(0);
  heldFrom = Math.floor(done / BUNDLE_WIDTH) + 2;
  const killed = await startAssay(args, env());
  const gone = finish(killed);
  await server.reached(heldFrom);
  killed.kill("SIGKILL");
  await gone;
  heldFrom = Number.POSITIVE_INFINITY;
  const last = await runAssay(args, env());
  server.close();
  expect(last.code).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, "long.json"), "utf8"))).toMatchObject({ verdict: "sound", from: done });
});
