import { judge, type WorkerModel } from "./dawid-skene";
import { NO_LABEL, pickLargest } from "./majority";

/** When an item has answers enough. `doubt`: the share of answers taken for guesses, as the plain posterior is too sure of itself after few. */
export const ADAPTIVE_OVERLAP = { rule: "adaptive-overlap/1", doubt: 0.4 } as const;

export type OverlapPolicy = {
  /** Posterior of the best label at which an item is settled, over one half. */
  confidence: number;
  /** Answers before anything is settled. */
  least: number;
  /** Answers after which people who mostly agree are asked no more. */
  most: number;
  /** Answers after which nobody is asked any more. */
  mostInDispute: number;
};

export const DEFAULT_OVERLAP: OverlapPolicy = { confidence: 0.9, least: 3, most: 5, mostInDispute: 7 };

/** For labels as good as twenty answers to each item would give, at half of the answers or fewer. */
export const THOROUGH_OVERLAP: OverlapPolicy = { confidence: 0.97, least: 3, most: 20, mostInDispute: 20 };

export type OverlapDecision = {
  /** Settled; one more answer is wanted; or somebody has to decide, as more answers would not. */
  act: "stop" | "ask" | "escalate";
  /** The most probable label, NO_LABEL in a tie or without an answer. */
  label: number;
  /** Its posterior under doubt, which the policy's confidence is held against. */
  confidence: number;
};

/**
 * What an item with these answers needs next, by the model as it is. In dispute: the label most people gave leads by one answer at most,
 * or is not the most probable one. Depends on nothing but its arguments, and on them in any order.
 */
export function decideOverlap(
  policy: OverlapPolicy,
  model: WorkerModel,
  worker: ArrayLike<number>,
  label: ArrayLike<number>,
): OverlapDecision {
  const order = [...Array(worker.length).keys()].sort((a, b) => (worker[a] as number) - (worker[b] as number));
  const workers = order.map((at) => worker[at] as number);
  const labels = order.map((at) => label[at] as number);
  const row = new Float64Array(model.classes);
  judge(model, workers, labels, 0, workers.length, row, ADAPTIVE_OVERLAP.doubt);
  const best = workers.length === 0 ? NO_LABEL : (pickLargest(row, model.classes)[0] as number);
  const confidence = row.reduce((most, share) => Math.max(most, share), 0);
  return { act: choose(), label: best, confidence };

  function choose(): OverlapDecision["act"] {
    if (labels.length < policy.least) return "ask";
    if (best !== NO_LABEL && confidence >= policy.confidence) return "stop";
    return labels.length < (inDispute(labels, best) ? policy.mostInDispute : policy.most) ? "ask" : "escalate";
  }
}

function inDispute(labels: readonly number[], best: number): boolean {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [first, second] = [...counts.values()].sort((a, b) => b - a);
  return (first ?? 0) - (second ?? 0) <= 1 || counts.get(best) !== first;
}
