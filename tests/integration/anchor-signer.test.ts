import { eq } from "drizzle-orm";
import { type Hex, parseEther, type TransactionSerializableEIP1559 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { anchor, anchorWatch } from "#db/schema/anchor";
import { openChain } from "#lib/adapters/chain";
import { deployAnchor } from "#lib/adapters/chain-deploy";
import type { ExternalSigner } from "#lib/adapters/chain-signer";
import type { Chain } from "#lib/domain/anchor";
import { anchorOnce } from "#lib/services/anchor";
import { readHealth } from "#lib/services/health";
import { chainKey, eager, growLog, type TestNode, testNode, untilStill } from "#tests/support/anchor";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { TEST_ORIGIN, testLog } from "#tests/support/log";
import { type RpcAnswer, type RpcProxy, rpcProxy } from "#tests/support/rpc-proxy";

let opened: OpenedDb;
let node: TestNode;
let signerAt: RpcProxy;
let ctx: TestCtx;
let userId = "";
const log = testLog();
const account = privateKeyToAccount(chainKey(3));

beforeAll(async () => {
  [opened, node] = await Promise.all([testDb(), testNode()]);
});
afterAll(async () => {
  await node.anvil.stop();
  await opened.close();
});
beforeEach(async () => {
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  userId = await makeUser(ctx);
  signerAt = await rpcProxy();
  await node.client.setBalance({ address: account.address, value: parseEther("10") });
  await growLog(ctx, log, userId, 2);
  return () => signerAt.stop();
});

type Dialect = "named" | "web3signer" | "clef";
type Typed = Parameters<typeof account.signTypedData>[0];

/** Answers as such a signer does: its own names of methods, its own shapes, and nothing else. */
function speak(dialect: Dialect, by = account): (method: string, params: unknown[]) => Promise<RpcAnswer> {
  const names = {
    named: ["eth_signTypedData_v4", "eth_signTransaction"],
    web3signer: ["eth_signTypedData", "eth_signTransaction"],
    clef: ["account_signTypedData", "account_signTransaction"],
  }[dialect];
  return async (method, params) => {
    if (method === names[0]) {
      const [from, data] = params;
      if (dialect === "web3signer" && typeof data !== "string") return invalid;
      const typed = (typeof data === "string" ? JSON.parse(data) : data) as Typed & { types: object };
      if (!("EIP712Domain" in typed.types) || from !== by.address) return invalid;
      return { result: await by.signTypedData(typed) };
    }
    // It hands what it does not know to a node, and there is none.
    if (dialect === "web3signer" && method !== names[1]) return { status: 502 };
    if (method !== names[1] || (dialect === "web3signer" && params.length !== 1)) return undefined;
    const raw = await by.signTransaction(transactionOf(params[0] as Record<string, Hex>));
    return { result: dialect === "clef" ? { raw, tx: {} } : raw };
  };
}
const invalid = { error: { code: -32_602, message: "Invalid params" } };

const transactionOf = (given: Record<string, Hex>): TransactionSerializableEIP1559 => ({
  type: "eip1559",
  chainId: Number(given.chainId),
  nonce: Number(given.nonce),
  gas: BigInt(given.gas ?? 0),
  maxFeePerGas: BigInt(given.maxFeePerGas ?? 0),
  maxPriorityFeePerGas: BigInt(given.maxPriorityFeePerGas ?? 0),
  data: given.data,
  ...(given.to ? { to: given.to } : {}),
});

const lower = account.address.toLowerCase() as Hex;
const signer = (): ExternalSigner => ({ url: signerAt.url, address: lower });

async function deployed(key: ExternalSigner): Promise<Chain> {
  const { chainId, contract } = await deployAnchor(node.url, key, TEST_ORIGIN);
  return openChain({ rpcUrl: node.url, chainId, contract, key });
}

async function settle(chain: Chain): Promise<void> {
  await untilStill(node, () => anchorOnce(ctx, { chain, policy: eager, origin: TEST_ORIGIN, firstBlock: 0 }));
}

const problemOf = async ({ place }: Chain) => {
  const [row] = await ctx.db.select().from(anchorWatch).where(eq(anchorWatch.contract, place.contract));
  return { problem: row?.problem ?? null, detail: row?.detail ?? "" };
};

for (const dialect of ["named", "web3signer", "clef"] as const) {
  test(`deploys and anchors with a signer that speaks as ${dialect}, and holds no key of its own`, async () => {
    signerAt.answer = speak(dialect);
    const chain = await deployed(signer());
    expect(chain.publisher).toBe(lower);
    await settle(chain);
    const rows = await ctx.db.select().from(anchor).where(eq(anchor.contract, chain.place.contract));
    expect(rows).toMatchObject([{ state: "confirmed" }]);
    expect(await problemOf(chain)).toMatchObject({ problem: null });
  });
}

test("a node that signs with its own accounts is a signer, too", async () => {
  // The first account of every development chain.
  const chain = await deployed({ url: node.url, address: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266" });
  await settle(chain);
  const rows = await ctx.db.select().from(anchor).where(eq(anchor.contract, chain.place.contract));
  expect(rows).toMatchObject([{ state: "confirmed" }]);
});

test("a signer that is down, refuses, is another's or signs something else is told as what it is; the log goes on, and so does anchoring once it is mended", async () => {
  const honest = speak("named");
  signerAt.answer = honest;
  const chain = await deployed(signer());
  const stranger = speak("named", privateKeyToAccount(chainKey(9)));
  const changed = (change: object) => async (method: string, params: unknown[]) =>
    honest(method, method === "eth_signTransaction" ? [{ ...(params[0] as object), ...change }] : params);
  const cases: [string, typeof signerAt.answer, RegExp][] = [
    ["refuses", () => ({ error: { code: -32_000, message: "Request denied" } }), /refuses: Request denied/],
    [
      "knows no method",
      () => undefined,
      /knows none of eth_signTypedData_v4, eth_signTypedData, account_signTypedData/,
    ],
    [
      "is another's",
      async (method, params) => stranger(method, [privateKeyToAccount(chainKey(9)).address, params[1]]),
      /signed as 0x/,
    ],
    ["answers with an error page", () => ({ status: 400 }), /refuses/],
    ["says nonsense", () => ({ result: "yes" }), /no signature/],
    ["answers other bytes", () => ({ result: `0x${"ab".repeat(65)}` }), /damaged|signed as/],
    ["pays somebody", changed({ to: "0x0000000000000000000000000000000000000001" }), /to differs/],
    ["takes another nonce", changed({ nonce: "0x63" }), /nonce differs/],
    ["signs for another chain", changed({ chainId: "0x1" }), /chainId differs/],
    ["signs other data", changed({ data: "0x1234" }), /data differs/],
    ["pays more", changed({ maxFeePerGas: "0xffffffffffff" }), /maxFeePerGas differs/],
  ];
  for (const [what, answer, detail] of cases) {
    signerAt.answer = answer;
    await settle(chain);
    const found = await problemOf(chain);
    expect(found.problem, what).toBe("signer");
    expect(found.detail, what).toMatch(detail);
    expect(found.detail, what).not.toContain(signerAt.url);
  }
  await signerAt.stop();
  await settle(chain);
  expect(await problemOf(chain)).toEqual({ problem: "signer", detail: "the signer does not answer" });
  expect(await readHealth(async () => ctx)).toMatchObject({ log: "ok", anchor: "signer" });
  const size = await growLog(ctx, log, userId, 1);
  expect(await ctx.db.select().from(anchor).where(eq(anchor.contract, chain.place.contract))).toEqual([]);
  signerAt = await rpcProxy();
  signerAt.answer = honest;
  const again = openChain({ rpcUrl: node.url, ...chain.place, contract: chain.place.contract as Hex, key: signer() });
  await settle(again);
  expect((await again.view()).head.size).toBe(size);
  expect(await problemOf(again)).toMatchObject({ problem: null });
});
