import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type AnswerRows, type Answers, arrangeAnswers } from "#lib/consensus/answers";
import { countLabels, NO_LABEL } from "#lib/consensus/majority";

const shared = resolve(process.env.SHARED_DATA ?? "../shared/data", "crowd");

/** The sets with truth. */
export const CROWD_SETS = "bluebird rte dog web product possent adult ms sp sp_amt mozafari".split(" ");

/** `rows` in the order of the source. */
type CrowdSet = { rows: AnswerRows; answers: Answers; truth: Int32Array };

const lines = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trimEnd().split(","));

/** A published crowd set, of the shared test data unless another folder is named: its answers, and the truth of each item or NO_LABEL. */
export function readCrowdSet(name: string, folder = shared): CrowdSet {
  const cells = lines(join(folder, name, "answers.csv"));
  const truths = new Map(lines(join(folder, name, "truth.csv")).map(([task, label]) => [String(task), String(label)]));
  const index = (values: readonly string[]) => new Map([...new Set(values)].map((value, at) => [value, at]));
  const column = (at: number) => cells.map((row) => String(row[at]));
  const workers = index(column(0));
  const items = index(column(1));
  const labels = index([...column(2), ...truths.values()].sort());
  const rows: AnswerRows = {
    items: items.size,
    workers: workers.size,
    classes: labels.size,
    item: column(1).map((id) => items.get(id) as number),
    worker: column(0).map((id) => workers.get(id) as number),
    label: column(2).map((id) => labels.get(id) as number),
  };
  const truth = Int32Array.from([...items.keys()], (id) => labels.get(truths.get(id) ?? "") ?? NO_LABEL);
  return { rows, answers: arrangeAnswers(rows), truth };
}

/** Share of the items with truth that got it; no label is wrong. */
export function accuracyOf(picked: ArrayLike<number>, truth: Int32Array): number {
  const known = [...truth.keys()].filter((item) => truth[item] !== NO_LABEL);
  return known.filter((item) => picked[item] === truth[item]).length / known.length;
}

/** Accuracy of majority when a tie between n labels counts 1/n where one of them is right: what a tie broken by chance would get. */
export function majorityAccuracy(answers: Answers, truth: Int32Array): number {
  const counts = countLabels(answers);
  const known = [...truth.keys()].filter((item) => truth[item] !== NO_LABEL);
  const shares = known.map((item) => {
    const row = [...counts.subarray(item * answers.classes, (item + 1) * answers.classes)];
    const most = Math.max(...row);
    return most > 0 && row[truth[item] as number] === most ? 1 / row.filter((count) => count === most).length : 0;
  });
  return shares.reduce((sum, share) => sum + share, 0) / known.length;
}
