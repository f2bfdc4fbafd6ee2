import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { seat } from "#db/schema/annotation";
import { item } from "#db/schema/task";
import { user } from "#db/schema/user";
import type { FirstInput } from "#lib/domain/annotation";
import { AppError } from "#lib/domain/error";
import { FIRST, isFirst } from "#lib/domain/order-key";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { lockLabelled } from "./label-seal";
import { appendEntries } from "./outbox";
import { getProjectFor } from "./project-find";

/**
 * Puts open items before all others of their task, or back where they stood: from now on they are given out so, with the entry that says it.
 * Those that stand there already stay. All or none: throws label.not_open when one of them is not open. Gives how many moved.
 */
export async function putFirst(ctx: Ctx, input: FirstInput & { slug: string }): Promise<{ moved: number }> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  const actor = actorId(ctx);
  return inTx(ctx, async (tx) => {
    const rows = await lockLabelled(tx, input.contributions);
    const isOpen = (id: string) => rows.get(id)?.projectId === projectId && rows.get(id)?.state === "open";
    const others = input.contributions.filter((id) => !isOpen(id));
    const [other] = others;
    if (other) throw new AppError("label.not_open", { details: { count: others.length, contribution: other } });
    const moved = [...rows.values()]
      .filter((row) => isFirst(row.orderKey) !== input.first)
      .map((row) => row.contributionId);
    if (moved.length === 0) return { moved: 0 };
    await moveKeys(tx, moved, input.first ? -FIRST : FIRST);
    const head = { v: 1, id: tx.newId(), at: tx.now().toISOString(), kind: "items.prioritised" } as const;
    await appendEntries(tx, [{ ...head, project: projectId, actor, first: input.first, contributions: moved }]);
    return { moved: moved.length };
  });
}

/** The keys of locked items and of their seats; also of those that somebody holds, for the next who gets them. */
async function moveKeys(ctx: Ctx, contributionIds: string[], by: number): Promise<void> {
  await ctx.db
    .update(item)
    .set({ orderKey: sql`${item.orderKey} + ${by}::int8` })
    .where(inArray(item.contributionId, contributionIds));
  const theirs = and(
    inArray(seat.contributionId, contributionIds),
    inArray(seat.state, ["open", "leased", "answered"]),
    eq(seat.isGold, false),
  );
  // Whoever claims locks themselves first and their seats then; two orders would deadlock.
  const holders = ctx.db
    .select({ id: seat.holderId })
    .from(seat)
    .where(and(theirs, isNotNull(seat.holderId)));
  await ctx.db
    .select({ id: user.id })
    .from(user)
    .where(inArray(user.id, holders))
    .orderBy(asc(user.id))
    .for("no key update");
  await ctx.db
    .update(seat)
    .set({ orderKey: sql`${seat.orderKey} + ${by}::int8` })
    .where(theirs);
}
