import { and, asc, eq, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { annotation, seat } from "#db/schema/annotation";
import { entry, tree } from "#db/schema/ledger";
import { account } from "#db/schema/points";
import { endReplay, replayEntry } from "#lib/domain/replay";
import { newReplay } from "#lib/domain/replay-state";
import { type Ctx, inTx } from "#lib/services/context";
import { hex, sha256 } from "#lib/services/hash";
import { lockLabelled, sealSeats } from "#lib/services/label-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { noteServed } from "./replay-gold";
import type { Crowd } from "./replay-read";
import type { Stage } from "./replay-stage";

const AT_ONCE = 500;

/** Gives each answer (rows of the crowd) to a seat of its item and seals it, in the order of the file; items close as their last answer comes. */
export async function sealAnswers(
  ctx: Ctx,
  stage: Stage,
  crowd: Crowd,
  { rows, price }: { rows: readonly number[]; price: number },
  progress: (done: number) => void,
): Promise<void> {
  const free = await listSeats(ctx, stage);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const taken = rows.slice(from, from + AT_ONCE).map((row) => ({
      id: free.get(stage.items[crowd.task[row] as number] ?? "")?.pop(),
      holder: stage.people[crowd.worker[row] as number],
      answer: `{"q1":${crowd.label[row]}}`,
    }));
    await inTx(ctx, async (tx) => {
      await tx.db.execute(sql`
        update ${seat} set state = 'answered', holder_id = given.holder, answer = given.answer, seals_at = ${tx.now().toISOString()}::timestamptz
        from json_to_recordset(${JSON.stringify(taken)}::json) as given(id uuid, holder uuid, answer text) where ${seat.id} = given.id`);
      const answered = await tx.db
        .select()
        .from(seat)
        .where(and(eq(seat.projectId, stage.project.id), eq(seat.state, "answered")));
      const items = await lockLabelled(
        tx,
        answered.map((one) => one.contributionId),
      );
      await noteServed(tx, stage, answered, price);
      await sealSeats(tx, answered, items);
    });
    while ((await sequenceBatch(ctx)).count > 0);
    progress(Math.min(from + AT_ONCE, rows.length));
  }
}

async function listSeats(ctx: Ctx, { project }: Stage): Promise<Map<string, string[]>> {
  const rows = await ctx.db
    .select({ id: seat.id, of: seat.contributionId })
    .from(seat)
    .where(eq(seat.projectId, project.id));
  const free = new Map<string, string[]>();
  for (const { id, of } of rows) free.set(of, [...(free.get(of) ?? []), id]);
  return free;
}

/** What was paid to each of the people, in milli-points, from their accounts. */
export async function readPoints(ctx: Ctx, { people }: Stage): Promise<number[]> {
  const rows = await ctx.db
    .select({ owner: account.ownerId, balance: account.balance })
    .from(account)
    .where(eq(account.kind, "user_available"));
  const balances = new Map(rows.map(({ owner, balance }) => [owner, balance]));
  return people.map((id) => balances.get(id) ?? 0);
}

export type Ledger = { size: number; root: string; faults: number; sealed: number; open: number };

/** Replays every entry of the scratch log by the rules of an audit. */
export async function auditLedger(ctx: Ctx): Promise<Ledger> {
  const replay = newReplay();
  for (let from = 0; ; from += 5_000) {
    const rows = await ctx.db
      .select({ body: entry.body })
      .from(entry)
      .where(sql`${entry.index} >= ${from} and ${entry.index} < ${from + 5_000}`)
      .orderBy(asc(entry.index));
    if (rows.length === 0) break;
    for (const { body } of rows) replayEntry(replay, body, { hash: sha256 });
  }
  endReplay(replay);
  const [top] = await ctx.db.select().from(tree);
  const [count] = await ctx.db.select({ sealed: sql<number>`count(*)`.mapWith(Number) }).from(annotation);
  const open = await queryRows<{ open: number }>(
    ctx.db,
    sql`select count(*)::int as open from item where state = 'open'`,
  );
  return {
    size: top?.size ?? 0,
    root: hex(top?.root ?? new Uint8Array()),
    faults: Object.values(replay.tallies).reduce((sum, { faults }) => sum + faults, 0),
    sealed: count?.sealed ?? 0,
    open: open[0]?.open ?? 0,
  };
}
