import { and, asc, eq, gt, ne, sql } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { item } from "#db/schema/task";
import type { Answer } from "#lib/domain/answer";
import { deterministicId } from "./account";
import { breathe } from "./breathe";
import type { Ctx } from "./context";
import { findEntryIndexes } from "./entry-index";

/** Sealed answers of closed items, row by row, in the order of items' ids and then as they came. */
export type ClosedAnswers = {
  items: string[];
  people: string[];
  item: number[];
  person: number[];
  answer: Answer[];
  /** Milliseconds it took; null where nobody measured. */
  activeMs: (number | null)[];
};

const ITEMS_AT_ONCE = 1_000;

/**
 * The answers that the first `size` entries of the log have opened: those of an item whose consensus stands there. What a closed item holds does not
 * change any more, so no lock and no transaction is needed.
 */
export async function readClosedAnswers(ctx: Ctx, projectId: string, size: number): Promise<ClosedAnswers> {
  const found: ClosedAnswers = { items: [], people: [], item: [], person: [], answer: [], activeMs: [] };
  const people = new Map<string, number>();
  for (let after: string | undefined; ; ) {
    const closed = await ctx.db
      .select({ id: item.contributionId })
      .from(item)
      .where(
        and(eq(item.projectId, projectId), ne(item.state, "open"), after ? gt(item.contributionId, after) : undefined),
      )
      .orderBy(asc(item.contributionId))
      .limit(ITEMS_AT_ONCE);
    if (closed.length === 0) return found;
    after = closed.at(-1)?.id;
    await addItems(
      ctx,
      await keepLogged(
        ctx,
        closed.map(({ id }) => id),
        size,
      ),
      found,
      people,
    );
    await breathe();
  }
}

async function keepLogged(ctx: Ctx, ids: readonly string[], size: number): Promise<string[]> {
  const entryIds = new Map(ids.map((id) => [deterministicId("consensus", id), id]));
  const found = await findEntryIndexes(ctx, [...entryIds.keys()], size);
  return [...found.keys()].map((id) => entryIds.get(id) as string);
}

async function addItems(
  ctx: Ctx,
  ids: readonly string[],
  found: ClosedAnswers,
  people: Map<string, number>,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await ctx.db
    .select({
      item: annotation.contributionId,
      person: annotation.annotatorId,
      answer: annotation.answer,
      activeMs: annotation.activeMs,
    })
    .from(annotation)
    .where(and(sql`${annotation.contributionId} = any(${`{${ids.join(",")}}`}::uuid[])`, eq(annotation.isGold, false)))
    .orderBy(asc(annotation.contributionId), asc(annotation.createdAt), asc(annotation.id));
  for (const row of rows) {
    if (found.items.at(-1) !== row.item) found.items.push(row.item);
    const person = people.get(row.person) ?? found.people.push(row.person) - 1;
    people.set(row.person, person);
    found.item.push(found.items.length - 1);
    found.person.push(person);
    found.answer.push(JSON.parse(row.answer) as Answer);
    found.activeMs.push(row.activeMs);
  }
}
