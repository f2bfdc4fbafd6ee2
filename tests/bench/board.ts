import { sql } from "drizzle-orm";
import { SITE_SCOPE } from "#lib/domain/board";
import { readBoard, readMyRank } from "#lib/services/board-read";
import { as, type TestCtx } from "#tests/support/ctx";
import { type Figure, percentile } from "./report";

const READS = 200;
// One statement stays far below the time limit of a session.
const CHUNK = 50_000;

/**
 * Leaderboard reads at a million accounts with a score: the first page, and one's own row with neighbours and ranks, for people all
 * over the board. The rows are written in bulk, as no settlement of a million people would end in time; the reads are the product's.
 */
export async function measureBoard(ctx: TestCtx, accounts: number): Promise<Figure[]> {
  for (let from = 1; from <= accounts; from += CHUNK)
    await insertPeople(ctx, from, Math.min(accounts, from + CHUNK - 1));
  await ctx.db.execute(sql`analyze`);
  const first: number[] = [];
  const mine: number[] = [];
  const bare: number[] = [];
  for (let turn = 0; turn < READS; turn += 1) {
    const id = `00000000-0000-4000-8000-${(1 + ((turn * 4_999) % accounts)).toString(16).padStart(12, "0")}`;
    bare.push(await lap(() => ctx.db.execute(sql`select 1`)));
    first.push(await lap(() => readBoard(ctx, { period: "all", metric: "points", limit: 25 })));
    mine.push(await lap(() => readMyRank(as(ctx, id), { period: "all", metric: "points" })));
  }
  const figure = (name: string, values: number[]): Figure => ({
    name: `${name} at ${accounts.toLocaleString("en")} accounts, median`,
    value: percentile(values, 0.5),
    unit: "ms",
    baseline: { name: "select 1", value: percentile(bare, 0.5) },
  });
  const page = figure("leaderboard page", first);
  return [
    { ...page, target: { text: "under 5 ms", met: page.value < 5 } },
    figure("my own row, neighbours and ranks", mine),
  ];
}

async function insertPeople(ctx: TestCtx, from: number, to: number): Promise<void> {
  await ctx.db.execute(sql`insert into "user" (id, email, handle)
    select ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'bench' || i || '@example.test', 'bench-' || i
    from generate_series(${from}::int, ${to}::int) i`);
  await ctx.db.execute(sql`insert into score (period, period_start, scope_id, user_id, points, accepted, decided, reviews)
    select 'all', '1970-01-01', ${SITE_SCOPE}::uuid, ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
      (i::bigint * 7919) % 1000003 + 1, i % 500, i % 500 + 10, i % 300
    from generate_series(${from}::int, ${to}::int) i`);
}

async function lap(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
