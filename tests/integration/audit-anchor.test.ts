import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SeenAnchors } from "#lib/adapters/anchor-reader";
import { openLogSource } from "#lib/adapters/log-source";
import type { Chain } from "#lib/domain/anchor";
import { leafHash } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import { consistencyProof } from "#lib/ledger/proof";
import { rootOf } from "#lib/ledger/tree";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { sha256 } from "#lib/services/hash";
import { chainKey, deployTestAnchor, type TestNode, testNode } from "#tests/support/anchor";
import { bytesOf, makeHistory } from "#tests/support/audit-history";
import { folderPut, logWriter } from "#tests/support/audit-log";
import { runAssay } from "#tests/support/child";
import { TEST_ORIGIN, testSigner } from "#tests/support/log";
import { checkAnchors } from "../../bin/audit-anchor";
import { openHead } from "../../bin/audit-checkpoint";

let folder: string;
let node: TestNode;
let ours: Chain;
let forged: Chain;
const servers: Server[] = [];
const entries = bytesOf(makeHistory(9, 260));
const [FIRST, SECOND, ALL] = [10, 300, entries.length] as const;
const rules = { keys: [testSigner()] };
const vkey = formatVerifierKey(testSigner());

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-audit-anchor-"));
  writeLog("log", ALL);
  writeLog("short", 200);
  node = await testNode();
  ours = await deployTestAnchor(node);
  await submit(ours, entries, 0, FIRST);
  await submit(ours, entries, FIRST, SECOND);
  // The operator's own key under a history that is not the log's: the contract takes the first checkpoint of either.
  forged = await deployTestAnchor(node, chainKey(2));
  const other = entries.map((bytes, index) => (index === 3 ? Uint8Array.of(1) : bytes));
  await submit(forged, other, 0, SECOND);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await node.anvil.stop();
  rmSync(folder, { recursive: true, force: true });
});

function writeLog(name: string, size: number): void {
  const writer = logWriter(folderPut(join(folder, name)));
  for (const bytes of entries.slice(0, size)) writer.add(bytes);
  writer.publish();
}

const hex0x = (bytes: Uint8Array) => `0x${toHex(bytes)}`;
const leavesOf = (bodies: readonly Uint8Array[]) => bodies.map((bytes) => leafHash(bytes, sha256));
const rootHex = (size: number) => toHex(rootOf(leavesOf(entries.slice(0, size)), sha256));

async function submit(chain: Chain, bodies: readonly Uint8Array[], oldSize: number, size: number): Promise<void> {
  const leaves = leavesOf(bodies.slice(0, size));
  const readNode = (height: number, index: number) =>
    rootOf(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height), sha256);
  const proof = oldSize === 0 ? [] : consistencyProof(oldSize, size, readNode, sha256).map(hex0x);
  const { nonce } = await chain.view();
  const root = hex0x(rootOf(leaves, sha256));
  const tx = await chain.prepare({ oldSize, size, root, proof, noteHash: root, nonce });
  await chain.send(tx.raw);
  while (!(await chain.receipt(tx.hash))) await new Promise((done) => setTimeout(done, 50));
}

type Call = { method: string; params: { fromBlock: string; toBlock: string }[] };
type Answer = { result?: unknown; error?: { code: number; message: string } };

/** A node that passes everything on, but for what `bend` makes of an answer. */
async function bentNode(bend: (call: Call, answer: Answer) => Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const headers = { "content-type": "application/json" };
    const passed = await fetch(node.url, { method: "POST", headers, body });
    const answer = (await passed.json()) as Answer;
    response.end(JSON.stringify(bend(JSON.parse(body) as Call, answer)));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function check(
  log: string,
  contract: string,
  more: { rpcUrl?: string; chainId?: number; publisher?: string; seen?: SeenAnchors | undefined } = {},
) {
  const source = await openLogSource(log, (name) => join(folder, name));
  const { head } = await openHead(source, rules);
  if (!head) throw new Error("the log of the test has no head");
  return checkAnchors(source, rules, head, { rpcUrl: node.url, contract, firstBlock: 0, ...more });
}

test("every anchor is the log's: roots from both sides, publisher and place are told", async () => {
  const { contract, chainId } = ours.place;
  const answer = await check("log", contract, { chainId, publisher: ours.publisher });
  expect(answer).toMatchObject({ faults: [], unread: null, publisher: ours.publisher });
  expect(answer.place).toMatchObject({ chainId, contract, isClaimed: false });
  const anchors = answer.anchors.map(({ size, onChain, inLog }) => [size, onChain, inLog]);
  expect(anchors).toEqual([FIRST, SECOND].map((size) => [size, rootHex(size), rootHex(size)]));
});

test("a forged root, a log behind the chain, another publisher, another log and another contract are faults", async () => {
  const { contract } = ours.place;
  const fake = await check("log", forged.place.contract);
  expect(fake.faults.map(({ what }) => what)).toEqual([
    `of ${SECOND} entries the chain has the root ${fake.anchors[0]?.onChain}, the log ${rootHex(SECOND)}`,
  ]);
  const short = await check("short", contract);
  expect(short.faults[0]?.what).toBe(`the log is BEHIND the chain: 200 entries here, ${SECOND} anchored`);
  const stranger = await check("log", contract, { publisher: forged.publisher });
  expect(stranger.faults[0]?.what).toContain(`the publisher is ${ours.publisher}`);
  const nobody = await check("log", `0x${"7".repeat(40)}`);
  expect(nobody.faults[0]?.what).toBe("there is no contract at this address");
  const source = await openLogSource("log", (name) => join(folder, name));
  const { head } = await openHead(source, rules);
  if (!head) throw new Error("the log of the test has no head");
  const plan = { rpcUrl: node.url, contract, firstBlock: 0 };
  const renamed = await checkAnchors(source, rules, { ...head, origin: `${TEST_ORIGIN}/2` }, plan);
  expect(renamed.faults[0]?.what).toContain("the contract is of another log");
});

test("a node that lies about code, an event or what it left out is seen; one that refuses ranges is asked for less", async () => {
  const { contract } = ours.place;
  const code = await bentNode((call, answer) =>
    call.method === "eth_getCode" ? { ...answer, result: "0x6000" } : answer,
  );
  expect((await check("log", contract, { rpcUrl: code })).faults[0]?.what).toBe(
    "the contract's code is not LogAnchor's",
  );
  const missing = await bentNode((call, answer) =>
    call.method === "eth_getLogs" ? { ...answer, result: (answer.result as unknown[]).slice(1) } : answer,
  );
  const left = await check("log", contract, { rpcUrl: missing });
  expect(left.faults[0]?.what).toBe(`anchor ${SECOND} follows ${FIRST} on the chain, but the event before is 0`);
  const newest = await bentNode((call, answer) =>
    call.method === "eth_getLogs" ? { ...answer, result: (answer.result as unknown[]).slice(0, 1) } : answer,
  );
  expect((await check("log", contract, { rpcUrl: newest })).faults[0]?.what).toContain("the contract's head is");
  let [asked, refused] = [0, 0];
  const narrow = await bentNode((call, answer) => {
    if (call.method !== "eth_getLogs") return answer;
    asked += 1;
    const { fromBlock = "0x0", toBlock = "0x0" } = call.params[0] ?? {};
    if (Number(toBlock) - Number(fromBlock) < 2) return answer;
    refused += 1;
    const { result: _, ...rest } = answer;
    return { ...rest, error: { code: -32005, message: "block range too large" } };
  });
  const answer = await check("log", contract, { rpcUrl: narrow });
  expect([answer.faults, answer.anchors.length]).toEqual([[], 2]);
  expect(asked).toBeGreaterThan(refused);
  expect(refused).toBeGreaterThan(0);
});

test("a site's own word for the contract is told as such; what was anchored during the audit is held to the newer checkpoint", async () => {
  const { chainId, contract } = ours.place;
  let claim: unknown = { chainId, contract, isDevelopment: true };
  let log = "short";
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const file = join(folder, log, path.slice("/log/".length));
    if (path === "/api/v1/ledger/anchor") response.end(JSON.stringify(claim));
    else if (path.startsWith("/log/") && existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const source = await openLogSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, String);
  const { head } = await openHead(source, rules);
  if (!head) throw new Error("the log of the test has no head");
  const plan = { rpcUrl: node.url, firstBlock: 0 };
  const behind = await checkAnchors(source, rules, head, plan);
  expect(behind.faults.map(({ what }) => what)).toEqual([
    `the log is BEHIND the chain: 200 entries here, ${SECOND} anchored`,
  ]);
  log = "log";
  const grown = await checkAnchors(source, rules, head, plan);
  expect(grown).toMatchObject({ faults: [], unread: null, place: { contract, isClaimed: true } });
  expect(grown.anchors.map(({ inLog }) => inLog)).toEqual([rootHex(FIRST), rootHex(SECOND)]);
  for (claim of [null, { chainId: "1", contract }])
    expect((await checkAnchors(source, rules, head, plan)).unread).toContain("the log names no contract");
});

test("a chain that cannot be asked, or is another, leaves the anchors unchecked and says why", async () => {
  const { contract } = ours.place;
  const gone = await check("log", contract, { rpcUrl: "http://127.0.0.1:9" });
  expect(gone.unread).toContain("the chain could not be read (unreachable)");
  expect((await check("log", contract, { chainId: 1 })).unread).toMatch(
    /the node is of chain \d+, the contract of chain 1/,
  );
  expect((await check("log", "0x12")).unread).toContain('"0x12" is no address');
});

test("a second audit reads the chain on from where the first ended, and holds all of it to the log again", async () => {
  const { contract } = ours.place;
  const asked: number[] = [];
  const rpcUrl = await bentNode((call, answer) => {
    if (call.method === "eth_getLogs") asked.push(Number(call.params[0]?.fromBlock));
    return answer;
  });
  const first = await check("log", contract, { rpcUrl });
  expect([first.faults, first.seen?.events.map(({ size }) => size)]).toEqual([[], [FIRST, SECOND]]);
  // In pieces: a node that makes a thousand at once answers too late for a busy machine.
  for (let turn = 0; turn < 22; turn += 1) await node.client.mine({ blocks: 50 });
  const seen = (await check("log", contract, { rpcUrl, seen: first.seen })).seen;
  asked.length = 0;
  const later = await check("log", contract, { rpcUrl, seen });
  expect(asked).toEqual([(seen?.block ?? 0) - 1_000]);
  expect([later.faults, later.anchors]).toEqual([[], first.anchors]);
  // Kept for another contract, or from a chain that had more blocks, it says nothing: all is read.
  for (const other of [
    { ...first.seen, contract: forged.place.contract },
    { ...first.seen, chainId: 5 },
    { ...first.seen, block: 1_000_000 },
    { ...first.seen, from: 7 },
  ]) {
    asked.length = 0;
    await check("log", contract, { rpcUrl, seen: other as typeof first.seen });
    expect(asked).toEqual([0]);
  }
  const bent = { ...(seen as NonNullable<typeof seen>) };
  bent.events = bent.events.map((event) => (event.size === FIRST ? { ...event, root: `0x${"5".repeat(64)}` } : event));
  expect((await check("log", contract, { rpcUrl, seen: bent })).faults[0]?.what).toContain(`of ${FIRST} entries`);
});

test("the command keeps what it read of the chain beside its state, but never with a fault", async () => {
  const env = { INIT_CWD: folder, XDG_STATE_HOME: join(folder, "home"), DATABASE_URL: "", DATA_DIR: folder };
  const assay = (state: string, contract: string, ...args: string[]) =>
    runAssay(
      ["audit", "log", "--vkey", vkey, "--state", state, "--rpc", node.url, "--contract", contract, ...args],
      env,
    );
  expect((await assay("one.state", ours.place.contract)).code).toBe(0);
  const kept = join(folder, "one.state.anchors");
  expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({ contract: ours.place.contract, from: 0 });
  writeFileSync(kept, "{");
  expect((await assay("one.state", ours.place.contract)).code).toBe(0);
  expect(JSON.parse(readFileSync(kept, "utf8")).events.length).toBe(2);
  expect((await assay("two.state", forged.place.contract)).code).toBe(1);
  expect(existsSync(join(folder, "two.state.anchors"))).toBe(false);
});

test("the command ends with 0, 1 or 3, in text and JSON", async () => {
  const env = { INIT_CWD: folder, XDG_STATE_HOME: join(folder, "home"), DATABASE_URL: "", DATA_DIR: folder };
  const assay = (...args: string[]) =>
    runAssay(["audit", "log", "--vkey", vkey, "--no-state", "--json", "-", ...args], env);
  const good = await assay("--rpc", node.url, "--contract", ours.place.contract);
  expect([good.code, JSON.parse(good.stdout).verdict]).toEqual([0, "sound"]);
  expect(good.stderr).toMatch(/ok +Anchors +2 checkpoints of contract 0x/);
  const bad = await assay("--rpc", node.url, "--contract", forged.place.contract);
  expect([bad.code, JSON.parse(bad.stdout).anchors.anchors[0].inLog]).toEqual([1, rootHex(SECOND)]);
  expect(bad.stderr).toContain(`the log ${rootHex(SECOND)}`);
  const unseen = await assay("--rpc", "http://127.0.0.1:9", "--contract", ours.place.contract);
  expect([unseen.code, JSON.parse(unseen.stdout).verdict]).toEqual([3, "anchors_not_checked"]);
  expect(unseen.stderr).toContain("ANCHORS NOT CHECKED");
  const nowhere = await assay("--rpc", node.url);
  expect(nowhere.code).toBe(3);
  const wrong = await assay("--contract", ours.place.contract);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--rpc URL")]);
});
