import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Chain } from "#lib/domain/anchor";
import type { AnchorProof } from "#lib/ledger/anchor-proof";
import { canonicalBytes } from "#lib/ledger/canonical";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { leafHash, nodeHash } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import { formatNote, signNote } from "#lib/ledger/note";
import { makeReceipt } from "#lib/ledger/receipt";
import { formatVerifierKey, makeSignerKey } from "#lib/ledger/vkey";
import { chainKey, deployTestAnchor, type TestNode, testNode } from "#tests/support/anchor";
import { runAssay } from "#tests/support/child";
import { TEST_ORIGIN, testSigner } from "#tests/support/log";
import { type RpcProxy, rpcProxy } from "#tests/support/rpc-proxy";

let folder: string;
let node: TestNode;
let chain: Chain;
let proxy: RpcProxy;
let anchor: AnchorProof;
const entry = canonicalBytes({ history: "true" });
const sibling = leafHash(canonicalBytes({ history: "both" }));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-verify-anchor-"));
  node = await testNode();
  proxy = await rpcProxy(node.url);
  chain = await deployTestAnchor(node);
  anchor = await submit(chain, nodeHash(leafHash(entry), sibling));
});
afterAll(async () => {
  await proxy.stop();
  await node.anvil.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Anchors a tree of two entries. */
async function submit(to: Chain, root: Uint8Array): Promise<AnchorProof> {
  const hex = `0x${toHex(root)}`;
  const { nonce } = await to.view();
  const tx = await to.prepare({ oldSize: 0, size: 2, root: hex, proof: [], noteHash: hex, nonce });
  await to.send(tx.raw);
  for (;;) {
    const receipt = await to.receipt(tx.hash);
    if (receipt) return { ...to.place, tx: tx.hash, block: receipt.block, isDevelopment: true };
    await new Promise((done) => setTimeout(done, 50));
  }
}

function keep(name: string, of: AnchorProof | undefined, body = entry, signer = testSigner()): string {
  const root = nodeHash(leafHash(body), sibling);
  const note = formatNote(signNote(formatCheckpoint({ origin: signer.name, size: 2, root, extensions: [] }), [signer]));
  writeFileSync(join(folder, name), makeReceipt({ entry: body, index: 0, proof: [sibling], note, anchor: of }));
  return name;
}

const vkey = formatVerifierKey(testSigner());
const verify = (...args: string[]) => runAssay(["verify", ...args], { INIT_CWD: folder });
type Found = {
  verdict: string;
  anchor: { verdict: string; failed: { step: string; reason: string } | null; problem: string | null };
};
const found = async (...args: string[]) => {
  const { code, stdout } = await verify(...args, "--json");
  return { code, ...(JSON.parse(stdout) as Found[])[0] };
};

test("an anchor that stands on the chain is told step by step; offline nobody is asked", async () => {
  const good = keep("good", anchor);
  const offline = await verify(good, "--vkey", vkey);
  expect([offline.code, offline.stdout]).toEqual([0, expect.stringContaining("with an anchor on chain 31337")]);
  const { code, stdout } = await verify(
    good,
    "--vkey",
    vkey,
    "--rpc",
    node.url,
    "--contract",
    anchor.contract.toUpperCase().replace("0X", "0x"),
  );
  expect(code).toBe(0);
  expect(stdout).toContain(`ok      Contract took a checkpoint of this size: 2 entries, transaction ${anchor.tx}`);
  expect(stdout).toContain("A development chain: it shows the mechanism and gives no security.");
  expect(stdout).toMatch(/\nGOOD\n/);
});

test("another root, log, contract or no event is a mismatch and ends with 1", async () => {
  const forged = keep("forged", anchor, canonicalBytes({ history: "forged" }));
  const told = await verify(forged, "--vkey", vkey, "--rpc", node.url);
  expect([told.code, told.stdout]).toEqual([
    1,
    expect.stringMatching(/FAILED {2}Its root is the signed one: other_root[\s\S]*NOT GOOD/),
  ]);
  const stranger = makeSignerKey("elsewhere.example.test", 1, new Uint8Array(32).fill(4));
  const cases: [string, string, string[]][] = [
    ["root: other_root", forged, []],
    ["log: other_log", keep("stranger", anchor, entry, stranger), ["--vkey", formatVerifierKey(stranger)]],
    ["code: no_code", keep("nowhere", { ...anchor, contract: `0x${"7".repeat(40)}` }), []],
    [
      "event: no_event",
      keep("empty", { ...anchor, contract: (await deployTestAnchor(node, chainKey(3))).place.contract }),
      [],
    ],
    ["contract: other_contract", keep("good", anchor), ["--contract", `0x${"7".repeat(40)}`]],
  ];
  for (const [expected, file, more] of cases) {
    const { code, verdict, anchor: of } = await found(file, "--vkey", vkey, "--rpc", node.url, ...more);
    expect([code, verdict, `${of?.failed?.step}: ${of?.failed?.reason}`]).toEqual([1, "not_good", expected]);
  }
  expect(TEST_ORIGIN).not.toBe(stranger.name);
});

test("no anchor, no node, another chain or a node's no leaves it unchecked and ends with 3; wrong use with 2", async () => {
  const good = keep("good", anchor);
  const unread = async (file: string, rpc: string) => {
    const { code, verdict, anchor: of } = await found(file, "--vkey", vkey, "--rpc", rpc);
    expect([code, verdict, of?.verdict]).toEqual([3, "anchor_not_checked", "not_checked"]);
    return of?.problem;
  };
  expect(await unread(keep("bare", undefined), node.url)).toBe("no_anchor");
  expect(await unread(good, "http://127.0.0.1:9")).toBe("the node cannot be reached (no connection)");
  expect(await unread(keep("main", { ...anchor, chainId: 1 }), node.url)).toContain("of number 31337");
  expect(await unread(keep("later", { ...anchor, block: 10_000_000 }), node.url)).toContain("has not come to");
  proxy.answer = (method) => (method === "eth_getLogs" ? { error: { code: -32_000, message: "pruned" } } : undefined);
  expect(await unread(good, proxy.url)).toBe("the node says no (eth_getLogs: pruned)");
  proxy.answer = () => ({ status: 404 });
  expect(await unread(good, proxy.url)).toContain("is no node of an EVM chain");
  for (const args of [
    ["--rpc", "ftp://x"],
    ["--contract", anchor.contract],
    ["--rpc", node.url, "--contract", "0x12"],
  ]) {
    const { code, stderr } = await verify(good, "--vkey", vkey, ...args);
    expect([code, stderr.includes("--rpc URL") || stderr.includes("is no address")]).toEqual([2, true]);
  }
});
