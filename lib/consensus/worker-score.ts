import type { Answers } from "./answers";
import type { Fit } from "./dawid-skene";

/** How good workers are by what others said. Parameters are part of the rule. */
export const WORKER_SCORE = { rule: "worker-score/1", chanceAnswers: 1 } as const;

export type WorkerScores = {
  /** Answers of each worker. */
  answers: Int32Array;
  /**
   * How much more often a worker agrees with the labels than somebody would who gave the same labels equally often but at random, from -1 to 1:
   * 0 for constant or random answers, and for nobody's. Each item is judged without the worker's own answer.
   */
  score: Float64Array;
  /** Accuracy in whole basis points, the mean over the true labels, so that a rare label counts as much as a common one: for `spot-check/1`. */
  accuracy: Int32Array;
};

/** Scores all workers from a fitted model, each answer against the posterior of its item without it. Linear in answers times labels. */
export function scoreWorkers(answers: Answers, { model, posterior }: Fit): WorkerScores {
  const { items, workers, classes, start, worker, label } = answers;
  const given = new Int32Array(workers);
  const agreed = new Float64Array(workers);
  // By worker and label: how often given, how much of the others' posterior, and how much of it where it was given.
  const labels = new Int32Array(workers * classes);
  const mass = new Float64Array(workers * classes);
  const right = new Float64Array(workers * classes);
  const others = new Float64Array(classes);
  for (let item = 0; item < items; item += 1)
    for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
      const [who, said] = [worker[at] as number, label[at] as number];
      leaveOut(item, who, said);
      given[who] = (given[who] as number) + 1;
      agreed[who] = (agreed[who] as number) + (others[said] as number);
      const base = who * classes;
      labels[base + said] = (labels[base + said] as number) + 1;
      right[base + said] = (right[base + said] as number) + (others[said] as number);
      for (let truth = 0; truth < classes; truth += 1)
        mass[base + truth] = (mass[base + truth] as number) + (others[truth] as number);
    }
  const score = new Float64Array(workers);
  const accuracy = new Int32Array(workers);
  for (let who = 0; who < workers; who += 1) {
    const count = given[who] as number;
    let [chance, sum] = [0, 0];
    for (let cell = who * classes; cell < (who + 1) * classes; cell += 1) {
      if (count > 0) chance += ((labels[cell] as number) / count) * (mass[cell] as number);
      const { chanceAnswers } = WORKER_SCORE;
      sum += ((right[cell] as number) + chanceAnswers / classes) / ((mass[cell] as number) + chanceAnswers);
    }
    if (count > 0) score[who] = ((agreed[who] as number) - chance) / count;
    accuracy[who] = Math.floor((10_000 * sum) / classes);
  }
  return { answers: given, score, accuracy };

  /** The item's posterior without the worker's own answer; the same where the label is known. */
  function leaveOut(item: number, who: number, said: number): void {
    let sum = 0;
    for (let truth = 0; truth < classes; truth += 1) {
      const confusion = model.confusion[(who * classes + truth) * classes + said] as number;
      others[truth] = (posterior[item * classes + truth] as number) / confusion;
      sum += others[truth] as number;
    }
    for (let truth = 0; truth < classes; truth += 1) others[truth] = (others[truth] as number) / sum;
  }
}
