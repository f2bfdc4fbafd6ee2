import { eq, inArray, sql } from "drizzle-orm";
import { gold, goldCheck, goldPool } from "#db/schema/gold";
import type { Answer } from "#lib/domain/answer";
import { isRight } from "#lib/domain/gold";
import type { Ctx } from "./context";
import type { SeatRow } from "./label-claim";
import { requestSettle } from "./spot-request";

/** On what terms a seat is answered. */
export type SeatTerms = { taskVersion: number; price: number };

/** Terms of those of the seats that are gold, by seat. */
export async function readChecks(ctx: Ctx, seats: readonly SeatRow[]): Promise<Map<string, SeatTerms>> {
  const ids = seats.filter((row) => row.isGold).map((row) => row.id);
  if (ids.length === 0) return new Map();
  const rows = await ctx.db.select().from(goldCheck).where(inArray(goldCheck.seatId, ids));
  return new Map(rows.map(({ seatId, taskVersion, price }) => [seatId, { taskVersion, price }]));
}

/** Notes whether sealed answers to gold are right. */
export async function noteChecks(ctx: Ctx, seats: readonly SeatRow[]): Promise<void> {
  if (seats.length === 0) return;
  const known = await ctx.db
    .select({ id: gold.contributionId, answer: gold.answer })
    .from(gold)
    .where(
      inArray(
        gold.contributionId,
        seats.map((row) => row.contributionId),
      ),
    );
  const answers = new Map(known.map(({ id, answer }) => [id, answer]));
  for (const { id, contributionId, answer } of seats) {
    const of = answers.get(contributionId);
    if (!of || answer === null) throw new Error(`seat ${id} is no gold`);
    await ctx.db
      .update(goldCheck)
      .set({
        state: "sealed",
        isRight: isRight(of, JSON.parse(answer) as Answer),
        sealedAt: ctx.now(),
        sealOrder: sql`nextval('gold_seal_order')`,
      })
      .where(eq(goldCheck.seatId, id));
  }
  for (const projectId of new Set(seats.map((row) => row.projectId))) await requestSettle(ctx, projectId);
}

/** Gold that was passed over or ran out: what was promised for it is free again. */
export async function dropChecks(ctx: Ctx, seats: readonly { id: string; isGold: boolean }[]): Promise<void> {
  const ids = seats.filter((row) => row.isGold).map((row) => row.id);
  if (ids.length === 0) return;
  const dropped = await ctx.db
    .update(goldCheck)
    .set({ state: "dropped" })
    .where(inArray(goldCheck.seatId, ids))
    .returning({ projectId: goldCheck.projectId, price: goldCheck.price });
  for (const { projectId, price } of dropped)
    await ctx.db
      .update(goldPool)
      .set({ free: sql`${goldPool.free} + ${price}` })
      .where(eq(goldPool.projectId, projectId));
}
