import type { AnswerRows } from "#lib/consensus/answers";
import { fitDawidSkene } from "#lib/consensus/dawid-skene";
import { pickLargest } from "#lib/consensus/majority";
import { DEFAULT_OVERLAP, type OverlapPolicy, THOROUGH_OVERLAP } from "#lib/consensus/overlap";
import { replayOverlap } from "#lib/consensus/overlap-replay";
import { accuracyOf, readCrowdSet } from "#tests/support/crowd-set";
import { makeRandom } from "#tests/support/random";
import type { Figure } from "./report";

const SHUFFLES = 5;

/** Part of the answers that adaptive overlap uses on published crowds, in the order they came, and the accuracy it reaches beside all answers. */
export function measureOverlap(): Figure[] {
  return ["possent", "rte", "sp_amt"].flatMap((name) => {
    const { rows, answers, truth } = readCrowdSet(name);
    const full = accuracyOf(pickLargest(fitDawidSkene(answers).posterior, answers.classes), truth);
    const run = (order: AnswerRows, policy: OverlapPolicy) => {
      const { used, fit } = replayOverlap(order, policy);
      return {
        share: used / answers.worker.length,
        accuracy: accuracyOf(pickLargest(fit.posterior, answers.classes), truth),
      };
    };
    const thorough = run(rows, THOROUGH_OVERLAP);
    const usual = run(rows, DEFAULT_OVERLAP);
    const shuffled = Array.from({ length: SHUFFLES }, (_, seed) => run(shuffle(rows, seed), THOROUGH_OVERLAP));
    const mean = (of: (one: typeof usual) => number) => shuffled.reduce((sum, one) => sum + of(one), 0) / SHUFFLES;
    const baseline = { name: "with all answers", value: full };
    return [
      {
        name: `${name}: answers used, confidence ${THOROUGH_OVERLAP.confidence}`,
        value: thorough.share,
        unit: "of 1",
        target: { text: "at most 0.6", met: thorough.share <= 0.6 },
      },
      {
        name: `${name}: accuracy with them`,
        value: thorough.accuracy,
        unit: "of 1",
        baseline,
        target: { text: "within 0.005", met: thorough.accuracy >= full - 0.005 },
      },
      {
        name: `${name}: answers used, mean of ${SHUFFLES} other orders`,
        value: mean((one) => one.share),
        unit: "of 1",
      },
      { name: `${name}: accuracy with them`, value: mean((one) => one.accuracy), unit: "of 1", baseline },
      { name: `${name}: answers used by the default policy`, value: usual.share, unit: "of 1" },
      { name: `${name}: accuracy with them`, value: usual.accuracy, unit: "of 1", baseline },
    ];
  });
}

function shuffle(rows: AnswerRows, seed: number): AnswerRows {
  const random = makeRandom(seed);
  const order = Array.from({ length: rows.item.length }, (_, row) => ({ row, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
  const pick = (column: ArrayLike<number>) => order.map((row) => column[row] as number);
  return { ...rows, item: pick(rows.item), worker: pick(rows.worker), label: pick(rows.label) };
}
