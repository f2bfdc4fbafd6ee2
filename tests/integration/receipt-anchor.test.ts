import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { anchorEvent } from "#db/schema/anchor";
import { entry, published } from "#db/schema/ledger";
import type { Chain } from "#lib/domain/anchor";
import { isGoodReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { anchorOnce } from "#lib/services/anchor";
import { readReceipt } from "#lib/services/receipt";
import { readMyReceipts } from "#lib/services/receipt-mine";
import { deployTestAnchor, eager, growLog, type TestNode, testNode, untilStill } from "#tests/support/anchor";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { submitContribution } from "#tests/support/declared";
import { TEST_ORIGIN, testLog, testSigner } from "#tests/support/log";

let opened: OpenedDb;
let node: TestNode;
let chain: Chain;
let ctx: TestCtx;
let userId = "";
const log = testLog();
const CONFIRMATIONS = 3;

beforeAll(async () => {
  [opened, node] = await Promise.all([testDb(), testNode()]);
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  userId = await makeUser(ctx);
  chain = await deployTestAnchor(node);
});
afterAll(async () => {
  await node.anvil.stop();
  await opened.close();
});

/** Looks at the chain until nothing moves any more; a block may come a moment after its transaction. */
async function settle(): Promise<void> {
  const policy = { ...eager, confirmations: CONFIRMATIONS };
  await untilStill(node, () => anchorOnce(ctx, { chain, policy, origin: TEST_ORIGIN, firstBlock: 0 }));
}

const verify = (text: string, keys = [testSigner()]) => verifyReceipt(encodeUtf8(text), { keys });

function readBack(text: string) {
  const steps = verify(text);
  expect(steps.filter(({ ok }) => !ok)).toEqual([]);
  expect(isGoodReceipt(steps)).toBe(true);
  const extra = steps.find((step) => step.name === "extra");
  const checkpoint = steps.find((step) => step.name === "checkpoint");
  return {
    anchor: extra?.name === "extra" && extra.ok ? extra.anchor : undefined,
    size: checkpoint?.name === "checkpoint" && checkpoint.ok ? checkpoint.checkpoint.size : 0,
  };
}

const receiptOf = async (index: number) => readBack((await readReceipt(ctx, { ref: String(index) }))?.text ?? "");

test("a receipt has no anchor before one counts, has it after, and loses it when a reorganisation takes the block away", async () => {
  const first = await growLog(ctx, log, userId, 5);
  expect(await receiptOf(0)).toEqual({ anchor: undefined, size: first });
  const snapshot = await node.client.snapshot();
  await settle();
  // In a block, and not deep enough yet.
  expect((await chain.view()).head.size).toBe(first);
  expect(await receiptOf(0)).toEqual({ anchor: undefined, size: first });
  await node.client.mine({ blocks: CONFIRMATIONS - 1 });
  await settle();
  const [event] = await ctx.db.select().from(anchorEvent).where(eq(anchorEvent.size, first));
  const anchor = { ...chain.place, tx: event?.txHash, block: event?.block, isDevelopment: true };
  expect(await receiptOf(0)).toEqual({ anchor, size: first });
  // What the log has signed since is no reason to leave the anchored checkpoint, for what it covers.
  const second = await growLog(ctx, log, userId, 4);
  expect(await receiptOf(first - 1)).toEqual({ anchor, size: first });
  expect(await receiptOf(first)).toEqual({ anchor: undefined, size: second });
  await node.client.revert({ id: snapshot });
  await settle();
  expect(await receiptOf(0)).toEqual({ anchor: undefined, size: second });
  await node.client.mine({ blocks: CONFIRMATIONS });
  await settle();
  expect((await receiptOf(0)).anchor).toMatchObject(chain.place);
  expect((await receiptOf(second - 1)).size).toBe(second);
});

test("an archive has the anchor in every receipt that it covers, and the newest checkpoint in the others", async () => {
  const author = as(ctx, await makeUser(ctx));
  const project = await makeProject(ctx, { budget: 1_000_000 });
  const submit = (text: string) => {
    const { slug, consentHash } = project;
    return submitContribution(author, {
      id: ctx.newId(),
      project: slug,
      language: "zh-TW",
      content: { text },
      consentHash,
    });
  };
  await submit("錨定");
  const anchored = await growLog(ctx, log, userId, 1);
  await settle();
  await node.client.mine({ blocks: CONFIRMATIONS });
  await settle();
  await submit("之後");
  const newest = await growLog(ctx, log, userId, 1);
  const { items, size } = await readMyReceipts(author, {});
  expect(size).toBe(newest);
  const read = items.map(({ index, size: stated, text }) => ({ index, stated, ...readBack(text) }));
  expect(read.some(({ index }) => index < anchored) && read.some(({ index }) => index >= anchored)).toBe(true);
  for (const one of read) {
    const isCovered = one.index < anchored;
    expect([one.size, one.stated, one.anchor !== undefined]).toEqual(
      isCovered ? [anchored, anchored, true] : [newest, newest, false],
    );
  }
  // The page keeps the checkpoint that it is asked for, and nothing newer comes in.
  const again = await readMyReceipts(author, { size: anchored });
  expect(again.items.map(({ text }) => readBack(text).size)).toEqual(again.items.map(() => anchored));
});

test("a checkpoint signed by a key that the log has left is not handed out for its anchor's sake", async () => {
  const anchored = (await receiptOf(0)).size;
  const other = testLog({ signers: [testSigner(2)] });
  const newest = await growLog(ctx, other, userId, 1);
  expect(newest).toBeGreaterThan(anchored);
  const text = (await readReceipt(ctx, { ref: "0" }))?.text ?? "";
  const steps = verify(text, [testSigner(2)]);
  expect(isGoodReceipt(steps)).toBe(true);
  expect(steps.find(({ name }) => name === "extra")).toMatchObject({ anchor: undefined });
  const [last] = await ctx.db.select({ index: entry.index }).from(entry).orderBy(desc(entry.index)).limit(1);
  const [shown] = await ctx.db.select({ size: published.size }).from(published);
  expect(shown?.size).toBe((last?.index ?? 0) + 1);
});
