import type { Answers } from "./answers";
import { DAWID_SKENE, type Fit, fitDawidSkene } from "./dawid-skene";
import { countLabels, NO_LABEL, pickLargest } from "./majority";

/**
 * The rule an item's label is found by when nobody chose another. The model decides from four answers an item in the mean, or from three
 * where workers gave forty each and are known that well; with fewer it only stands beside the majority, which decides.
 */
export const CONSENSUS = {
  rule: "consensus/1",
  model: DAWID_SKENE,
  answersPerItem: 4,
  known: { answersPerItem: 3, answersPerWorker: 40 },
} as const;

export type Consensus = {
  /** Which of the two decided. */
  decidedBy: "dawid-skene/1" | "majority/1";
  /** Label of each item, NO_LABEL for a tie or no answer. */
  label: Int32Array;
  /** Posterior of the label by the model, or its share of the votes where the majority decides; 0 without a label. */
  confidence: Float64Array;
  /** The label most people gave, NO_LABEL for a tie. */
  majority: Int32Array;
  /** Items to look at, ascending: model and majority say different labels, or one of them none. */
  differing: Int32Array;
  fit: Fit;
};

/** Labels from answers, by model and majority side by side. gold[item] is a known label or NO_LABEL; the model holds on to it. */
export function reachConsensus(answers: Answers, gold?: ArrayLike<number>): Consensus {
  const { items, classes, start } = answers;
  const fit = fitDawidSkene(answers, gold);
  const counts = countLabels(answers);
  const [byModel, majority] = [pickLargest(fit.posterior, classes), pickLargest(counts, classes)];
  const decidedBy = isModelTrusted(answers) ? DAWID_SKENE.rule : "majority/1";
  const label = decidedBy === "majority/1" ? majority : byModel;
  const confidence = new Float64Array(items);
  for (let item = 0; item < items; item += 1) {
    const cell = item * classes + (label[item] as number);
    if (label[item] === NO_LABEL) continue;
    const votes = (start[item + 1] as number) - (start[item] as number);
    confidence[item] = label === byModel ? (fit.posterior[cell] as number) : (counts[cell] as number) / votes;
  }
  const differing = Int32Array.from([...label.keys()].filter((item) => byModel[item] !== majority[item]));
  return { decidedBy, label, confidence, majority, differing, fit };
}

function isModelTrusted({ items, workers, start, worker }: Answers): boolean {
  let answered = 0;
  for (let item = 0; item < items; item += 1) if (start[item] !== start[item + 1]) answered += 1;
  const seen = new Uint8Array(workers);
  for (const each of worker) seen[each] = 1;
  const people = seen.reduce((sum, each) => sum + each, 0);
  const { answersPerItem, known } = CONSENSUS;
  return (
    worker.length >= answersPerItem * answered ||
    (worker.length >= known.answersPerItem * answered && worker.length >= known.answersPerWorker * people)
  );
}
