import { type AnswerRows, arrangeAnswers } from "#lib/consensus/answers";
import { reachConsensus } from "#lib/consensus/consensus";
import { NO_LABEL } from "#lib/consensus/majority";
import { scoreWorkers } from "#lib/consensus/worker-score";
import { spotCheckShare } from "#lib/domain/spot-check";
import { correlateRanks } from "#tests/support/correlation";
import { accuracyOf } from "#tests/support/crowd-set";
import type { AttackCrowd } from "./attack-crowd";

/** The answers are settled in so many parts, each at what its worker's checks have shown by then. */
const STAGES = 6;
const LAST_GOLD = 100;
const HELD = -1;

export type Outcome = {
  /** Mean pay of an attacker's answer over that of an honest one: of all, and of those in the last third. */
  ratio: number;
  lateRatio: number;
  /** The same of all names together for each item they answered: what one effort earns. */
  effortRatio: number;
  /** Right labels among items that are neither gold nor audited. */
  accuracy: number;
  /** Spearman's, of honest people's share of the price with their true accuracy. */
  correlation: number;
  checks: number;
};

export function settleCrowd(crowd: AttackCrowd): Outcome {
  const { rows, truth, known, isAttacker } = crowd;
  const target = findTarget(crowd);
  const pay = new Float64Array(rows.item.length);
  let shares: (number | undefined)[] = [];
  let labels = new Int32Array();
  for (let stage = 1; stage <= STAGES; stage += 1) {
    const [from, to] = [stage - 1, stage].map((each) => Math.floor((rows.item.length * each) / STAGES)) as [
      number,
      number,
    ];
    const answers = arrangeAnswers(cutRows(rows, to));
    const { label, fit } = reachConsensus(answers, known);
    labels = Int32Array.from(label);
    const { accuracy, answers: given } = scoreWorkers(answers, fit);
    shares = tallyChecks(crowd, to).map(({ gold, audits }, worker) =>
      spotCheckShare({
        classes: rows.classes,
        target,
        gold,
        audits,
        estimate: { accuracy: accuracy[worker] as number, answers: given[worker] as number },
      }),
    );
    // Not settled yet: held back, and no part of either mean.
    for (let row = from; row < to; row += 1) pay[row] = shares[rows.worker[row] as number] ?? HELD;
  }
  const all = [...pay.keys()].filter((row) => pay[row] !== HELD);
  const meanPay = (list: number[]) => list.reduce((sum, row) => sum + (pay[row] as number), 0) / list.length;
  const attacks = all.filter((row) => isAttacker(rows.worker[row] as number));
  const honest = all.filter((row) => !isAttacker(rows.worker[row] as number));
  const late = (list: number[]) => list.filter((row) => row >= (2 * pay.length) / 3);
  const items = new Set(attacks.map((row) => rows.item[row])).size;
  const skills = measureSkills(crowd);
  const people = [...skills.keys()].filter((worker) => shares[worker] !== undefined);
  return {
    ratio: meanPay(attacks) / meanPay(honest),
    lateRatio: meanPay(late(attacks)) / meanPay(late(honest)),
    effortRatio: (meanPay(attacks) * attacks.length) / items / meanPay(honest),
    accuracy: accuracyOf(
      labels,
      truth.map((label, item) => (known[item] === NO_LABEL ? label : NO_LABEL)),
    ),
    correlation: correlateRanks(
      people.map((worker) => shares[worker] as number),
      people.map((worker) => skills.get(worker) as number),
    ),
    checks: [...pay.keys()].filter(crowd.isGold).length / pay.length,
  };
}

function cutRows(rows: AnswerRows, to: number): AnswerRows {
  const cut = (column: ArrayLike<number>) => Array.prototype.slice.call(column, 0, to) as number[];
  return { ...rows, item: cut(rows.item), worker: cut(rows.worker), label: cut(rows.label) };
}

/** Each worker's last gold answers, and audited ones by true label, of the first so many rows. */
function tallyChecks({ rows, truth, isGold, isAudited }: AttackCrowd, to: number) {
  const golds: number[][] = Array.from({ length: rows.workers }, () => []);
  const audits = golds.map(() => Array.from({ length: rows.classes }, () => ({ right: 0, of: 0 })));
  for (let row = 0; row < to; row += 1) {
    const [item, worker] = [rows.item[row] as number, rows.worker[row] as number];
    const right = rows.label[row] === truth[item] ? 1 : 0;
    if (isGold(row)) golds[worker]?.push(right);
    else if (isAudited(item)) {
      const tally = audits[worker]?.[truth[item] as number] as { right: number; of: number };
      tally.of += 1;
      tally.right += right;
    }
  }
  return golds.map((each, worker) => {
    const last = each.slice(-LAST_GOLD);
    const gold = { right: last.reduce((sum, right) => sum + right, 0), of: last.length };
    return { gold, audits: audits[worker] as { right: number; of: number }[] };
  });
}

/** Third quartile of honest people's class-balanced accuracy, as a pilot would show it, in basis points; at most 9,500. */
function findTarget(crowd: AttackCrowd): number {
  const skills = [...measureSkills(crowd).values()].sort((a, b) => a - b);
  return Math.min(9_500, Math.floor(10_000 * (skills[Math.floor(skills.length * 0.75)] as number)));
}

/** Class-balanced accuracy by truth of honest people with twenty answers or more. */
function measureSkills({ rows, truth, isAttacker }: AttackCrowd): Map<number, number> {
  const tallies = Array.from({ length: rows.workers }, () =>
    Array.from({ length: rows.classes }, () => ({ right: 0, of: 0 })),
  );
  for (let row = 0; row < rows.item.length; row += 1) {
    const label = truth[rows.item[row] as number] as number;
    if (label === NO_LABEL) continue;
    const tally = tallies[rows.worker[row] as number]?.[label] as { right: number; of: number };
    tally.of += 1;
    tally.right += rows.label[row] === label ? 1 : 0;
  }
  const skills = tallies.map((labels, worker): [number, number, number] => {
    const seen = labels.filter(({ of }) => of > 0);
    const answers = seen.reduce((sum, { of }) => sum + of, 0);
    return [worker, seen.reduce((sum, { right, of }) => sum + right / of, 0) / seen.length, answers];
  });
  return new Map(
    skills.flatMap(([worker, skill, answers]) => (answers >= 20 && !isAttacker(worker) ? [[worker, skill]] : [])),
  );
}
