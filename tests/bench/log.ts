import { sql } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import { leafHash } from "#lib/ledger/hash";
import { inTx } from "#lib/services/context";
import { sha256 } from "#lib/services/hash";
import { insertRows } from "#lib/services/insert-rows";
import { makePublisher } from "#lib/services/log-publish";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, type TestCtx } from "#tests/support/ctx";
import { addTestEntries, testLog } from "#tests/support/log";
import { measureBusyDelay } from "./log-busy";
import { type Figure, timed } from "./report";

const CHUNK = 1_000;

/** S1 over `count` waiting entries, beside plain inserts of the same rows; and how long an act waits for its publication at rest. */
export async function measureLog(ctx: TestCtx, count: number): Promise<Figure[]> {
  const userId = await makeUser(ctx);
  for (let made = 0; made < count; made += CHUNK) await inTx(ctx, (tx) => addTestEntries(tx, userId, CHUNK));
  const sequencing = await timed(async () => {
    while ((await sequenceBatch(ctx)).count > 0);
  });
  const rows = (await ctx.db.select().from(entry)).map(({ index, ...row }) => ({
    ...row,
    index,
    leafHash: leafHash(row.body, sha256),
    createdAt: undefined,
  }));
  await ctx.db.execute(sql`create table bench_entry (like entry including all)`);
  await ctx.db.execute(sql`alter table entry rename to entry_kept`);
  await ctx.db.execute(sql`alter table bench_entry rename to entry`);
  const batch = ctx.databaseKind === "pglite" ? 200 : CHUNK;
  const plain = await timed(async () => {
    for (let at = 0; at < rows.length; at += batch) {
      const some = rows.slice(at, at + batch).map(({ createdAt: _, ...row }) => row);
      await insertRows(ctx, entry, some, { common: { createdAt: ctx.now() } });
    }
  });
  await ctx.db.execute(sql`drop table entry`);
  await ctx.db.execute(sql`alter table entry_kept rename to entry`);
  const perSecond = count / (sequencing / 1000);
  const least = ctx.databaseKind === "pglite" ? 1_500 : 5_000;
  return [
    {
      name: "entries sequenced (S1)",
      value: perSecond,
      unit: "per second",
      baseline: { name: "plain inserts of the same rows", value: count / (plain / 1000) },
      target: { text: `at least ${least.toLocaleString("en")} a second`, met: perSecond >= least },
    },
    await measureDelay(ctx, userId),
    ...(await measureBusyDelay(ctx)),
  ];
}

/** From the commit of an act to its entry in the published tree, with the turns of the job loop. */
async function measureDelay(ctx: TestCtx, userId: string): Promise<Figure> {
  const publish = makePublisher(testLog());
  const live = { ...ctx, now: () => new Date() };
  const steps = await timed(async () => {
    await inTx(live, (tx) => addTestEntries(tx, userId, 1));
    while ((await sequenceBatch(live)).count > 0);
    while (!(await publish(live))) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  const bare = await timed(() => ctx.db.execute(sql`select 1`));
  return {
    name: "an act's way to its publication, S0 to S5",
    value: steps,
    unit: "ms",
    baseline: { name: "select 1", value: bare },
    target: { text: "under 2 s at rest", met: steps < 2_000 },
  };
}
