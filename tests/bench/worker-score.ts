import type { Answers } from "#lib/consensus/answers";
import { fitDawidSkene } from "#lib/consensus/dawid-skene";
import { NO_LABEL } from "#lib/consensus/majority";
import { scoreWorkers } from "#lib/consensus/worker-score";
import { correlateRanks } from "#tests/support/correlation";
import { CROWD_SETS, readCrowdSet } from "#tests/support/crowd-set";
import type { Figure } from "./report";

/** Workers need that many answers with truth before their accuracy means something. */
const LEAST_ANSWERS = 20;

/** Median over the sets of the same score, measured before there was any code here. */
const EARLIER_MEDIAN = 0.84;

/** How well the score of a worker, found without truth, ranks them as truth does. */
export function measureWorkerScore(): Figure[] {
  const sets = CROWD_SETS.map((name) => {
    const { answers, truth } = readCrowdSet(name);
    const scores = scoreWorkers(answers, fitDawidSkene(answers));
    const skills = measureSkills(answers, truth);
    const workers = [...skills.keys()];
    const skill = [...skills.values()];
    return {
      name,
      score: correlateRanks(
        workers.map((worker) => scores.score[worker] as number),
        skill,
      ),
      accuracy: correlateRanks(
        workers.map((worker) => scores.accuracy[worker] as number),
        skill,
      ),
    };
  });
  const median = sets.map(({ score }) => score).sort((a, b) => a - b)[5] as number;
  return [
    ...sets.map(
      ({ name, score, accuracy }): Figure => ({
        name: `${name}: worker score with true skill, Spearman`,
        value: score,
        unit: "of 1",
        baseline: { name: "class-balanced accuracy", value: accuracy },
      }),
    ),
    {
      name: "median of the sets",
      value: median,
      unit: "of 1",
      target: { text: `at least ${EARLIER_MEDIAN}`, met: median >= EARLIER_MEDIAN },
    },
  ];
}

/** Accuracy by truth less what the worker's own shares of labels would get by chance, for those with answers enough. */
function measureSkills({ items, workers, classes, start, worker, label }: Answers, truth: Int32Array) {
  const tallies = Array.from({ length: workers }, () => new Float64Array(classes * classes));
  for (let item = 0; item < items; item += 1)
    for (let at = start[item] as number; at < (start[item + 1] as number); at += 1) {
      if (truth[item] === NO_LABEL) continue;
      const tally = tallies[worker[at] as number] as Float64Array;
      const cell = (truth[item] as number) * classes + (label[at] as number);
      tally[cell] = (tally[cell] as number) + 1;
    }
  const skills = new Map<number, number>();
  for (const [one, tally] of tallies.entries()) {
    const all = tally.reduce((sum, count) => sum + count, 0);
    if (all < LEAST_ANSWERS) continue;
    let skill = 0;
    for (let each = 0; each < classes; each += 1) {
      const inRow = tally.subarray(each * classes, (each + 1) * classes).reduce((sum, count) => sum + count, 0);
      const inColumn = tally.filter((_, cell) => cell % classes === each).reduce((sum, count) => sum + count, 0);
      skill += (tally[each * (classes + 1)] as number) / all - (inRow / all) * (inColumn / all);
    }
    skills.set(one, skill);
  }
  return skills;
}
