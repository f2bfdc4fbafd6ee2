import { and, desc, eq, sum } from "drizzle-orm";
import { annotator } from "#db/schema/annotation";
import { consensusLabel, consensusRun, consensusState, consensusWorker } from "#db/schema/consensus";
import { tree } from "#db/schema/ledger";
import { CONSENSUS } from "#lib/consensus/consensus";
import { DAWID_SKENE } from "#lib/consensus/dawid-skene";
import { runParameters } from "#lib/domain/consensus-run";
import { labelRuleOf } from "#lib/domain/item-label";
import { isCoded, type Question } from "#lib/domain/question";
import { type QuestionAnswers, type QuestionRun, runQuestion } from "#lib/domain/question-run";
import { overlapOf } from "#lib/domain/stop-rule";
import { deterministicId } from "./account";
import { breathe } from "./breathe";
import { type ClosedAnswers, readClosedAnswers } from "./consensus-input";
import { type Ctx, inTx } from "./context";
import { fromHex, sha256 } from "./hash";
import { insertRows } from "./insert-rows";
import { readRooms } from "./item-room";
import { appendEntries } from "./outbox";
import { findTask } from "./task-find";

/**
 * The job "consensus.run": goes through all answers of a project's closed items, question by question, and keeps the labels, what is known of people,
 * and the figures of the quality page; codes' labels with their entry. Each question in one transaction.
 */
export async function runConsensus(ctx: Ctx, projectId: string, isStopping: () => boolean): Promise<boolean> {
  const terms = await findTask(ctx, projectId);
  if (!terms || terms.state === "draft") return true;
  const answers = await countSealed(ctx, projectId);
  const [head] = await ctx.db.select({ size: tree.size }).from(tree);
  const size = head?.size ?? 0;
  const closed = await readClosedAnswers(ctx, projectId, size);
  for (const question of terms.questions) {
    if (isStopping()) return false;
    const given = answersTo(question.id, closed);
    if (given.value.length === 0) continue;
    const form = question.form.kind;
    const rooms = form === "spans" || form === "segments" ? await readRooms(ctx, projectId, given.items) : undefined;
    const found = await runQuestion(question, { ...given, rooms }, overlapOf(terms), {
      hash: sha256,
      pause: breathe,
    });
    await inTx(ctx, (tx) => keepRun(tx, { projectId, question, size }, found));
  }
  await ctx.db
    .insert(consensusState)
    .values({ projectId, answers, ranAt: ctx.now() })
    .onConflictDoUpdate({ target: consensusState.projectId, set: { answers, ranAt: ctx.now() } });
  return true;
}

/** Sealed answers of a project. */
export async function countSealed(ctx: Ctx, projectId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ answers: sum(annotator.answers).mapWith(Number) })
    .from(annotator)
    .where(eq(annotator.projectId, projectId));
  return row?.answers ?? 0;
}

/** The rows that say something of a question, with items and people numbered anew. */
function answersTo(question: string, closed: ClosedAnswers): QuestionAnswers {
  const found: QuestionAnswers = { items: [], people: [], item: [], person: [], value: [], activeMs: [] };
  const [items, people] = [new Map<number, number>(), new Map<number, number>()];
  const number = (known: Map<number, number>, ids: string[], from: readonly string[], each: number) => {
    const place = known.get(each) ?? ids.push(from[each] as string) - 1;
    known.set(each, place);
    return place;
  };
  for (const [row, answer] of closed.answer.entries()) {
    const value = answer[question];
    if (value === undefined) continue;
    found.item.push(number(items, found.items, closed.items, closed.item[row] as number));
    found.person.push(number(people, found.people, closed.people, closed.person[row] as number));
    found.value.push(value);
    found.activeMs.push(closed.activeMs[row] ?? null);
  }
  return found;
}

type Place = { projectId: string; question: Question; size: number };

async function keepRun(tx: Ctx, { projectId, question, size }: Place, found: QuestionRun): Promise<void> {
  // Of two runs at once the one that has seen less gives way: sizes in the log only grow.
  await tx.db.insert(consensusState).values({ projectId, answers: 0, ranAt: tx.now() }).onConflictDoNothing();
  await tx.db.select().from(consensusState).where(eq(consensusState.projectId, projectId)).for("update");
  const of = and(eq(consensusRun.projectId, projectId), eq(consensusRun.question, question.id));
  const [last] = await tx.db.select().from(consensusRun).where(of).orderBy(desc(consensusRun.createdAt)).limit(1);
  const { run, quality, answers, labels } = found;
  if (last && last.size > size) return;
  const inputHash = run ? fromHex(run.claim.inputHash) : null;
  const isSame = last?.inputHash && inputHash && Buffer.compare(last.inputHash, inputHash) === 0;
  if (last && (isSame || last.size === size))
    await tx.db.update(consensusRun).set({ quality }).where(eq(consensusRun.id, last.id));
  else {
    // Figures are kept of the newest only; what the ledger tells of stays.
    await tx.db.delete(consensusRun).where(and(of, eq(consensusRun.isRecorded, false)));
    await tx.db.insert(consensusRun).values({
      ...{ id: deterministicId("consensus.run", projectId, question.id, size), projectId, question: question.id, size },
      ...{ rule: labelRuleOf(question.form.kind), isRecorded: run !== null, answers, items: labels.length, quality },
      flagged: labels.filter(({ differs }) => differs).length,
      inputHash,
      root: run ? fromHex(run.claim.root) : null,
      decidedBy: run?.claim.decidedBy ?? null,
      shares: run ? [...run.consensus.fit.model.shares] : null,
      createdAt: tx.now(),
    });
    if (run) await record(tx, { projectId, question, size }, run.claim);
  }
  await keepRows(tx, projectId, question, found);
}

async function record(tx: Ctx, { projectId, question, size }: Place, claim: NonNullable<QuestionRun["run"]>["claim"]) {
  await appendEntries(tx, [
    {
      v: 1,
      id: deterministicId("consensus.run", projectId, question.id, size),
      at: tx.now().toISOString(),
      kind: "consensus.run",
      project: projectId,
      question: question.id,
      rule: CONSENSUS.rule,
      model: DAWID_SKENE.rule,
      parameters: runParameters,
      size,
      ...claim,
    },
  ]);
}

async function keepRows(tx: Ctx, projectId: string, asked: Question, { labels, workers }: QuestionRun): Promise<void> {
  const question = asked.id;
  // What people wrote or marked stands nowhere twice, or it could not be destroyed: of such a label only whether there is one.
  const kept = (value: unknown) => (value === null || isCoded(asked) ? value : true);
  const isOf = <T extends typeof consensusLabel | typeof consensusWorker>(table: T) =>
    and(eq(table.projectId, projectId), eq(table.question, question));
  await tx.db.delete(consensusLabel).where(isOf(consensusLabel));
  await tx.db.delete(consensusWorker).where(isOf(consensusWorker));
  const common = { projectId, question };
  await insertRows(
    tx,
    consensusLabel,
    labels.map(({ id, confidence, agreement, ...label }) => ({
      ...label,
      value: kept(label.value),
      contributionId: id,
      confidence: Math.floor(confidence * 10_000),
      agreement: agreement === null ? null : Math.floor(agreement * 10_000),
    })),
    { common },
  );
  await insertRows(
    tx,
    consensusWorker,
    workers.map(({ id, ...worker }) => ({ ...worker, userId: id })),
    { common },
  );
}
