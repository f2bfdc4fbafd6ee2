import { judge, type WorkerModel } from "./dawid-skene";
import { NO_LABEL, pickLargest } from "./majority";

export type ItemVerdict = {
  /** Shares of the labels, adding up to 1. */
  posterior: Float64Array;
  /** The most probable label, NO_LABEL in a tie or without an answer; and its share. */
  label: number;
  confidence: number;
  majority: number;
  /** Model and majority say different labels, or one of them none. */
  differs: boolean;
};

/**
 * One item by the model as it is, at once when an answer came: the very bits that the model's next round would give it. New people: `extendModel`.
 * One answer a worker; their order does not count.
 */
export function judgeItem(model: WorkerModel, worker: ArrayLike<number>, label: ArrayLike<number>): ItemVerdict {
  const order = [...Array(worker.length).keys()].sort((a, b) => (worker[a] as number) - (worker[b] as number));
  const posterior = new Float64Array(model.classes);
  const labels = order.map((at) => label[at] as number);
  judge(
    model,
    order.map((at) => worker[at] as number),
    labels,
    0,
    labels.length,
    posterior,
  );
  const counts = new Int32Array(model.classes);
  for (const each of labels) counts[each] = (counts[each] as number) + 1;
  const [byModel, majority] = [posterior, counts].map((row) => pickLargest(row, model.classes)[0] as number) as [
    number,
    number,
  ];
  const best = labels.length === 0 ? NO_LABEL : byModel;
  const confidence = posterior.reduce((most, share) => Math.max(most, share), 0);
  return { posterior, label: best, confidence, majority, differs: best !== majority };
}
