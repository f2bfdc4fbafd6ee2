import { and, asc, desc, eq, inArray, ne, sql } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { consensusWorker } from "#db/schema/consensus";
import { item } from "#db/schema/task";
import { user } from "#db/schema/user";
import { arrangeAnswers } from "#lib/consensus/answers";
import type { Agreement } from "#lib/consensus/estimate";
import { type Interval, shareInterval } from "#lib/consensus/interval";
import { measureCohen } from "#lib/consensus/kappa";
import type { Answer } from "#lib/domain/answer";
import { isRunForm } from "#lib/domain/consensus-run";
import { AppError } from "#lib/domain/error";
import { optionCount, type Question } from "#lib/domain/question";
import type { Ctx } from "./context";
import { getProjectFor } from "./project-find";
import { getTask } from "./task-find";

const SHOWN = 500;

export type KnownPerson = {
  handle: string;
  answers: number;
  /** Estimated accuracy in basis points by worker-score/1, with the interval that so many answers leave; null for other forms. */
  accuracy: number | null;
  accuracyInterval: Interval | null;
  /** Answers to items that have a label, and how many were it. */
  compared: number;
  agreed: number;
  agreedInterval: Interval | null;
  medianMs: number | null;
};

/** What the newest run says of each person, busiest first. */
export async function listKnownPeople(
  ctx: Ctx,
  input: { slug: string; question: string },
): Promise<{ items: KnownPerson[] }> {
  const { id } = await getProjectFor(ctx, input.slug, "quality.read");
  const rows = await ctx.db
    .select({ handle: user.handle, worker: consensusWorker })
    .from(consensusWorker)
    .innerJoin(user, eq(user.id, consensusWorker.userId))
    .where(and(eq(consensusWorker.projectId, id), eq(consensusWorker.question, input.question)))
    .orderBy(desc(consensusWorker.answers), asc(user.handle))
    .limit(SHOWN);
  return {
    items: rows.map(({ handle, worker: { answers, accuracy, compared, agreed, medianMs } }) => ({
      ...{ handle, answers, accuracy, compared, agreed, medianMs },
      accuracyInterval: accuracy === null ? null : shareInterval((accuracy * answers) / 10_000, answers),
      agreedInterval: compared === 0 ? null : shareInterval(agreed, compared),
    })),
  };
}

export type PairAgreement = {
  /** Cohen's kappa; ratings are weighted by the square of their distance. */
  cohen: Agreement;
  /** cells[what the one said][what the other said]. */
  cells: number[][];
};

/** How far two people agree on the closed items that both answered. */
export async function comparePeople(
  ctx: Ctx,
  input: { slug: string; question: string; one: string; other: string },
): Promise<PairAgreement> {
  const { id } = await getProjectFor(ctx, input.slug, "quality.read");
  const question = (await getTask(ctx, id)).questions.find((one) => one.id === input.question);
  if (!question || !isOneCode(question))
    throw new AppError("input.invalid", { details: { issues: [{ path: "question", message: "not_in_list" }] } });
  const [one, other] = [await findPerson(ctx, input.one), await findPerson(ctx, input.other)];
  const rows = await ctx.db
    .select({ item: annotation.contributionId, person: annotation.annotatorId, answer: annotation.answer })
    .from(annotation)
    .innerJoin(item, eq(item.contributionId, annotation.contributionId))
    .where(
      and(
        eq(annotation.projectId, id),
        eq(annotation.isGold, false),
        inArray(annotation.annotatorId, [one, other]),
        ne(item.state, "open"),
      ),
    )
    .orderBy(asc(annotation.contributionId));
  const said = rows.flatMap((row) => {
    const label = (JSON.parse(row.answer) as Answer)[question.id];
    return typeof label === "number" ? [{ ...row, label }] : [];
  });
  const items = [...new Set(said.map((row) => row.item))];
  const places = new Map(items.map((each, at) => [each, at]));
  const classes = optionCount(question);
  const answers = arrangeAnswers({
    items: items.length,
    workers: 2,
    classes,
    item: said.map((row) => places.get(row.item) as number),
    worker: said.map((row) => (row.person === one ? 0 : 1)),
    label: said.map((row) => row.label),
  });
  const cells = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let at = 0; at < items.length; at += 1) {
    const [from, to] = [answers.start[at] as number, answers.start[at + 1] as number];
    if (to - from !== 2) continue;
    const row = cells[answers.label[from] as number];
    const column = answers.label[from + 1] as number;
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  const weighting = question.form.kind === "rating" ? ({ scale: "interval" } as const) : {};
  return { cohen: measureCohen(answers, 0, 1, weighting), cells };
}

const isOneCode = ({ form }: Question) => isRunForm(form.kind) || form.kind === "rating";

async function findPerson(ctx: Ctx, handle: string): Promise<string> {
  const [person] = await ctx.db
    .select({ id: user.id })
    .from(user)
    .where(sql`lower(${user.handle}) = ${handle.toLowerCase()}`);
  if (!person) throw new AppError("user.not_found", { details: { user: handle } });
  return person.id;
}
