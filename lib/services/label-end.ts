import { and, eq, inArray } from "drizzle-orm";
import { annotation, seat } from "#db/schema/annotation";
import { contribution } from "#db/schema/contribution";
import { item, task } from "#db/schema/task";
import { type Answer, codedValues } from "#lib/domain/answer";
import { canonicalText } from "#lib/ledger/canonical";
import type { Ctx } from "./context";
import { eraseGold } from "./gold-open";
import { lockLabelled } from "./label-seal";
import { closeItems, readAnswers } from "./label-settle";
import { destroySuggestions } from "./suggestion-add";

/**
 * Ends the labelling of a contribution that is being erased, in the caller's transaction and after the entry that says so: whoever answered is paid,
 * the rest of what is reserved goes back, and what people wrote or marked of it is destroyed with the salts of its commitments.
 */
export async function endLabelling(ctx: Ctx, contributionId: string): Promise<void> {
  await eraseGold(ctx, contributionId);
  const row = (await lockLabelled(ctx, [contributionId])).get(contributionId);
  if (!row) return destroyAnswers(ctx, contributionId);
  if (row.state === "open") {
    await ctx.db
      .update(seat)
      .set({ state: "cancelled", draft: null, answer: null, leaseExpiresAt: null })
      .where(and(eq(seat.contributionId, contributionId), inArray(seat.state, ["open", "leased", "answered"])));
    await ctx.db.update(item).set({ seats: row.answers }).where(eq(item.contributionId, contributionId));
    await closeItems(ctx, await readAnswers(ctx, [{ ...row, seats: row.answers }]));
  }
  await destroyAnswers(ctx, contributionId);
}

async function destroyAnswers(ctx: Ctx, contributionId: string): Promise<void> {
  const [asked] = await ctx.db
    .select({ questions: task.questions })
    .from(contribution)
    .innerJoin(task, eq(task.projectId, contribution.projectId))
    .where(eq(contribution.id, contributionId));
  const rows = await ctx.db.select().from(annotation).where(eq(annotation.contributionId, contributionId));
  for (const one of rows) {
    const answer = canonicalText(codedValues(asked?.questions ?? [], JSON.parse(one.answer) as Answer));
    await ctx.db.update(annotation).set({ answer, salt: new Uint8Array() }).where(eq(annotation.id, one.id));
  }
  await destroySuggestions(ctx, contributionId, (answer) => codedValues(asked?.questions ?? [], answer));
  await ctx.db.update(seat).set({ answer: null }).where(eq(seat.contributionId, contributionId));
}
