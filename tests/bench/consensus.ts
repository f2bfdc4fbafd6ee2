import { type AnswerRows, arrangeAnswers } from "#lib/consensus/answers";
import { reachConsensus } from "#lib/consensus/consensus";
import { fitDawidSkene, fitOneCoin } from "#lib/consensus/dawid-skene";
import { pickLargest } from "#lib/consensus/majority";
import { accuracyOf, CROWD_SETS, majorityAccuracy, readCrowdSet } from "#tests/support/crowd-set";
import { makeRandom } from "#tests/support/random";
import { measureOverlap } from "./overlap";
import type { Figure } from "./report";
import { measureWorkerScore } from "./worker-score";

/** The mean over the eleven sets of the best single method measured before there was any code here. */
const BEST_SINGLE_MEAN = 0.8568;

/** Where published runs of Dawid-Skene lie. */
const PUBLISHED: Record<string, readonly [number, number]> = {
  product: [0.935, 0.942],
  possent: [0.958, 0.962],
  rte: [0.925, 0.932],
  bluebird: [0.885, 0.9],
};

/** `npm run bench -- consensus`: accuracy on published crowds beside majority, what adaptive overlap saves, then time and memory at that many answers. */
export function measureConsensus(rows: number): Figure[] {
  const sets = CROWD_SETS.map((name) => {
    const { answers, truth } = readCrowdSet(name);
    const { fit, label } = reachConsensus(answers);
    return {
      name,
      model: accuracyOf(pickLargest(fit.posterior, answers.classes), truth),
      byDefault: accuracyOf(label, truth),
      coin: accuracyOf(pickLargest(fitOneCoin(answers).posterior, answers.classes), truth),
      majority: majorityAccuracy(answers, truth),
    };
  });
  const mean = sets.reduce((sum, { byDefault }) => sum + byDefault, 0) / sets.length;
  return [
    ...sets.map(({ name, model, majority }): Figure => {
      const [least, most] = PUBLISHED[name] ?? [majority - 0.01, 1];
      const text = PUBLISHED[name] ? `${least} to ${most}` : "not 1 point below majority";
      return {
        name: `${name}: dawid-skene/1`,
        value: model,
        unit: "of 1",
        baseline: { name: "majority, ties shared", value: majority },
        target: { text, met: model >= least && model <= most && model >= majority - 0.01 },
      };
    }),
    {
      name: "mean of the sets by the default, consensus/1",
      value: mean,
      unit: "of 1",
      target: { text: `at least ${BEST_SINGLE_MEAN}`, met: mean >= BEST_SINGLE_MEAN },
    },
    ...sets.map(({ name, coin, majority }): Figure => {
      const baseline = { name: "majority, ties shared", value: majority };
      return { name: `${name}: one-coin/1`, value: coin, unit: "of 1", baseline };
    }),
    ...measureWorkerScore(),
    ...measureOverlap(),
    ...measureSize(rows),
  ];
}

function measureSize(rows: number): Figure[] {
  const columns = makeRows(rows);
  const bare = time(() => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1)
      sum += (columns.item[row] as number) + (columns.worker[row] as number) + (columns.label[row] as number);
    return sum;
  });
  const before = process.cpuUsage();
  const took = time(() => fitDawidSkene(arrangeAnswers(columns)));
  const { user, system } = process.cpuUsage(before);
  const bytes = process.memoryUsage().rss;
  return [
    {
      name: `${rows.toLocaleString("en")} answers, sorted and fitted`,
      value: took,
      unit: "ms",
      baseline: { name: "one pass over the columns", value: bare },
      target: { text: "under 10 s", met: took < 10_000 },
    },
    { name: "of it on a processor", value: (user + system) / 1000, unit: "ms" },
    {
      name: "memory of the process",
      value: bytes / 2 ** 20,
      unit: "MiB",
      target: { text: "under 1 GB", met: bytes < 1e9 },
    },
  ];
}

/** Five answers an item, four labels, workers right three times in four. */
function makeRows(rows: number): AnswerRows {
  const random = makeRandom(6);
  const [items, workers, classes] = [Math.ceil(rows / 5), Math.max(5, Math.floor(rows / 200)), 4];
  const item = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 5));
  const worker = Int32Array.from({ length: rows }, () => Math.floor(random() * workers));
  const label = item.map((each) => (random() < 0.75 ? each % classes : Math.floor(random() * classes)));
  return { items, workers, classes, item, worker, label };
}

function time(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
