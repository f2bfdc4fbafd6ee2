import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Answers } from "#lib/consensus/answers";
import type { Consensus } from "#lib/consensus/consensus";
import { NO_LABEL } from "#lib/consensus/majority";
import { scoreWorkers } from "#lib/consensus/worker-score";
import { MILLI_PER_POINT } from "#lib/domain/points";
import { FLAT_LABEL_RULE, type LabelRule } from "#lib/domain/task";
import type { Crowd } from "./replay-read";
import type { Ledger } from "./replay-run";

export type Outcome = {
  crowd: Crowd;
  answers: Answers;
  /** Rows left out because the worker had answered the task before, and how many of them said something else. */
  repeats: { rows: number; otherwise: number };
  consensus: Consensus;
  /** Milli-points by worker. */
  points: readonly number[];
  ledger: Ledger;
  rule: LabelRule;
  truth?: { labels: ReadonlyMap<number, number>; unknown: number } | undefined;
  gold?: { labels: ReadonlyMap<number, number>; unknown: number } | undefined;
};

/** Cells of a CSV row: quoted where they must be, and never a formula to a spreadsheet. */
function csvRow(cells: readonly (string | number)[]): string {
  const quoted = cells.map((cell) => {
    const plain =
      typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : `${cell}`;
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  });
  return `${quoted.join(",")}\n`;
}

const nameOf = (crowd: Crowd, label: number | undefined) =>
  label === undefined || label === NO_LABEL ? "" : (crowd.labels[label] ?? "");

/** Writes consensus.csv, workers.csv and report.md into a folder; gives the report's text. */
export async function writeOutcome(folder: string, outcome: Outcome): Promise<string> {
  const { crowd, consensus, answers, points } = outcome;
  const scores = scoreWorkers(answers, consensus.fit);
  const labels = crowd.tasks.map((task, at) =>
    csvRow([
      task,
      nameOf(crowd, consensus.label[at]),
      (consensus.confidence[at] ?? 0).toFixed(6),
      nameOf(crowd, consensus.majority[at]),
    ]),
  );
  const workers = crowd.workers.map((worker, at) =>
    csvRow([
      worker,
      scores.answers[at] ?? 0,
      ((scores.accuracy[at] ?? 0) / 10_000).toFixed(4),
      (points[at] ?? 0) / MILLI_PER_POINT,
    ]),
  );
  const report = reportOf(outcome);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "consensus.csv"), `task,label,confidence,majority\n${labels.join("")}`);
  await writeFile(join(folder, "workers.csv"), `worker,answers,estimated_accuracy,points\n${workers.join("")}`);
  await writeFile(join(folder, "report.md"), report);
  return report;
}

function reportOf({ crowd, answers, repeats, consensus, points, ledger, rule, truth, gold }: Outcome): string {
  const paid = points.reduce((sum, each) => sum + each, 0);
  const ties = [...consensus.label].filter((label) => label === NO_LABEL).length;
  const lines = [
    "# Replay of a crowd",
    "",
    `- ${answers.worker.length} answers of ${crowd.workers.length} workers to ${crowd.tasks.length} tasks, ${crowd.labels.length} labels`,
    `- repeated answers of one worker to one task: ${repeats.rows}, of which ${repeats.otherwise} said something else; the first counts and is paid, the rest are left out`,
    `- decided by ${consensus.decidedBy}; ${consensus.differing.length} tasks where model and majority differ; ${ties} without a label`,
    ...(truth ? [`- ${accuracyLine("truth", consensus, truth)}`] : []),
    ...(gold ? [`- gold: ${gold.labels.size} tasks whose label the model was given${unknownOf(gold)}`] : []),
    `- points by ${rule}: ${paid / MILLI_PER_POINT} in all, ${rule === FLAT_LABEL_RULE ? "the same for each answer that counts" : "each person's answers by what their answers to gold show"}`,
    `- ledger: ${ledger.size} entries, root ${ledger.root}; ${ledger.sealed} sealed answers, ${ledger.open} items left open`,
    `- audit of the ledger: ${ledger.faults === 0 ? "sound" : `${ledger.faults} faults`}`,
    "",
  ];
  return lines.join("\n");
}

const unknownOf = ({ unknown }: { unknown: number }) =>
  unknown > 0 ? ` (${unknown} lines name a task or label that no answer has)` : "";

/** Accuracy against known labels; a tie of the majority counts as the share it would get by lot. */
function accuracyLine(what: string, consensus: Consensus, known: NonNullable<Outcome["truth"]>): string {
  let [right, majority] = [0, 0];
  for (const [task, label] of known.labels) {
    if (consensus.label[task] === label) right += 1;
    if (consensus.majority[task] === label) majority += 1;
  }
  const share = (part: number) => (known.labels.size === 0 ? "none" : (part / known.labels.size).toFixed(4));
  return `${what}: ${known.labels.size} tasks${unknownOf(known)}; accuracy ${share(right)}, of the majority alone ${share(majority)} (a tie counts as wrong)`;
}
