import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { parsePolicy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey, makeSignerKey } from "#lib/ledger/vkey";
import { inTx } from "#lib/services/context";
import { publishOnce } from "#lib/services/log-publish";
import { readLogState } from "#lib/services/log-read";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, testLog } from "#tests/support/log";

const vkeys = [7, 8].map((seed) =>
  formatVerifierKey(makeSignerKey(`w${seed}.example.test`, 4, new Uint8Array(32).fill(seed))),
);

/** Witnesses of these names, at addresses that are never really asked. */
function policyOf(keys: readonly string[], quorum: string) {
  const lines = keys.map((vkey, at) => `witness w${at} ${vkey} http://w${at}.example.test/\n`);
  const parsed = parsePolicy(`${lines.join("")}quorum ${quorum}\n`);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.policy;
}

let opened: OpenedDb;
let ctx: TestCtx;
let userId = "";
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  userId = await makeUser(ctx);
});
afterAll(() => opened.close());

async function grow(count: number): Promise<number> {
  await inTx(ctx, (tx) => addTestEntries(tx, userId, count));
  for (let last = await sequenceBatch(ctx); ; last = await sequenceBatch(ctx)) if (last.count === 0) return last.size;
}

test("the state names the witnesses of the present policy, asked or not, and what each answered", async () => {
  const policy = policyOf(vkeys, "none");
  expect(await readLogState(ctx, policy)).toMatchObject({
    witnesses: vkeys.map((vkey) => ({ vkey, size: null, cosignedAt: null, problem: null })),
    needsQuorum: false,
  });
  const size = await grow(3);
  const addCheckpoint = async () => ({ ok: false as const, reason: "unreachable", detail: "refused" });
  await publishOnce(ctx, testLog({ policy, addCheckpoint }));
  const asked = await readLogState(ctx, policy);
  expect(asked).toMatchObject({ published: { size }, signedSize: size, halt: null });
  expect(asked.witnesses.map(({ problem }) => problem)).toEqual(["unreachable: refused", "unreachable: refused"]);
  // One that was taken out of the policy is not shown, whatever it last said.
  const [first = ""] = vkeys;
  expect((await readLogState(ctx, policyOf([first], "w0"))).witnesses.map(({ vkey }) => vkey)).toEqual([first]);
  expect(await readLogState(ctx)).toMatchObject({ witnesses: [], needsQuorum: false });
});

test("a checkpoint that waits for its quorum is signed and not published", async () => {
  const before = (await readLogState(ctx)).published?.size;
  const policy = policyOf(vkeys, "w0");
  const size = await grow(2);
  const addCheckpoint = async () => ({ ok: false as const, reason: "timeout" });
  await publishOnce(ctx, testLog({ policy, addCheckpoint }));
  const state = await readLogState(ctx, policy);
  expect(state).toMatchObject({ signedSize: size, needsQuorum: true });
  expect(state.published?.size).toBe(before);
});
