import { and, eq, inArray } from "drizzle-orm";
import { labelSettlement } from "#db/schema/gold";
import { deterministicId } from "./account";
import type { Ctx } from "./context";

/** What a payment by checks rests on, for the person who got it. */
export type SettlementCause = {
  answers: number;
  /** Gold: right, of so many. */
  right: number;
  of: number;
  /** Share of the price in basis points. */
  share: number;
  isLate: boolean;
  /** A settlement counted again, after gold that it had counted was suspended. */
  isCorrection: boolean;
};

/** Causes of those of a person's transfers that settlements made, by transfer. */
export async function findCauses(
  ctx: Ctx,
  userId: string,
  projectIds: readonly string[],
): Promise<Map<string, SettlementCause>> {
  const causes = new Map<string, SettlementCause>();
  if (projectIds.length === 0) return causes;
  const rows = await ctx.db
    .select()
    .from(labelSettlement)
    .where(and(eq(labelSettlement.userId, userId), inArray(labelSettlement.projectId, [...projectIds])));
  for (const { id, answers, right, of, share, isLate, corrections } of rows) {
    const cause = { answers, right, of, share, isLate, isCorrection: false };
    causes.set(deterministicId("label_fee", id), cause);
    for (let turn = 1; turn <= corrections; turn += 1) {
      const correction = deterministicId("label.corrected", id, turn);
      for (const kind of ["label_fee", "label_take"])
        causes.set(deterministicId(kind, correction), { ...cause, isCorrection: true });
    }
  }
  return causes;
}
