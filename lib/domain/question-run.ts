import { type Answers, arrangeAnswers } from "#lib/consensus/answers";
import { forecastOverlap } from "#lib/consensus/forecast";
import type { OverlapPolicy } from "#lib/consensus/overlap";
import { scoreWorkers } from "#lib/consensus/worker-score";
import type { Sha256 } from "#lib/ledger/hash";
import type { ItemRoom } from "./annotated-text";
import type { AnswerValue } from "./answer";
import { computeRun, isRunForm, type Run } from "./consensus-run";
import { type ItemLabel, labelItems, labelsOfRun } from "./item-label";
import { isMarkForm, measureMarks, shareOverlap } from "./mark-agreement";
import { countTenths, countTimes, medianOf, type QuestionQuality } from "./quality";
import { codesOf, confuse, keyOf, measureQuestion, shareSame } from "./quality-measure";
import { optionCount, type Question } from "./question";

/** Answers to one question: row r says what `people[person[r]]` answered of `items[item[r]]`, in the order they came. */
export type QuestionAnswers = {
  items: string[];
  people: string[];
  item: number[];
  person: number[];
  value: AnswerValue[];
  activeMs: (number | null)[];
  /** How far an item goes by its id, where parts of a text or a recording are marked. */
  rooms?: ReadonlyMap<string, ItemRoom> | undefined;
};

export type LabelledItem = ItemLabel & { id: string; agreement: number | null; given: number[] };
export type KnownWorker = {
  id: string;
  answers: number;
  accuracy: number | null;
  compared: number;
  agreed: number;
  medianMs: number | null;
  confusion: number[] | null;
};
export type QuestionRun = {
  /** Set for forms that the ledger tells of. */
  run: Run | null;
  answers: number;
  labels: LabelledItem[];
  workers: KnownWorker[];
  quality: QuestionQuality;
};

/** A pilot of more items says no more, and would be replayed for nothing. */
const PILOT_ITEMS = 2_000;

/**
 * Everything that is made of the answers to a question: labels, people, quality. The same answers give the same. `pause` is waited for
 * between steps, so that others have a turn.
 */
export async function runQuestion(
  question: Question,
  given: QuestionAnswers,
  overlap: OverlapPolicy,
  { hash, pause }: { hash: Sha256; pause: () => Promise<void> },
): Promise<QuestionRun> {
  const form = question.form.kind;
  const options = optionCount(question);
  const isCode = isRunForm(form) || form === "rating";
  const label = given.value.map((value) => (isCode ? (value as number) : 0));
  const classes = isCode ? options : 2;
  const columns = { items: given.items, workers: given.people, item: given.item, worker: given.person, label };
  const run = isRunForm(form) ? computeRun({ classes, ...columns }, hash) : null;
  await pause();
  const own = run ?? arrangeById({ ...columns, classes });
  const { answers } = own;
  const labels = run ? labelsOfRun(run) : labelItems(question, answers, given.value);
  const valuesOf = (item: number) =>
    [...answers.row.subarray(answers.start[item], answers.start[item + 1])].map(
      (row) => given.value[row] as AnswerValue,
    );
  // Two people rarely draw the very same box: of marks it counts how far they cover each other.
  const agreementOf = (values: AnswerValue[]) => (isMarkForm(form) ? shareOverlap(form, values) : shareSame(values));
  const labelled = own.items.map((id, at): LabelledItem => {
    const values = valuesOf(at);
    return { id, ...(labels[at] as ItemLabel), agreement: agreementOf(values) ?? null, given: codesOf(form, values) };
  });
  await pause();
  const pilot = run ? takePilot(given, label, classes) : null;
  const forecast = pilot ? (forecastOverlap(pilot, overlap, { items: 0, price: 0 }) ?? null) : null;
  await pause();
  const rooms = own.items.map((id) => given.rooms?.get(id));
  const measures = isMarkForm(form)
    ? { unit: "marks" as const, list: measureMarks(form, answers, given.value, rooms) }
    : measureQuestion(form, options, answers, given.value);
  await pause();
  const times = given.activeMs.filter((ms) => ms !== null);
  return {
    run,
    answers: answers.row.length,
    labels: labelled,
    workers: knowWorkers(own.workers, answers, given, labels, run),
    quality: {
      people: own.workers.length,
      unlabelled: labels.filter(({ value }) => value === null).length,
      measures,
      confusion: isCode ? confuse(classes, answers, labels) : null,
      agreement: countTenths(labelled.flatMap(({ agreement }) => agreement ?? [])),
      confidence: countTenths(labels.flatMap(({ value, confidence }) => (value === null ? [] : confidence))),
      times: countTimes(times),
      given: isCode || form === "multi_label" ? countCodes(options, given.value) : [],
      forecast: forecast && without(forecast),
    },
  };
}

const without = ({ cost: _, ...rest }: NonNullable<ReturnType<typeof forecastOverlap>>) => rest;

type Columns = {
  items: readonly string[];
  workers: readonly string[];
  item: number[];
  worker: number[];
  label: number[];
  classes: number;
};

/** Items and people in the order of their ids, as a run has them. */
function arrangeById({ items, workers, item, worker, label, classes }: Columns) {
  const sorted = (ids: readonly string[]) => [...ids].sort();
  const placesOf = (ids: readonly string[], order: readonly string[]) => {
    const at = new Map(order.map((id, place) => [id, place]));
    return ids.map((id) => at.get(id) as number);
  };
  const [itemIds, workerIds] = [sorted(items), sorted(workers)];
  const [itemAt, workerAt] = [placesOf(items, itemIds), placesOf(workers, workerIds)];
  const answers = arrangeAnswers({
    items: itemIds.length,
    workers: workerIds.length,
    classes,
    item: item.map((each) => itemAt[each] as number),
    worker: worker.map((each) => workerAt[each] as number),
    label,
  });
  return { items: itemIds, workers: workerIds, answers };
}

function takePilot(given: QuestionAnswers, label: readonly number[], classes: number) {
  const rows = given.item.flatMap((item, row) => (item < PILOT_ITEMS ? row : []));
  return {
    items: Math.min(given.items.length, PILOT_ITEMS),
    workers: given.people.length,
    classes,
    item: rows.map((row) => given.item[row] as number),
    worker: rows.map((row) => given.person[row] as number),
    label: rows.map((row) => label[row] as number),
  };
}

function knowWorkers(
  ids: readonly string[],
  answers: Answers,
  given: QuestionAnswers,
  labels: readonly ItemLabel[],
  run: Run | null,
): KnownWorker[] {
  const scores = run ? scoreWorkers(answers, run.consensus.fit) : null;
  const cells = answers.classes * answers.classes;
  const known = ids.map((id, at) => ({
    ...{ id, answers: 0, compared: 0, agreed: 0, medianMs: null as number | null },
    accuracy: scores ? (scores.accuracy[at] as number) : null,
    confusion: run ? [...run.consensus.fit.model.confusion.subarray(at * cells, (at + 1) * cells)] : null,
    times: [] as number[],
  }));
  for (let item = 0; item < answers.items; item += 1) {
    const label = labels[item]?.value ?? null;
    const key = label === null ? null : keyOf(label);
    for (let at = answers.start[item] as number; at < (answers.start[item + 1] as number); at += 1) {
      const row = answers.row[at] as number;
      const person = known[answers.worker[at] as number];
      if (!person) continue;
      person.answers += 1;
      person.compared += key === null ? 0 : 1;
      person.agreed += key !== null && keyOf(given.value[row] as AnswerValue) === key ? 1 : 0;
      const ms = given.activeMs[row];
      if (typeof ms === "number") person.times.push(ms);
    }
  }
  return known.map(({ times, ...person }) => ({ ...person, medianMs: medianOf(times) }));
}

function countCodes(options: number, values: readonly AnswerValue[]): number[] {
  const counts = new Array<number>(options).fill(0);
  for (const code of values.flatMap((value) => value as number | number[])) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
