import { expect, test } from "vitest";
import { outbox } from "#db/schema/ledger";
import { inTx } from "#lib/services/context";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries } from "#tests/support/log";

test("a batch never ends inside a transaction, and takes what was written between a long one's entries", async () => {
  const opened = await testDb();
  const ctx = testCtx(opened.db, opened.kind);
  const userId = await makeUser(ctx);
  for (const count of [2, 5, 1, 7]) await inTx(ctx, (tx) => addTestEntries(tx, userId, count));
  const sizes: number[] = [];
  for (let last = await sequenceBatch(ctx, 3); last.count > 0; last = await sequenceBatch(ctx, 3))
    sizes.push(last.size);
  expect(sizes).toEqual([7, 15]);
  // Two that overlap, as on a server with many connections: entries of 1, 2, 1, 3, 2, and then 4.
  const place = await inTx(ctx, (tx) => addTestEntries(tx, userId, 7));
  const txids = [1, 2, 1, 3, 2, 4, 4];
  const rows = await ctx.db.select().from(outbox).orderBy(outbox.seq);
  await ctx.db.delete(outbox);
  expect(rows.map(({ id }) => id)).toEqual(place);
  await ctx.db.insert(outbox).values(rows.map(({ seq: _, ...row }, at) => ({ ...row, txid: txids[at] })));
  expect(await sequenceBatch(ctx, 1)).toMatchObject({ count: 5 });
  expect(await sequenceBatch(ctx, 1)).toMatchObject({ count: 2 });
  // Entries that waited before the column was there belong to nobody: one by one.
  await inTx(ctx, (tx) => addTestEntries(tx, userId, 3));
  await ctx.db.update(outbox).set({ txid: null });
  expect(await sequenceBatch(ctx, 2)).toMatchObject({ count: 2 });
  expect(await sequenceBatch(ctx, 2)).toMatchObject({ count: 1 });
  expect(await sequenceBatch(ctx, 2)).toMatchObject({ count: 0 });
  await opened.close();
});
