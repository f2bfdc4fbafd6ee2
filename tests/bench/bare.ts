import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/services/context";
import { percentile, timed } from "./report";

/** The barest thing a database can be asked to do durably: begin, update one row of one's own, commit. */
export async function bareTransactions(ctx: Ctx, clients: number, perClient: number) {
  await ctx.db.execute(sql`create table if not exists bench_bare (id int primary key, n int not null)`);
  await ctx.db.execute(sql`insert into bench_bare select i, 0 from generate_series(1, 64) i on conflict do nothing`);
  const durations: number[] = [];
  const total = await timed(() =>
    Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let turn = 0; turn < perClient; turn += 1) {
          const started = performance.now();
          await ctx.db.transaction((tx) => tx.execute(sql`update bench_bare set n = n + 1 where id = ${client + 1}`));
          durations.push(performance.now() - started);
        }
      }),
    ),
  );
  return { p95: percentile(durations, 0.95), perSecond: (clients * perClient) / (total / 1000) };
}
