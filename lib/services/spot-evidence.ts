import { and, desc, eq, lte, max, ne } from "drizzle-orm";
import { gold, goldCheck } from "#db/schema/gold";
import { termsOf } from "#lib/domain/consensus";
import {
  type CheckedWorker,
  checkClasses,
  lateShare,
  SPOT_CHECK_GOLD,
  SPOT_CHECK_LEAST_GOLD,
  spotCheckShare,
} from "#lib/domain/spot-check";
import { ESTIMATE_RULE, type Estimate } from "#lib/domain/worker-estimate";
import type { Ctx } from "./context";
import type { TaskRow } from "./task-find";

export type GoldCount = { right: number; of: number };
export type Evidence = GoldCount & {
  classes: number;
  target: number;
  estimate: Estimate | null;
  estimateSize: number | null;
};

/** Right answers among a person's last hundred to gold, in the order in which they were sealed; `until` leaves out later ones. Suspended gold does not count. */
export async function countGold(
  ctx: Ctx,
  projectId: string,
  userId: string,
  until = Number.MAX_SAFE_INTEGER,
): Promise<GoldCount> {
  const counted = await ctx.db
    .select({ isRight: goldCheck.isRight })
    .from(goldCheck)
    .innerJoin(gold, eq(gold.contributionId, goldCheck.contributionId))
    .where(
      and(
        eq(goldCheck.projectId, projectId),
        eq(goldCheck.userId, userId),
        eq(goldCheck.state, "sealed"),
        ne(gold.state, "suspended"),
        lte(goldCheck.sealOrder, until),
      ),
    )
    .orderBy(desc(goldCheck.sealOrder))
    .limit(SPOT_CHECK_GOLD);
  return { right: counted.filter(({ isRight }) => isRight).length, of: counted.length };
}

/** How far a person's gold was sealed until now. */
export async function readSealOrder(ctx: Ctx, projectId: string, userId: string): Promise<number> {
  const [last] = await ctx.db
    .select({ sealOrder: max(goldCheck.sealOrder) })
    .from(goldCheck)
    .where(and(eq(goldCheck.projectId, projectId), eq(goldCheck.userId, userId)));
  return last?.sealOrder ?? 0;
}

export function evidenceOf(
  task: TaskRow,
  gold: GoldCount,
  { estimate, estimateSize }: Pick<Evidence, "estimate" | "estimateSize">,
): Evidence {
  const classes = checkClasses(task.questions.map(termsOf));
  if (classes === undefined) throw new Error(`task ${task.projectId} pays by gold and has no coded question`);
  return { ...gold, classes, target: task.target, estimate, estimateSize };
}

/** The share that evidence gives, late or not; undefined while there is too little gold. */
export function shareOf(evidence: Evidence, isLate: boolean): number | undefined {
  const { classes, target, right, of, estimate } = evidence;
  const gold = { right, of };
  if (isLate) return lateShare({ classes, target, gold });
  const { accuracy = 0, answers = 0 } = estimate ?? {};
  const worker: CheckedWorker = { classes, target, gold, audits: [] };
  return spotCheckShare(estimate ? { ...worker, estimate: { accuracy, answers } } : worker);
}

export const hasEnough = ({ of }: GoldCount) => of >= SPOT_CHECK_LEAST_GOLD;

/** The evidence as an entry tells it, with the entry's version: the first knows no size. */
export function toldEvidence({ classes, target, right, of, estimate: found, estimateSize: size }: Evidence) {
  const estimate = found && ({ rule: ESTIMATE_RULE, ...found } as const);
  const evidence = { classes, target, right, of, estimate };
  return size === null ? ({ v: 1, evidence } as const) : ({ v: 2, evidence: { ...evidence, size } } as const);
}
