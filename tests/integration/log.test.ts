import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { checkpoint, published } from "#db/schema/ledger";
import { limits } from "#lib/domain/limits";
import { parseBundle } from "#lib/ledger/bundle";
import { parseCheckpoint } from "#lib/ledger/checkpoint";
import { equalBytes } from "#lib/ledger/hash";
import { parseNote, verifyNote } from "#lib/ledger/note";
import { tilePath } from "#lib/ledger/tile";
import { parseTilePath } from "#lib/ledger/tile-path";
import { inTx } from "#lib/services/context";
import { readHealth } from "#lib/services/health";
import { publishOnce } from "#lib/services/log-publish";
import { readLogState, readPublicTile, readPublished } from "#lib/services/log-read";
import { rootAt } from "#lib/services/log-tree";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, TEST_ORIGIN, testLog, testSigner } from "#tests/support/log";

let opened: OpenedDb;
let ctx: TestCtx;
let userId = "";
beforeAll(async () => {
  opened = await testDb();
});
afterAll(() => opened.close());
beforeEach(async () => {
  ctx = testCtx(opened.db, opened.kind);
  userId = await makeUser(ctx);
});

async function grow(count: number): Promise<number> {
  await inTx(ctx, (tx) => addTestEntries(tx, userId, count));
  for (let last = await sequenceBatch(ctx); ; last = await sequenceBatch(ctx)) if (last.count === 0) return last.size;
}

/** The published checkpoint, opened with the tests' key. */
async function readCheckpoint(signer = testSigner()) {
  const note = parseNote((await readPublished(ctx))?.note ?? "");
  if (!note.ok) throw new Error(note.reason);
  expect(verifyNote(note.note, [signer])).toMatchObject({ ok: true });
  const parsed = parseCheckpoint(note.note.text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.checkpoint;
}

test("an empty log has a checkpoint, too; it grows, and signing again gives the same bytes", async () => {
  const log = testLog();
  await publishOnce(ctx, log);
  expect(await readCheckpoint()).toMatchObject({ origin: TEST_ORIGIN, size: 0 });
  const size = await grow(5);
  await publishOnce(ctx, log);
  const first = await readPublished(ctx);
  expect(await readCheckpoint()).toMatchObject({ size, root: await rootAt(ctx, size) });
  await publishOnce(ctx, log);
  expect((await readPublished(ctx))?.note).toBe(first?.note);
  expect(log.held.state).toMatchObject({ size });
});

test("tiles of every width that was ever public are answered, and nothing beyond the published size", async () => {
  await publishOnce(ctx, testLog());
  const before = (await readPublished(ctx))?.size ?? 0;
  const size = await grow(600 - before);
  expect(await readPublicTile(ctx, { level: 0, n: 1, width: 256 }, before)).toBeUndefined();
  await publishOnce(ctx, testLog());
  const whole = await readPublicTile(ctx, { level: 0, n: 0, width: 256 }, size);
  expect(whole?.length).toBe(256 * 32);
  const part = await readPublicTile(ctx, { level: 0, n: 0, width: 7 }, size);
  expect(part && equalBytes(part, (whole as Uint8Array).slice(0, 7 * 32))).toBe(true);
  expect((await readPublicTile(ctx, { level: 1, n: 0, width: 2 }, size))?.length).toBe(64);
  expect(await readPublicTile(ctx, { level: 1, n: 0, width: 3 }, size)).toBeUndefined();
  const bundle = await readPublicTile(ctx, { level: "entries", n: 2, width: size - 512 }, size);
  expect(parseBundle(bundle as Uint8Array, size - 512)).toMatchObject({ ok: true });
  expect(await readPublicTile(ctx, { level: "entries", n: 2, width: size - 511 }, size)).toBeUndefined();
  expect(await readPublicTile(ctx, { level: "entries", n: 3, width: 1 }, size)).toBeUndefined();
});

test("each tile has one address, and no other is understood", () => {
  for (const name of [
    { level: 0, n: 0, width: 256 },
    { level: 63, n: 1_234_067, width: 12 },
    { level: "entries", n: 999_000, width: 1 },
  ] as const) {
    expect(parseTilePath(tilePath(name))).toEqual(name);
  }
  const wrong = ["tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/000.p/256", "tile/0/000.p/0"];
  const hostile = [
    "tile/0/000.p/07",
    "tile/entries/000/",
    "tile/0/../000",
    "tile/-1/000",
    "tile/data/000",
    "tile/0/x001",
  ];
  for (const path of [...wrong, ...hostile]) expect([path, parseTilePath(path)]).toEqual([path, undefined]);
});

test("a new key signs beside the old one, which may then go; a key of another name signs nothing", async () => {
  const size = await grow(1);
  await publishOnce(ctx, testLog({ signers: [testSigner(1), testSigner(2)] }));
  expect(await readCheckpoint(testSigner(1))).toMatchObject({ size });
  expect(await readCheckpoint(testSigner(2))).toMatchObject({ size });
  await publishOnce(ctx, testLog({ signers: [testSigner(2)] }));
  expect(await readCheckpoint(testSigner(2))).toMatchObject({ size });
  await grow(1);
  expect(await publishOnce(ctx, testLog({ signers: [testSigner(3, "other.example.test")] }))).toBe(false);
  expect((await readLogState(ctx)).halt).toMatchObject({ reason: "other_origin" });
  const renamed = testLog({ signers: [testSigner(3, "other.example.test")], origin: "other.example.test" });
  expect(await publishOnce(ctx, renamed)).toBe(true);
  expect((await readLogState(ctx)).halt).toBeNull();
  await publishOnce(ctx, testLog({ origin: TEST_ORIGIN }));
});

test("without a key nothing is signed, the log is served on, and health says so", async () => {
  await publishOnce(ctx, testLog());
  const before = await readPublished(ctx);
  await grow(1);
  expect(await publishOnce(ctx, testLog({ signers: [] }))).toBe(false);
  expect(await readPublished(ctx)).toEqual(before);
  expect((await readHealth(async () => ctx)).log).toBe("no_key");
  await publishOnce(ctx, testLog());
  expect((await readHealth(async () => ctx)).log).toBe("ok");
});

test("a database that is behind what left this installation, or leads elsewhere, is not signed, and says what it found", async () => {
  const log = testLog();
  const size = await grow(1);
  await publishOnce(ctx, log);
  const root = await rootAt(ctx, size);
  log.held.state = { size: size + 5, root: new Uint8Array(32).fill(7) };
  await grow(1);
  expect(await publishOnce(ctx, log)).toBe(false);
  expect((await readLogState(ctx)).halt).toMatchObject({
    reason: "behind",
    detail: { source: "state file", size: size + 5, treeSize: size + 1, treeRoot: null },
  });
  log.held.state = { size, root: new Uint8Array(32).fill(7) };
  expect(await publishOnce(ctx, log)).toBe(false);
  const { halt, published: still } = await readLogState(ctx);
  expect(halt).toMatchObject({ reason: "fork", detail: { size, treeRoot: Buffer.from(root).toString("hex") } });
  expect(still).toMatchObject({ size });
  log.held.state = { size, root };
  expect(await publishOnce(ctx, log)).toBe(true);
  expect((await readLogState(ctx)).halt).toBeNull();
});

test("the database itself refuses a second root for a size, and to forget a checkpoint", async () => {
  await publishOnce(ctx, testLog());
  const other = { root: new Uint8Array(32) };
  await expect(ctx.db.update(checkpoint).set(other)).rejects.toThrow();
  await expect(ctx.db.delete(checkpoint)).rejects.toThrow();
  await expect(ctx.db.execute(sql`truncate checkpoint cascade`)).rejects.toThrow();
  expect(await ctx.db.select().from(published).where(eq(published.id, 1))).toHaveLength(1);
});

test("when too much waits for the ledger, people are asked to come back, and nothing of theirs is half done", async () => {
  while ((await sequenceBatch(ctx)).count > 0);
  await ctx.db.execute(sql`insert into outbox (id, kind, body, created_at)
    select ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'role.granted', '{}', now()
    from generate_series(1, ${limits.outboxBacklog}::int) i`);
  const person = as(ctx, userId);
  await expect(inTx(person, (tx) => addTestEntries(tx, userId, 1))).rejects.toMatchObject({ reason: "ledger.backlog" });
  await inTx(ctx, (tx) => addTestEntries(tx, userId, 1));
  await ctx.db.execute(sql`delete from outbox`);
  await inTx(person, (tx) => addTestEntries(tx, userId, 1));
});
