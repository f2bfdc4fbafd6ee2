import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { fundOnDevChain } from "#lib/adapters/chain-deploy";
import type { Chain } from "#lib/domain/anchor";
import { formatSignerKey } from "#lib/ledger/vkey";
import { anchorOnce } from "#lib/services/anchor";
import { chainKey, deployTestAnchor, eager, growLog, type TestNode, testNode } from "#tests/support/anchor";
import { finish, runAssay, startAssay, untilOutput } from "#tests/support/child";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { TEST_ORIGIN, testLog, testSigner } from "#tests/support/log";

let opened: OpenedDb & { url?: string };
let node: TestNode;
let chain: Chain;
let ctx: TestCtx;
let userId = "";
let folder: string;
const log = testLog();

beforeAll(async () => {
  [opened, node] = await Promise.all([testDb(), testNode()]);
  folder = mkdtempSync(join(tmpdir(), "assay-anchor-"));
  writeFileSync(join(folder, "log.key"), `${formatSignerKey(testSigner())}\n`);
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  userId = await makeUser(ctx);
  chain = await deployTestAnchor(node);
});
afterAll(async () => {
  await node.anvil.stop();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const env = (changes: Record<string, string> = {}) => ({
  DATABASE_URL: opened.url,
  DATA_DIR: folder,
  LOG_KEY_FILE: join(folder, "log.key"),
  CHAIN_RPC_URL: node.url,
  CHAIN_ID: String(chain.place.chainId),
  CHAIN_CONTRACT: chain.place.contract,
  CHAIN_KEY: chainKey(),
  CHAIN_ENTRIES: "1000000",
  CHAIN_CONFIRMATIONS: "1",
  ...changes,
});
const assay = (args: string[], changes: Record<string, string> = {}) => runAssay(["anchor", ...args], env(changes));

test("submit anchors at once and waits, status says how it stands, watch compares every event", async () => {
  const nothing = await assay(["submit"]);
  expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining("Nothing is published yet")]);
  const size = await growLog(ctx, log, userId, 30);
  const before = await assay(["status"]);
  expect([before.code, before.stdout]).toEqual([1, expect.stringContaining("WARNING Nothing is anchored yet.")]);
  const sent = await assay(["submit"]);
  expect(sent.stdout).toMatch(new RegExp(`^Anchored: ${size} entries, transaction 0x[0-9a-f]{64}, [0-9,]+ gas, 0\\.0`));
  expect([sent.code, sent.stderr]).toEqual([0, expect.stringContaining("waiting for a block")]);
  const again = await assay(["submit"]);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("before this")]);
  await growLog(ctx, log, userId, 4);
  const { code, stdout } = await assay(["status", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    healthy: true,
    contract: chain.place.contract,
    published: size + 4,
    lag: 4,
    newest: { size, confirmations: 1 },
    problem: null,
    warnings: [],
  });
  expect(Number(JSON.parse(stdout).anchorsLeft)).toBeGreaterThan(1_000);
  const told = await assay(["status"]);
  expect(told.stdout).toContain(`anchored     ${size} of ${size + 4} published entries`);
  expect(told.stdout).toMatch(/pays for about [0-9,]+ more/);
  await assay(["submit"]);
  const watched = await assay(["watch"]);
  expect(watched.code).toBe(0);
  expect(watched.stdout.match(/^ok {3}\d{4}-.* size \d+ root [0-9a-f]{64} 0x/gm)).toHaveLength(2);
  expect(watched.stdout).toMatch(/: 2, all of this log/);
});

test("each problem ends with 1, its name and what to do", async () => {
  await growLog(ctx, log, userId, 1);
  const cases: [Record<string, string>, RegExp][] = [
    [{ CHAIN_RPC_URL: "http://127.0.0.1:9" }, /unreachable[\s\S]*Is the node at CHAIN_RPC_URL up/],
    [{ CHAIN_ID: "5" }, /wrong_chain[\s\S]*different chains/],
    [{ CHAIN_CONTRACT: `0x${"1".repeat(40)}` }, /no_contract[\s\S]*anchor deploy/],
    [{ CHAIN_KEY: chainKey(8) }, /other_publisher/],
  ];
  for (const [changes, text] of cases) {
    const status = await assay(["status"], changes);
    expect([status.code, status.stdout]).toEqual([1, expect.stringMatching(text)]);
    const submit = await assay(["submit"], changes);
    expect([submit.code, submit.stderr]).toEqual([1, expect.stringMatching(text)]);
  }
  const down = await assay(["watch"], { CHAIN_RPC_URL: "http://127.0.0.1:9" });
  expect([down.code, down.stderr]).toEqual([1, expect.stringContaining("unreachable")]);
  const none = await assay(["status"], { CHAIN_RPC_URL: "", CHAIN_ID: "", CHAIN_CONTRACT: "" });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("No chain is configured")]);
  const address = chain.publisher as `0x${string}`;
  await node.client.setBalance({ address, value: 0n });
  const poor = await assay(["submit"]);
  expect([poor.code, poor.stderr]).toEqual([1, expect.stringMatching(/no_funds[\s\S]*Send some/)]);
  await node.client.setBalance({ address, value: 10n ** 18n });
  expect((await assay(["status"])).code).toBe(0);
});

test("moving to a new contract, step by step as docs/operating.md has it; the old one stays and can still be compared", async () => {
  const size = await growLog(ctx, log, userId, 3);
  expect((await assay(["submit"])).code).toBe(0);
  const key = chainKey(6);
  await fundOnDevChain(node.url, key);
  const deployed = await assay(["deploy"], { CHAIN_ID: "", CHAIN_CONTRACT: "", CHAIN_KEY: key });
  expect([deployed.code, deployed.stderr]).toEqual([0, expect.stringContaining(`Deployed for the log ${TEST_ORIGIN}`)]);
  const lines = deployed.stdout.trim().split("\n");
  expect(lines.map((line) => line.split("=")[0])).toEqual(["CHAIN_ID", "CHAIN_CONTRACT", "CHAIN_FIRST_BLOCK"]);
  const moved = { ...Object.fromEntries(lines.map((line) => line.split("=") as [string, string])), CHAIN_KEY: key };
  const empty = await assay(["status"], moved);
  expect([empty.code, empty.stdout]).toEqual([1, expect.stringContaining("Nothing is anchored yet.")]);
  const sent = await assay(["submit"], moved);
  expect([sent.code, sent.stdout]).toEqual([0, expect.stringContaining(`Anchored: ${size} entries`)]);
  expect((await assay(["status"], moved)).code).toBe(0);
  const watched = await assay(["watch"], moved);
  expect([watched.code, watched.stdout]).toEqual([0, expect.stringContaining(`size ${size} `)]);
  expect(watched.stdout).toMatch(/: 1, all of this log/);
  const old = await assay(["watch"]);
  expect([old.code, old.stdout]).toEqual([0, expect.stringContaining(`size ${size} `)]);
});

test("watch --follow prints what comes and ends with the alarm at what is not the log's", async () => {
  await assay(["submit"]);
  const child = await startAssay(["anchor", "watch", "--follow"], env());
  const ended = finish(child);
  await untilOutput(child, "ok ");
  const size = await growLog(ctx, log, userId, 2);
  await assay(["submit"]);
  await untilOutput(child, `size ${size} `);
  // The same key anchors another log of the same name.
  const other = await testDb();
  const elsewhere = testCtx(other.db, other.kind);
  elsewhere.now = () => new Date();
  await growLog(elsewhere, testLog(), await makeUser(elsewhere), 5);
  const forged = await deployTestAnchor(node);
  for (let turn = 0; turn < 2; turn += 1)
    await anchorOnce(elsewhere, { chain: forged, policy: eager, origin: TEST_ORIGIN, firstBlock: 0 });
  await other.close();
  child.kill("SIGTERM");
  await ended;
  const changes = { CHAIN_CONTRACT: forged.place.contract };
  const watched = await assay(["watch", "--follow"], changes);
  expect([watched.code, watched.stdout]).toEqual([1, expect.stringMatching(/^FAIL .* size 5 /)]);
  expect(watched.stderr).toContain("ALARM The contract holds another root for 5 entries");
  expect(watched.stderr).toContain("carries your publisher key's signature");
  const status = await assay(["status"], changes);
  expect([status.code, status.stdout]).toEqual([1, expect.stringContaining("PROBLEM mismatch")]);
});
