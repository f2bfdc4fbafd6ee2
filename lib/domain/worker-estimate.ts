import { arrangeAnswers } from "#lib/consensus/answers";
import { fitDawidSkene } from "#lib/consensus/dawid-skene";
import { NO_LABEL } from "#lib/consensus/majority";
import { scoreWorkers, WORKER_SCORE } from "#lib/consensus/worker-score";
import { portableSha256, type Sha256 } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import { encodeUtf8 } from "#lib/ledger/utf8";

/*
 * What others' answers and gold say of each person's accuracy: the same from the database and from the opened answers in the log. Source:
 * docs/gold.md, "spot-check/1".
 */

export const ESTIMATE_RULE = WORKER_SCORE.rule;

/** Below this the estimator says too little about anybody. */
const LEAST = { answers: 200, people: 5 } as const;

/** One answer; `known` is what the owner of gold knows. Ids as text. */
export type EstimateLine = { id: string; item: string; worker: string; label: number; known: number | undefined };

/** Basis points, rounded down; `input` is the hash of the lines that went in. */
export type Estimate = { input: string; accuracy: number; answers: number };

/**
 * `worker-score/1` by person, from answers in any order. Its floats stay inside, whole basis points come out. Undefined in small campaigns: under
 * 200 answers or 5 people.
 */
export function estimateWorkers(
  lines: readonly EstimateLine[],
  classes: number,
  hash: Sha256 = portableSha256,
): Map<string, Estimate> | undefined {
  const given = [...lines].sort((a, b) => (a.id < b.id ? -1 : 1));
  const [items, workers] = [indexOf(given.map((row) => row.item)), indexOf(given.map((row) => row.worker))];
  if (given.length < LEAST.answers || workers.size < LEAST.people) return undefined;
  const answers = arrangeAnswers({
    ...{ items: items.size, workers: workers.size, classes },
    item: given.map((row) => items.get(row.item) ?? 0),
    worker: given.map((row) => workers.get(row.worker) ?? 0),
    label: given.map((row) => row.label),
  });
  const anchors = new Int32Array(items.size).fill(NO_LABEL);
  for (const { item, known } of given) if (known !== undefined) anchors[items.get(item) ?? 0] = known;
  const scores = scoreWorkers(answers, fitDawidSkene(answers, anchors));
  const text = given.map(({ id, label, known }) => `${id} ${label} ${known ?? "-"}\n`).join("");
  const input = toHex(hash(encodeUtf8(text)));
  return new Map(
    [...workers].map(([worker, at]) => [
      worker,
      { input, accuracy: scores.accuracy[at] ?? 0, answers: scores.answers[at] ?? 0 },
    ]),
  );
}

function indexOf(names: readonly string[]): Map<string, number> {
  const index = new Map<string, number>();
  for (const name of [...new Set(names)].sort()) index.set(name, index.size);
  return index;
}

/** The question that people are estimated by: the first of one code. */
export function estimateQuestion<Q extends { form: string }>(questions: readonly Q[]): Q | undefined {
  return questions.find(({ form }) => form === "single_class" || form === "pairwise");
}
