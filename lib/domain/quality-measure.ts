import { measureAlpha } from "#lib/consensus/alpha";
import type { Answers } from "#lib/consensus/answers";
import { measureFleiss, measureGwet, measurePercent } from "#lib/consensus/kappa";
import type { AnswerValue } from "./answer";
import type { ItemLabel } from "./item-label";
import { type Measure, measureScales, type QuestionQuality } from "./quality";
import type { QuestionForm } from "./question";

/* How far people agree on a question, and what they take for what. Source: docs/consensus.md. */

/** Coefficients of one question; null for texts, and for marks, which mark-agreement.ts has. Labels and pairs of ranked options are observed one by one, as yes and no. */
export function measureQuestion(
  form: QuestionForm,
  options: number,
  answers: Answers,
  values: readonly AnswerValue[],
): QuestionQuality["measures"] {
  switch (form) {
    case "single_class":
    case "pairwise":
      return { unit: "item", list: measureAll(answers) };
    case "rating":
      return { unit: "item", list: measureAll(answers, measureScales) };
    case "multi_label": {
      const labels = Array.from({ length: options }, (_, label) => label);
      const has = (value: AnswerValue, label: number) => (value as number[]).includes(label);
      return { unit: "label", list: measureAll(split(answers, values, labels, has)) };
    }
    case "ranking": {
      const pairs = Array.from({ length: options }, (_, one) => one).flatMap((one) =>
        Array.from({ length: options - one - 1 }, (_, rest) => [one, one + 1 + rest] as const),
      );
      const first = (value: AnswerValue, [one, other]: readonly [number, number]) =>
        (value as number[]).indexOf(one) < (value as number[]).indexOf(other);
      return { unit: "pair", list: measureAll(split(answers, values, pairs, first)) };
    }
    default:
      return null;
  }
}

/** Grades have numbers: the lowest is 1, so that a ratio of two means something. */
function measureAll(answers: Answers, scales: readonly Measure["scale"][] = ["nominal"]): Measure[] {
  const values = Array.from({ length: answers.classes }, (_, code) => code + 1);
  return [
    { name: "percent", scale: "nominal", is: measurePercent(answers) },
    { name: "fleiss", scale: "nominal", is: measureFleiss(answers) },
    ...scales.map((scale): Measure => ({ name: "alpha", scale, is: measureAlpha(answers, { scale, values }) })),
    { name: "gwet", scale: "nominal", is: measureGwet(answers) },
  ];
}

/** Each item as so many yes-or-no items. */
function split<P>(
  { items, workers, start, worker, row }: Answers,
  values: readonly AnswerValue[],
  parts: readonly P[],
  isYes: (value: AnswerValue, part: P) => boolean,
): Answers {
  const starts = new Int32Array(items * parts.length + 1);
  const [people, said, rows]: [number[], number[], number[]] = [[], [], []];
  for (let item = 0; item < items; item += 1)
    for (const [part, of] of parts.entries()) {
      for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
        people.push(worker[at] as number);
        said.push(isYes(values[row[at] as number] as AnswerValue, of) ? 1 : 0);
        rows.push(row[at] as number);
      }
      starts[item * parts.length + part + 1] = people.length;
    }
  const repeats = new Int32Array();
  const columns = { start: starts, worker: Int32Array.from(people), label: Int32Array.from(said) };
  return { items: items * parts.length, workers, classes: 2, ...columns, row: Int32Array.from(rows), repeats };
}

/** Of two answers to an item drawn at random, how often they are the same; undefined with one. */
export function shareSame(own: readonly AnswerValue[]): number | undefined {
  const counts = new Map<string | number, number>();
  for (const value of own) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  const pairs = own.length * (own.length - 1);
  if (pairs === 0) return undefined;
  return [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0) / pairs;
}

/** Two answers are the same when these are. */
export const keyOf = (value: AnswerValue) => (typeof value === "number" ? value : JSON.stringify(value));

/** Codes that somebody gave an item, ascending: a label, or any of several. */
export function codesOf(form: QuestionForm, own: readonly AnswerValue[]): number[] {
  const codes = form === "multi_label" ? (own as number[][]).flat() : own.filter((value) => typeof value === "number");
  return [...new Set(codes)].sort((a, b) => a - b);
}

/** confusion[label][said], over items that have a label. */
export function confuse(classes: number, answers: Answers, labels: readonly ItemLabel[]): number[][] {
  const cells = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let item = 0; item < answers.items; item += 1) {
    const row = cells[labels[item]?.value as number];
    for (let at = answers.start[item] as number; row && at < (answers.start[item + 1] as number); at += 1) {
      const said = answers.label[at] as number;
      row[said] = (row[said] ?? 0) + 1;
    }
  }
  return cells;
}
