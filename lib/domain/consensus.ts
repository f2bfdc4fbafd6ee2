import type { AnswerValue } from "./answer";
import { type CodedForm, optionCount, type Question, type QuestionForm } from "./question";

/*
 * What the answers to one item come to, question by question, when the item closes: whole numbers only, so that every replay of the log
 * gives the same. Dawid-Skene over all items of a project stands beside it. Source: docs/labelling.md.
 */
export const consensusRules = {
  /** The code most people gave; a tie is no consensus. */
  single_class: "plurality/1",
  pairwise: "plurality/1",
  /** The middle answer, of two the lower. */
  rating: "median/1",
  /** Each label by itself: in when more than half gave it; a label that exactly half gave leaves no consensus. */
  multi_label: "each-label/1",
  /** Options by the sum of their places; two with the same sum leave no consensus. */
  ranking: "borda/1",
} as const satisfies Record<CodedForm, string>;
export type ConsensusRule = (typeof consensusRules)[CodedForm];

type CodedValue = number | number[];
type Found = {
  /** Null where the answers come to no consensus. */
  value: CodedValue | null;
  /** Share of the answers that agree with it, in basis points, rounded down; of several labels or places that of the weakest. */
  confidence: number;
};
export type QuestionResult = Found & { question: string; rule: ConsensusRule };

const FULL = 10_000;
const shareOf = (part: number, whole: number) => Math.floor((part * FULL) / whole);

/** A question as the ledger tells of it. */
type Terms = { id: string; form: QuestionForm; options: number };

/** What the ledger tells of a question. */
export function termsOf(question: Pick<Question, "id" | "form">): Terms {
  return { id: question.id, form: question.form.kind, options: optionCount(question) };
}

/**
 * Consensus of an item's answers on each coded question that anybody answered, in the task's order. Answers that say nothing of a question
 * (its condition did not hold) do not count for it. The order of the answers makes no difference.
 */
export function tallyAnswers(
  questions: readonly Terms[],
  answers: readonly Readonly<Record<string, AnswerValue | undefined>>[],
): QuestionResult[] {
  return questions.flatMap(({ id, form, options }) => {
    const rule = consensusRules[form as CodedForm];
    const values = answers.map((answer) => answer[id]).filter((value) => value !== undefined);
    if (!rule || values.length === 0) return [];
    return [{ question: id, rule, ...tallies[form as CodedForm](values as CodedValue[], options) }];
  });
}

const tallies: Record<CodedForm, (values: readonly CodedValue[], options: number) => Found> = {
  single_class: plurality,
  pairwise: plurality,
  rating: median,
  multi_label: eachLabel,
  ranking: borda,
};

function plurality(values: readonly CodedValue[], options: number): Found {
  const counts = new Array<number>(options).fill(0);
  for (const value of values as number[]) counts[value] = (counts[value] ?? 0) + 1;
  const most = Math.max(...counts);
  const isTied = counts.indexOf(most) !== counts.lastIndexOf(most);
  return { value: isTied ? null : counts.indexOf(most), confidence: shareOf(most, values.length) };
}

function median(values: readonly CodedValue[]): Found {
  const sorted = [...(values as number[])].sort((a, b) => a - b);
  const value = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  return { value, confidence: shareOf(sorted.filter((one) => one === value).length, sorted.length) };
}

function eachLabel(values: readonly CodedValue[], options: number): Found {
  const chosen: number[] = [];
  let weakest = FULL;
  let isTied = false;
  for (let label = 0; label < options; label += 1) {
    const given = (values as number[][]).filter((list) => list.includes(label)).length;
    if (given * 2 === values.length) isTied = true;
    else if (given * 2 > values.length) chosen.push(label);
    weakest = Math.min(weakest, shareOf(Math.max(given, values.length - given), values.length));
  }
  return { value: isTied ? null : chosen, confidence: weakest };
}

function borda(values: readonly CodedValue[], options: number): Found {
  const lists = values as number[][];
  const sums = new Array<number>(options).fill(0);
  for (const list of lists)
    list.forEach((option, place) => {
      sums[option] = (sums[option] ?? 0) + place;
    });
  const order = sums.map((_, option) => option).sort((a, b) => (sums[a] as number) - (sums[b] as number) || a - b);
  const isTied = order.some((option, at) => at > 0 && sums[option] === sums[order[at - 1] as number]);
  const before = (list: number[], a: number, b: number) => list.indexOf(a) < list.indexOf(b);
  const shares = order
    .slice(1)
    .map((option, at) => lists.filter((list) => before(list, order[at] as number, option)).length);
  return { value: isTied ? null : order, confidence: shareOf(Math.min(lists.length, ...shares), lists.length) };
}

/** True when no further answer is needed: every question has a consensus that enough of the people agree with. */
export function isSure(results: readonly QuestionResult[], confidence: number): boolean {
  return results.every((result) => result.value !== null && result.confidence >= confidence);
}

/** `disputed` when some question has no consensus: then a person judges. */
export function outcomeOf(results: readonly QuestionResult[]): "settled" | "disputed" {
  return results.some(({ value }) => value === null) ? "disputed" : "settled";
}
