import { type Agent, type AttackPlan, answerHonestly, makeAttackCrowd, makeRealCrowd } from "./attack-crowd";
import { type Outcome, settleCrowd } from "./attack-pay";
import type { Figure } from "./report";

/** Of each figure the mean over so many seeded runs. */
const SEEDS = 3;

const answerHash: Agent = ({ shared, classes }) => Math.floor(shared * classes);
const answerLeaked: Agent = (sight) => (sight.leaked ? sight.truth : answerHash(sight));
const answerFirst: Agent = () => 0;
const answerRandomly: Agent = ({ random, classes }) => Math.floor(random() * classes);
/** One effort, right in four of five, under many names. */
const copyOne: Agent = ({ truth, shared, classes }) =>
  shared < 0.8 ? truth : (truth + 1 + (Math.floor(shared * 1e6) % (classes - 1))) % classes;
/** Honest for the twenty checks that make trusted, about 160 answers, then anything. */
const turnLazy: Agent = (sight) => (sight.turn < 160 ? answerHonestly : answerRandomly)(sight);

type Attack = {
  name: string;
  plan: AttackPlan;
  /** Which pay counts, and what it must stay under. */
  pay?: "ratio" | "lateRatio" | "effortRatio";
  under?: number;
};

const skewed = { shares: [0.88, 0.12], mostTogether: 2 };
const even = { shares: [0.25, 0.25, 0.25, 0.25], mostTogether: 2 };
const attacks: Attack[] = [
  { name: "constant on an 88/12 set", plan: { ...skewed, attacker: answerFirst }, under: 0.1 },
  { name: "random of two labels", plan: { ...skewed, attacker: answerRandomly }, under: 0.1 },
  { name: "random of four labels", plan: { ...even, attacker: answerRandomly }, under: 0.1 },
  { name: "approve-all reviewer", plan: { shares: [0.7, 0.3], mostTogether: 2, attacker: answerFirst }, under: 0.1 },
  { name: "clique on a hash", plan: { ...skewed, attacker: answerHash }, under: 0.4 },
  { name: "clique on a hash, four labels", plan: { ...even, attacker: answerHash }, under: 0.4 },
  { name: "clique on a hash, seats unguarded", plan: { ...skewed, mostTogether: 5, attacker: answerHash }, under: 0.4 },
  {
    name: "clique with half the gold leaked",
    plan: { ...skewed, leakedPart: 0.5, attacker: answerLeaked },
    under: 0.4,
  },
  { name: "clique with all gold leaked", plan: { ...skewed, leakedPart: 1, attacker: answerLeaked } },
  {
    name: "names copying one effort, linked",
    plan: { ...even, mostTogether: 1, attacker: copyOne },
    pay: "effortRatio",
  },
  { name: "names copying one effort, not linked", plan: { ...even, attacker: copyOne }, pay: "effortRatio" },
  { name: "honest until trusted, after that", plan: { ...even, attacker: turnLazy }, pay: "lateRatio" },
  { name: "honest until trusted, in all", plan: { ...even, attacker: turnLazy } },
  { name: "new names after 12 answers", plan: { ...skewed, renewAfter: 12, attacker: answerRandomly } },
];
/** In recorded crowds nobody guards the seats, and most people have few checks. */
const realAttacks: Attack[] = [
  { name: "constant", plan: { ...even, attacker: answerFirst }, under: 0.1 },
  { name: "random", plan: { ...even, attacker: answerRandomly } },
  { name: "clique on a hash", plan: { ...even, attacker: answerHash } },
  { name: "clique with half the gold leaked", plan: { ...even, leakedPart: 0.5, attacker: answerLeaked } },
];

/** `npm run bench -- attackers`: what cheating earns under `spot-check/1` beside honest work, and what it does to the labels. */
export function measureAttackers(): Figure[] {
  const none = { ...even, attacker: answerHonestly };
  return [
    ...report({ name: "nobody attacks", plan: none }, (seed) => settleCrowd(makeAttackCrowd(none, seed))),
    ...attacks.flatMap((attack) => report(attack, (seed) => settleCrowd(makeAttackCrowd(attack.plan, seed)))),
    ...["possent", "rte"].flatMap((set) =>
      realAttacks.flatMap(({ name, ...attack }) =>
        report({ ...attack, name: `${set}: ${name}` }, (seed) => settleCrowd(makeRealCrowd(set, attack.plan, seed))),
      ),
    ),
  ];
}

function report({ name, pay = "ratio", under }: Attack, run: (seed: number) => Outcome): Figure[] {
  const outcomes = Array.from({ length: SEEDS }, (_, seed) => run(seed + 1));
  const mean = (of: keyof Outcome) => outcomes.reduce((sum, outcome) => sum + outcome[of], 0) / SEEDS;
  const ratio = mean(pay);
  return [
    {
      name: `${name}: pay over honest pay`,
      value: ratio,
      unit: "times",
      target: under === undefined ? undefined : { text: `under ${under}`, met: ratio < under },
    },
    { name: `${name}: labels right`, value: mean("accuracy"), unit: "of 1" },
    { name: `${name}: honest pay with accuracy, Spearman`, value: mean("correlation"), unit: "of 1" },
    { name: `${name}: answers spent on gold`, value: mean("checks"), unit: "of 1" },
  ];
}
