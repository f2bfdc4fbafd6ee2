import { and, eq, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { modelAsk } from "#db/schema/model-endpoint";
import { modelHelp, suggestion, suggestionSet } from "#db/schema/suggestion";
import type { ItemRoom } from "#lib/domain/annotated-text";
import { type Answer, answerSchema } from "#lib/domain/answer";
import { AppError } from "#lib/domain/error";
import {
  confidenceOf,
  modelHash,
  type Suggested,
  type SuggestionFault,
  type SuggestionRow,
  suggestionLeaf,
  suggestionRoot,
} from "#lib/domain/model-help";
import type { Question } from "#lib/domain/question";
import { answerOfRow } from "#lib/domain/suggestion-table";
import { canonicalText } from "#lib/ledger/canonical";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { hex, makeSalt, sha256 } from "./hash";
import { insertRows } from "./insert-rows";
import { findNamed } from "./item-named";
import { readMarkRooms } from "./item-room";
import { appendEntries } from "./outbox";
import { issuesOf } from "./parse";
import { getProjectFor } from "./project-find";
import { lockTask, type TaskRow } from "./task-find";

type Model = { model: string; version: string };
export type SuggestionsTaken = {
  /** Number of the set that the new ones make; null where there are none. */
  set: number | null;
  taken: number;
  /** Rows that say what this model and version said of the item already: nothing is stored twice. */
  same: number;
  faults: SuggestionFault[];
};

/**
 * Takes what a model says of a task's items, each answer held to the questions as an annotator's is; a row that cannot be taken is told of with the
 * reason, and the others are taken. They make one set, with its entry. Sent again, rows that changed nothing make none.
 */
export async function addSuggestions(
  ctx: Ctx,
  input: Model & { slug: string; rows: SuggestionRow[] },
): Promise<SuggestionsTaken> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  return inTx(ctx, async (tx) => {
    // Sets of a project are numbered one after the other.
    const task = await lockTask(tx, projectId);
    if (!task) throw new AppError("task.not_found", { details: { project: input.slug } });
    return takeSuggestions(tx, task, { ...input, source: "import" });
  });
}

type Source = (typeof suggestionSet.$inferSelect)["source"];
type Rows = Model & { source: Source; rows: readonly SuggestionRow[] };

/** The same in the caller's transaction, with the task locked: the one way that suggestions take, wherever they come from. */
export async function takeSuggestions(
  tx: Ctx,
  { projectId, questions }: TaskRow,
  { model, version, source, rows }: Rows,
): Promise<SuggestionsTaken> {
  const named = await findNamed(tx, projectId, rows);
  const ids = named.flatMap((id) => id ?? []);
  const { suggested, faults } = checkRows(questions, rows, named, await readMarkRooms(tx, projectId, questions, ids));
  const known = await readNewest(
    tx,
    projectId,
    suggested.map(({ contribution }) => contribution),
  );
  const fresh = suggested.filter((one) => known.get(one.contribution) !== keyOf({ model, version }, one));
  const same = suggested.length - fresh.length;
  if (fresh.length === 0) return { set: null, taken: 0, same, faults };
  return { set: await recordSet(tx, projectId, { model, version, source }, fresh), taken: fresh.length, same, faults };
}

function checkRows(
  questions: readonly Question[],
  rows: readonly SuggestionRow[],
  named: readonly (string | undefined)[],
  rooms: ReadonlyMap<string, ItemRoom>,
): { suggested: Suggested[]; faults: SuggestionFault[] } {
  const anywhere = answerSchema(questions);
  const suggested: Suggested[] = [];
  const faults: SuggestionFault[] = [];
  const seen = new Set<string>();
  for (const [at, row] of rows.entries()) {
    const refuse = (reason: SuggestionFault["reason"], question: string | null = null, message: string | null = null) =>
      faults.push({ row: at + 1, line: row.line ?? null, reason, question, message });
    const contribution = named[at];
    const confidence = confidenceOf(row.confidence);
    const room = rooms.get(contribution ?? "");
    const answer = (room ? answerSchema(questions, room) : anywhere).safeParse(answerOfRow(questions, row.answer));
    if (!contribution) refuse("not_found");
    else if (seen.has(contribution)) refuse("repeated");
    else if (confidence === undefined) refuse("confidence");
    else if (!answer.success) {
      const [issue] = issuesOf(answer.error);
      refuse("answer", issue?.path.split(".")[0] ?? null, issue?.message ?? null);
    } else {
      seen.add(contribution);
      suggested.push({ contribution, answer: answer.data, confidence });
    }
  }
  return { suggested, faults };
}

const keyOf = ({ model, version }: Model, { answer, confidence }: Omit<Suggested, "contribution">) =>
  canonicalText({ model, version, answer, confidence });

/** What the newest set says of items, as keyOf writes it. */
async function readNewest(ctx: Ctx, projectId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await queryRows<Model & { id: string; answer: string; confidence: number | null }>(
    ctx.db,
    sql`select distinct on (s.contribution_id) s.contribution_id as id, s.answer, s.confidence, t.model, t.version
      from ${suggestion} s join ${suggestionSet} t on t.project_id = s.project_id and t.number = s.set
      where s.project_id = ${projectId}::uuid and s.contribution_id = any(${`{${ids.join(",")}}`}::uuid[])
      order by s.contribution_id, s.set desc`,
  );
  return new Map(rows.map((row) => [row.id, keyOf(row, { ...row, answer: JSON.parse(row.answer) as Answer })]));
}

/** Keeps a set and records it, in the caller's transaction, with the task locked. Its number. */
async function recordSet(
  ctx: Ctx,
  projectId: string,
  { source, ...named }: Model & { source: Source },
  suggested: readonly Suggested[],
): Promise<number> {
  const [counted] = await ctx.db
    .insert(modelHelp)
    .values({ projectId, key: makeSalt(), sets: 1 })
    .onConflictDoUpdate({ target: modelHelp.projectId, set: { sets: sql`${modelHelp.sets} + 1` } })
    .returning({ set: modelHelp.sets });
  const set = counted?.set ?? 1;
  const rows = suggested.map((one) => {
    const salt = makeSalt();
    return {
      ...{ contributionId: one.contribution, answer: canonicalText(one.answer), confidence: one.confidence, salt },
      leaf: suggestionLeaf(salt, one, sha256),
    };
  });
  await insertRows(ctx, suggestion, rows, { common: { projectId, set } });
  // In the order of their commitments, which says nothing about the items.
  const leaves = rows.map(({ leaf }) => leaf).sort((a, b) => Buffer.compare(a, b));
  const { model, version } = named;
  const [root, actor] = [suggestionRoot(leaves, sha256), actorId(ctx)];
  const [id, at] = [ctx.newId(), ctx.now()];
  const row = { id, projectId, number: set, source, model, version, count: rows.length, root } as const;
  await ctx.db.insert(suggestionSet).values({ ...row, actorId: actor, createdAt: at });
  await appendEntries(ctx, [
    {
      ...{ v: 1, id, at: at.toISOString(), kind: "suggestions.recorded", project: projectId, actor, set },
      ...{ source, model: hex(modelHash(named, sha256)), count: rows.length, root: hex(root) },
    },
  ]);
  return set;
}

/** What was said of an item that is being erased: values of coded questions stay as they do in answers, all else goes with the salts, and what came of asking. */
export async function destroySuggestions(
  ctx: Ctx,
  contributionId: string,
  keep: (answer: Answer) => Answer,
): Promise<void> {
  await ctx.db.delete(modelAsk).where(eq(modelAsk.contributionId, contributionId));
  const rows = await ctx.db.select().from(suggestion).where(eq(suggestion.contributionId, contributionId));
  for (const { set, answer } of rows)
    await ctx.db
      .update(suggestion)
      .set({ answer: canonicalText(keep(JSON.parse(answer) as Answer)), salt: new Uint8Array() })
      .where(and(eq(suggestion.contributionId, contributionId), eq(suggestion.set, set)));
}
