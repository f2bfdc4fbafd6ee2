import { and, asc, eq, isNotNull } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { gold } from "#db/schema/gold";
import { tree } from "#db/schema/ledger";
import { optionCount, type Question } from "#lib/domain/question";
import { type Estimate, estimateQuestion, estimateWorkers } from "#lib/domain/worker-estimate";
import { deterministicId } from "./account";
import type { Ctx } from "./context";
import { findEntryIndexes } from "./entry-index";
import { sha256 } from "./hash";

/** Estimates by person, made of what the log's first `size` entries have. */
export type Estimates = { size: number; people: Map<string, Estimate> | undefined };

const IDS_AT_ONCE = 5_000;

/**
 * What others' answers and gold say of each person's accuracy, by `worker-score/1` on the task's first question of one choice: of what stands in
 * the log by now, so that whoever has the log makes the same. Nobody in small campaigns and without such a question.
 */
export async function estimatePeople(ctx: Ctx, projectId: string, questions: readonly Question[]): Promise<Estimates> {
  const [head] = await ctx.db.select({ size: tree.size }).from(tree);
  const size = head?.size ?? 0;
  const question = estimateQuestion(questions.map((one) => ({ ...one, form: one.form.kind, of: one })))?.of;
  if (!question) return { size, people: undefined };
  const rows = await ctx.db
    .select({
      ...{ id: annotation.id, item: annotation.contributionId, worker: annotation.annotatorId },
      ...{ answer: annotation.answer, isGold: annotation.isGold, known: gold.answer, state: gold.state },
    })
    .from(annotation)
    .leftJoin(gold, and(eq(gold.contributionId, annotation.contributionId), eq(annotation.isGold, true)))
    .where(and(eq(annotation.projectId, projectId), isNotNull(annotation.dueAt)))
    .orderBy(asc(annotation.id));
  const suspension = (item: string) => deterministicId("gold.suspended", item);
  // An answer counts from the entry on that opens it, one to gold from its seal.
  const entryOf = ({ id, item, isGold }: (typeof rows)[number]) => (isGold ? id : deterministicId("consensus", item));
  const suspended = rows.filter(({ state }) => state === "suspended").map(({ item }) => suspension(item));
  const logged = await findLogged(ctx, [...rows.map(entryOf), ...suspended], size);
  const lines = rows.flatMap((row) => {
    if (!logged.has(entryOf(row)) || (row.isGold && logged.has(suspension(row.item)))) return [];
    const label: unknown = (JSON.parse(row.answer) as Record<string, unknown>)[question.id];
    const known = row.isGold ? row.known?.[question.id] : undefined;
    return typeof label === "number" ? [{ ...row, label, known: typeof known === "number" ? known : undefined }] : [];
  });
  return { size, people: estimateWorkers(lines, optionCount(question), sha256) };
}

async function findLogged(ctx: Ctx, ids: readonly string[], size: number): Promise<Set<string>> {
  const wanted = [...new Set(ids)];
  const found = new Set<string>();
  for (let from = 0; from < wanted.length; from += IDS_AT_ONCE)
    for (const id of (await findEntryIndexes(ctx, wanted.slice(from, from + IDS_AT_ONCE), size)).keys()) found.add(id);
  return found;
}
