import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { checkpoint, witness as witnessTable } from "#db/schema/ledger";
import { addCheckpoint } from "#lib/adapters/witness-client";
import { parsePolicy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey, makeSignerKey } from "#lib/ledger/vkey";
import { inTx } from "#lib/services/context";
import { type Halt, makePublisher, publishOnce } from "#lib/services/log-publish";
import { readLogState, readPublished } from "#lib/services/log-read";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, TEST_ORIGIN, testLog, testSigner } from "#tests/support/log";

const key = makeSignerKey("w.example.test", 4, new Uint8Array(32).fill(5));
let opened: OpenedDb;
let ctx: TestCtx;
let userId = "";
/** What the witness says; a number is a 409 with that size, undefined a port where nobody listens. */
let claim: number | undefined;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(409, { "Content-Type": "text/x.tlog.size" });
    response.end(`${claim}\n`);
  });
});

beforeEach(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  userId = await makeUser(ctx);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterEach(async () => {
  await new Promise((done) => server.close(done).closeAllConnections());
  await opened.close();
});

async function grow(count: number): Promise<number> {
  await inTx(ctx, (tx) => addTestEntries(tx, userId, count));
  for (let last = await sequenceBatch(ctx); ; last = await sequenceBatch(ctx)) if (last.count === 0) return last.size;
}

function watched(quorum = "none") {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo | null)?.port ?? closedPort}`;
  const parsed = parsePolicy(`witness w ${formatVerifierKey(key)} ${url}\nquorum ${quorum}\n`);
  if (!parsed.ok) throw new Error(parsed.reason);
  return testLog({ policy: parsed.policy, addCheckpoint: (to, request) => addCheckpoint(to, request, 3_000) });
}
let closedPort = 0;
async function hangUp() {
  closedPort = (server.address() as AddressInfo).port;
  await new Promise((done) => server.close(done).closeAllConnections());
}

test("a witness ahead of a log that was rolled back stops it before it signs again, and nothing is published", async () => {
  const size = await grow(4);
  await publishOnce(ctx, testLog());
  // The witness knows more than this database: what it lost when the backup was put back.
  claim = size + 50;
  await grow(2);
  const publish = makePublisher(watched());
  expect(await publish(ctx)).toBe(false);
  expect((await ctx.db.select().from(checkpoint)).map((row) => row.size)).toEqual([size]);
  expect((await readPublished(ctx))?.size).toBe(size);
  expect((await readLogState(ctx)).halt).toMatchObject({
    reason: "behind",
    detail: { source: key.name, size: size + 50, root: null, treeSize: size + 2 },
  });
});

test("one 409 with a huge size holds the log only while it is said, and never after the witness left the policy", async () => {
  claim = Number.MAX_SAFE_INTEGER;
  await grow(3);
  expect(await publishOnce(ctx, watched())).toBe(false);
  expect(await readPublished(ctx)).toBeUndefined();
  expect(await publishOnce(ctx, watched())).toBe(false);
  const since = (await readLogState(ctx)).halt?.at;
  ctx.clock.at += 60_000;
  expect(await publishOnce(ctx, watched())).toBe(false);
  expect((await readLogState(ctx)).halt).toMatchObject({ reason: "behind", at: since, detail: { size: claim } });
  const state = await readLogState(ctx, watched().policy);
  expect(state.witnesses).toMatchObject([{ size: 0, problem: `ahead: it holds size ${claim}` }]);
  // Out of the policy: no say.
  expect(await publishOnce(ctx, testLog())).toBe(true);
  expect((await readLogState(ctx)).halt).toBeNull();
  // Back in the policy, it is asked what it holds now, and takes it back.
  await grow(1);
  claim = 2;
  expect(await publishOnce(ctx, watched())).toBe(true);
  const [row] = await ctx.db.select().from(witnessTable);
  expect(row).toMatchObject({ size: 2, claimedSize: null, problem: "conflict" });
});

test("a claim stays while its witness does not answer, and ends for a new log under another name", async () => {
  claim = 1_000;
  const size = await grow(3);
  expect(await publishOnce(ctx, watched())).toBe(false);
  await hangUp();
  await grow(1);
  expect(await publishOnce(ctx, watched())).toBe(false);
  expect((await readLogState(ctx)).halt).toMatchObject({
    reason: "behind",
    detail: { size: 1_000, treeSize: size + 1 },
  });
  const origin = "new.example.test";
  const renamed = { ...watched(), signers: [testSigner(3, origin)], origin };
  expect(await publishOnce(ctx, renamed)).toBe(true);
  expect((await readLogState(ctx)).halt).toBeNull();
});

test("a log that has grown past what a witness claims goes on by itself", async () => {
  claim = 5;
  await grow(3);
  expect(await publishOnce(ctx, watched())).toBe(false);
  expect(await publishOnce(ctx, watched())).toBe(false);
  const size = await grow(3);
  expect(await publishOnce(ctx, watched())).toBe(true);
  expect((await readPublished(ctx))?.size).toBe(size);
});

test("without a quorum an unreachable witness holds nothing up; with one the log waits", async () => {
  await hangUp();
  const size = await grow(2);
  expect(await publishOnce(ctx, watched())).toBe(true);
  expect((await readPublished(ctx))?.size).toBe(size);
  const [row] = await ctx.db.select().from(witnessTable);
  expect(row).toMatchObject({ problem: expect.stringContaining("unreachable"), claimedSize: null });
  await grow(1);
  expect(await publishOnce(ctx, watched("w"))).toBe(false);
  expect((await readPublished(ctx))?.size).toBe(size);
  expect((await readPublished(ctx))?.note).toContain(`${TEST_ORIGIN}\n${size}\n`);
});

test("the operator is told once when signing stops, and once when it goes on", async () => {
  const heard: (Halt | undefined)[] = [];
  const log = testLog();
  const publish = makePublisher(log, (halt) => heard.push(halt));
  await grow(2);
  expect(await publish(ctx)).toBe(true);
  expect(heard).toEqual([]);
  const real = log.held.state;
  log.held.state = { size: 900, root: new Uint8Array(32) };
  await grow(1);
  await turn(publish);
  expect(heard).toMatchObject([{ reason: "behind", detail: { source: "state file", size: 900 } }]);
  await turn(publish);
  await turn(makePublisher(log, (halt) => heard.push(halt)));
  // Another process tells its own log; this one has told already.
  expect(heard).toHaveLength(2);
  log.held.state = real;
  await turn(makePublisher(log, (halt) => heard.push(halt)));
  expect(heard.slice(2)).toEqual([undefined]);
});

/** A turn after the pause that publishing keeps. */
async function turn(publish: ReturnType<typeof makePublisher>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 600));
  await publish(ctx);
}
