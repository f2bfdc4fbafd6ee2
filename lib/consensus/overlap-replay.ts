import { type AnswerRows, type Answers, arrangeAnswers } from "./answers";
import { type Fit, fitDawidSkene } from "./dawid-skene";
import { decideOverlap, type OverlapDecision, type OverlapPolicy } from "./overlap";

export type OverlapReplay = {
  /** Answers used of each item. */
  taken: Int32Array;
  /** Answers used of all. */
  used: number;
  /** How each item ended: `ask` where the rule wanted an answer and no more were recorded. */
  ended: OverlapDecision[];
  /** The model and posteriors from the answers used. */
  fit: Fit;
};

/**
 * What adaptive overlap would have asked for, had it been there: each item gets its recorded answers in the order they came, one a wave after the
 * least; after each wave the model is fitted anew and each open item is decided. A settled item is not opened again.
 */
export function replayOverlap(rows: AnswerRows, policy: OverlapPolicy): OverlapReplay {
  const all = arrangeAnswers(rows);
  const queues = queueAnswers(all);
  const taken = Int32Array.from(queues, (queue) => Math.min(policy.least, queue.length));
  const ended: OverlapDecision[] = [];
  for (;;) {
    const answers = takeAnswers(all, queues, taken);
    const fit = fitDawidSkene(answers);
    let asked = 0;
    for (const [item, queue] of queues.entries()) {
      if (ended[item] && ended[item].act !== "ask") continue;
      const [from, to] = [answers.start[item], answers.start[item + 1]];
      ended[item] = decideOverlap(
        policy,
        fit.model,
        answers.worker.subarray(from, to),
        answers.label.subarray(from, to),
      );
      if (ended[item].act !== "ask" || taken[item] === queue.length) continue;
      taken[item] = (taken[item] as number) + 1;
      asked += 1;
    }
    if (asked === 0) return { taken, used: taken.reduce((sum, each) => sum + each, 0), ended, fit };
  }
}

/** For each item the places of its answers, in the order they came. */
function queueAnswers({ items, start, row }: Answers): number[][] {
  return Array.from({ length: items }, (_, item) => {
    const [from, to] = [start[item] as number, start[item + 1] as number];
    const places = Array.from({ length: to - from }, (_each, at) => from + at);
    return places.sort((a, b) => (row[a] as number) - (row[b] as number));
  });
}

function takeAnswers(all: Answers, queues: readonly number[][], taken: Int32Array): Answers {
  const places = queues.flatMap((queue, item) => queue.slice(0, taken[item]));
  return arrangeAnswers({
    items: all.items,
    workers: all.workers,
    classes: all.classes,
    item: queues.flatMap((queue, item) => queue.slice(0, taken[item]).map(() => item)),
    worker: places.map((at) => all.worker[at] as number),
    label: places.map((at) => all.label[at] as number),
  });
}
