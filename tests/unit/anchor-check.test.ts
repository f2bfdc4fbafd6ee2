import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readAddressWord, readEventLog, readHashWord, readHeadWords, readQuantity } from "#lib/domain/anchor-call";
import { type AnchorClaim, checkAnchor } from "#lib/domain/anchor-check";
import { judgeAnchorCode } from "#lib/domain/anchor-code";
import { askOver, NodeError } from "#lib/domain/ask-node";
import { toHex } from "#lib/ledger/hex";
import { sha256 } from "#lib/services/hash";

const artefact = JSON.parse(readFileSync("contracts/LogAnchor.json", "utf8")) as {
  deployedBytecode: string;
  immutableReferences: Record<string, { start: number; length: number }[]>;
};
const word = (value: number | string) => (typeof value === "number" ? value.toString(16) : value).padStart(64, "0");
const contract = `0x${"5f".repeat(20)}`;
const tx = `0x${"c4".repeat(32)}`;
const root = new Uint8Array(32).fill(9);
const SIZE = 300;
const BLOCK = 12;
const claim: AnchorClaim = {
  anchor: { chainId: 1, contract, tx, block: BLOCK, isDevelopment: false },
  origin: "log.example.test",
  size: SIZE,
  root,
};
const originHash = `0x${toHex(sha256("log.example.test"))}`;

type Fields = Record<string, unknown>;
const event = (fields: Fields = {}, ofRoot = root): Fields => ({
  address: contract,
  topics: ["0xb2c0d910dcb42963ce9e8a2088fd46512d8ba9a7c90028c4f2e5492cab7cfe90", `0x${word(SIZE)}`],
  data: `0x${toHex(ofRoot)}${word(7)}${word("ab")}`,
  transactionHash: tx,
  blockNumber: `0x${BLOCK.toString(16)}`,
  blockHash: tx,
  ...fields,
});
const head = (size: number, ofRoot = root) => `0x${word(size)}${toHex(ofRoot)}${word(1_790_000_000)}`;

/** A node that answers as one that holds the checkpoint, but for what is changed: by the method, and for eth_call by its selector. */
function node(changes: Fields = {}) {
  const answers: Fields = {
    eth_chainId: "0x1",
    eth_blockNumber: "0x14",
    eth_getCode: artefact.deployedBytecode,
    "0x67a32810": originHash,
    "0x8c72c54e": `0x${word("11".repeat(20))}`,
    "0x8f7dcfa3": head(SIZE),
    eth_getLogs: [event()],
    eth_getTransactionReceipt: null,
    eth_getBlockByNumber: { timestamp: "0x6ab0d280", hash: tx },
    ...changes,
  };
  return async (method: string, params: readonly unknown[]) => {
    const key = method === "eth_call" ? (params[0] as { data: string }).data : method;
    const answer = answers[key];
    if (answer instanceof Error) throw answer;
    return answer;
  };
}
const said = async (changes: Fields, of = claim) => {
  const found = await checkAnchor(of, node(changes));
  if (found.state === "fails") return `${found.failed.name}: ${found.failed.reason}`;
  return found.state === "unread" ? `unread: ${found.unread.reason}` : "holds";
};

test("a checkpoint that stands on the chain holds, with every step told", async () => {
  const { state, steps } = await checkAnchor(claim, node());
  expect(state).toBe("holds");
  expect(steps.map(({ name }) => name)).toEqual(["chain", "code", "log", "event", "root", "head", "depth"]);
  expect(steps.at(-1)).toMatchObject({ confirmations: 9, at: new Date(0x6ab0d280 * 1_000) });
  // The contract takes only what leads up from what it holds: a later head is as good.
  expect(await said({ "0x8f7dcfa3": head(SIZE + 5, root.slice().fill(8)) })).toBe("holds");
  // After a reorganisation its transaction may be in another block.
  const moved = event({ blockNumber: "0x11" });
  const found = await checkAnchor(claim, node({ eth_getLogs: [], eth_getTransactionReceipt: { logs: [moved] } }));
  expect([found.state, found.steps.at(-1)]).toEqual(["holds", expect.objectContaining({ confirmations: 4 })]);
});

test("a contract that the reader knows is held against the receipt's before anything is asked", async () => {
  const asked: string[] = [];
  const spy = async (method: string, params: readonly unknown[]) => {
    asked.push(method);
    return node()(method, params);
  };
  const other = await checkAnchor(claim, spy, { contract: `0x${"7".repeat(40)}` });
  expect(other).toMatchObject({
    state: "fails",
    failed: { name: "contract", reason: "other_contract", contract, expected: `0x${"7".repeat(40)}` },
  });
  expect(asked).toEqual([]);
  const known = await checkAnchor(claim, spy, { contract: contract.toUpperCase().replace("0X", "0x") });
  expect([known.state, known.steps[0]?.name]).toEqual(["holds", "contract"]);
});

test.each<[string, Fields]>([
  ["unread: wrong_chain", { eth_chainId: "0x2" }],
  ["unread: behind", { eth_blockNumber: "0xb" }],
  ["code: no_code", { eth_getCode: "0x" }],
  ["code: other_code", { eth_getCode: "0x6000" }],
  ["code: other_code", { eth_getCode: 7 }],
  ["log: other_log", { "0x67a32810": `0x${word("ab")}` }],
  ["event: no_event", { eth_getLogs: [] }],
  ["event: no_event", { eth_getLogs: [event({ address: tx.slice(0, 42) })] }],
  ["event: no_event", { eth_getLogs: [event({ topics: [tx, `0x${word(SIZE)}`] }), null, 1, "x"] }],
  ["event: no_event", { eth_getLogs: [event({ data: "0x" })], eth_getTransactionReceipt: { logs: [] } }],
  ["root: other_root", { eth_getLogs: [event({}, root.slice().fill(1))] }],
  ["head: head_behind", { "0x8f7dcfa3": head(SIZE - 1) }],
  ["head: other_head", { "0x8f7dcfa3": head(SIZE, root.slice().fill(1)) }],
  ["unread: not_a_node", { eth_chainId: 1 }],
  ["unread: not_a_node", { eth_chainId: "0x" }],
  ["unread: not_a_node", { "0x8f7dcfa3": `${head(SIZE)}00` }],
  ["unread: not_a_node", { "0x8f7dcfa3": `0x${word("f".repeat(64)).repeat(3)}` }],
  ["unread: not_a_node", { "0x8c72c54e": `0x${word("f".repeat(64))}` }],
  ["unread: not_a_node", { eth_getLogs: {} }],
  ["unread: not_a_node", { eth_getBlockByNumber: null }],
  ["unread: not_a_node", { eth_getBlockByNumber: { timestamp: `0x${"f".repeat(64)}`, hash: tx } }],
  ["unread: refused", { eth_getLogs: new NodeError("refused", "range too large") }],
])("%s: what is missing, wrong or no answer is told as what it is", async (expected, changes) => {
  expect(await said(changes)).toBe(expected);
});

test("an answer over HTTP is taken apart without trust", async () => {
  const over = async (status: number, text: string) =>
    askOver(async () => ({ status, text }))("eth_chainId", []).catch((error: NodeError) => error.message);
  expect(await over(200, '{"jsonrpc":"2.0","id":1,"result":"0x1"}')).toBe("0x1");
  expect(await over(200, '{"id":1,"result":"0x1","error":null}')).toBe("0x1");
  for (const error of ['{"code":1,"message":"no\\u0000\\n way"}', "{}"])
    expect(await over(200, `{"id":1,"error":${error}}`)).toMatch(/^refused: eth_chainId: (no +way|error)$/);
  expect(await over(429, '{"id":1,"error":{"code":1,"message":"slow down"}}')).toContain(
    "refused: eth_chainId: slow down",
  );
  expect(await over(500, '{"result":"0x1"}')).toContain("refused: eth_chainId: status 500");
  for (const text of ["<html>", "", "null", "[]", "7", '{"id":1}', `"${"x".repeat(1_000_001)}"`])
    expect(await over(200, text)).toBe("not_a_node: eth_chainId: status 200");
  const gone = askOver(() => Promise.reject(new TypeError("https://key@rpc.example.org failed")));
  await expect(gone("eth_chainId", [])).rejects.toThrow("unreachable: no connection");
});

test("the code's fingerprint is that of the compiled contract, whatever it was made with", () => {
  const places = Object.values(artefact.immutableReferences).flat();
  const made = places.reduce(
    (code, { start, length }) =>
      code.slice(0, 2 + start * 2) + "9e".repeat(length) + code.slice(2 + (start + length) * 2),
    artefact.deployedBytecode,
  );
  expect(
    [artefact.deployedBytecode, made.toUpperCase().replace("0X", "0x"), made].map((code) => judgeAnchorCode(code)),
  ).toEqual(["ours", "ours", "ours"]);
  for (const { start } of places) {
    const before = made.slice(0, start * 2) + (made.slice(start * 2, start * 2 + 2) === "00" ? "01" : "00");
    expect(judgeAnchorCode(before + made.slice(start * 2 + 2))).toBe("other");
  }
  expect([undefined, "0x", "0x0", "0xzz", "", {}].map((code) => judgeAnchorCode(code))).toEqual([
    "none",
    "none",
    "other",
    "other",
    "other",
    "other",
  ]);
});

test("words of any other length or form are no answers", () => {
  for (const bad of [undefined, null, 1, "", "0x", `0x${word("zz")}`, word(1), `0x${word(1)}0`, [`0x${word(1)}`]]) {
    expect([readHashWord(bad), readAddressWord(bad), readHeadWords(bad)]).toEqual([undefined, undefined, undefined]);
    expect(readEventLog(bad)).toBeUndefined();
  }
  expect([readQuantity("0x10"), readQuantity(`0x${"f".repeat(64)}`), readQuantity("16"), readQuantity("0x")]).toEqual([
    16,
    Number.MAX_SAFE_INTEGER,
    undefined,
    undefined,
  ]);
});
