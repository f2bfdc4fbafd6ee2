import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { witness as witnessTable } from "#db/schema/ledger";
import { addCheckpoint } from "#lib/adapters/witness-client";
import { parseNote, verifyNote } from "#lib/ledger/note";
import { parsePolicy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey, makeSignerKey } from "#lib/ledger/vkey";
import { inTx } from "#lib/services/context";
import { publishOnce } from "#lib/services/log-publish";
import { readPublished } from "#lib/services/log-read";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, TEST_ORIGIN, testLog, testSigner } from "#tests/support/log";
import { startWitness } from "#tests/support/witness";

const folder = mkdtempSync(join(tmpdir(), "assay-witnessed-"));
const signers = [5, 6].map((seed) => makeSignerKey(`w${seed}.example.test`, 4, new Uint8Array(32).fill(seed)));
const paths = signers.map(({ name }) => join(folder, name));
type Running = Awaited<ReturnType<typeof startWitness>>;
let running: (Running | undefined)[] = [];
let opened: OpenedDb;
let ctx: TestCtx;
let userId = "";

const start = (at: number, isNew = false) =>
  startWitness(paths[at] ?? "", {
    isNew,
    signer: signers[at] ?? testSigner(),
    logs: [{ origin: TEST_ORIGIN, keys: [testSigner()] }],
  });

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  userId = await makeUser(ctx);
  running = await Promise.all(signers.map((_, at) => start(at, true)));
});
afterAll(async () => {
  await Promise.all(running.map((one) => one?.stop()));
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

async function grow(count: number): Promise<number> {
  await inTx(ctx, (tx) => addTestEntries(tx, userId, count));
  for (let last = await sequenceBatch(ctx); ; last = await sequenceBatch(ctx)) if (last.count === 0) return last.size;
}

/** A log that both witnesses watch; one that does not run has the address where it last did. */
const urls: string[] = [];
function watched(quorum: string) {
  const lines = signers.map((key, at) => {
    urls[at] = running[at]?.url ?? urls[at] ?? "";
    return `witness w${at} ${formatVerifierKey(key)} ${urls[at]}\n`;
  });
  const parsed = parsePolicy(`${lines.join("")}group both all w0 w1\nquorum ${quorum}\n`);
  if (!parsed.ok) throw new Error(parsed.reason);
  return testLog({ policy: parsed.policy, addCheckpoint: (url, request) => addCheckpoint(url, request, 3_000) });
}

/** Names of those whose signature on the published checkpoint verifies. */
async function signedBy() {
  const shown = await readPublished(ctx);
  const note = parseNote(shown?.note ?? "");
  const verified = note.ok && verifyNote(note.note, [testSigner(), ...signers]);
  return {
    size: shown?.size,
    names: verified !== false && verified.ok ? verified.verified.map(({ name }) => name) : [],
  };
}
const everybody = [TEST_ORIGIN, ...signers.map(({ name }) => name)];

test("the log brings its checkpoints before real witnesses, and publishes their cosignatures", async () => {
  for (const count of [3, 1, 300]) {
    const size = await grow(count);
    expect(await publishOnce(ctx, watched("both"))).toBe(true);
    expect(await signedBy()).toEqual({ size, names: everybody });
  }
});

test("with a quorum it waits for one that is away, and goes on when that is back with its old memory", async () => {
  const before = await signedBy();
  await running[1]?.stop();
  running[1] = undefined;
  const size = await grow(4);
  expect(await publishOnce(ctx, watched("both"))).toBe(false);
  expect(await signedBy()).toEqual(before);
  const [row] = await ctx.db.select().from(witnessTable).where(eq(witnessTable.name, "w6.example.test"));
  expect(row).toMatchObject({ size: before.size, problem: expect.stringContaining("unreachable") });
  running[1] = await start(1);
  expect(await publishOnce(ctx, watched("both"))).toBe(true);
  expect(await signedBy()).toEqual({ size, names: everybody });
});

test("a log that has forgotten what the witness knows learns it from the answer, and asks again from there", async () => {
  await ctx.db.delete(witnessTable);
  const size = await grow(2);
  expect(await publishOnce(ctx, watched("both"))).toBe(true);
  expect(await signedBy()).toEqual({ size, names: everybody });
});
