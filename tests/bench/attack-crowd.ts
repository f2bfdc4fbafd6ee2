import type { AnswerRows } from "#lib/consensus/answers";
import { NO_LABEL } from "#lib/consensus/majority";
import { readCrowdSet } from "#tests/support/crowd-set";
import { makeRandom } from "#tests/support/random";

/** What an agent sees when it answers; attackers may know more than they should. */
export type Sight = {
  truth: number;
  classes: number;
  /** The item is gold whose label has leaked. */
  leaked: boolean;
  /** Answers given before under this name. */
  turn: number;
  /** Right with this chance, if it tries. */
  skill: number;
  random: () => number;
  /** From 0 to below 1, the same for all of a clique on this item: a hash of it. */
  shared: number;
};
export type Agent = (sight: Sight) => number;

export type AttackPlan = {
  /** How often each label is true. */
  shares: readonly number[];
  attacker: Agent;
  /** Attackers on one item at most, of five seats: what assignment leaves to untrusted or linked people. */
  mostTogether: number;
  leakedPart?: number;
  /** Attackers take a new name after so many answers. */
  renewAfter?: number;
};

export type AttackCrowd = {
  /** In the order the answers came. */
  rows: AnswerRows;
  truth: Int32Array;
  /** Label of the items whose answers the model is anchored by, else NO_LABEL. */
  known: Int32Array;
  /** The answer of that row was a check, on gold or in an audit. */
  isGold: (row: number) => boolean;
  isAudited: (item: number) => boolean;
  isAttacker: (worker: number) => boolean;
};

const [PEOPLE, ATTACKERS, ITEMS, SEATS, GOLD] = [60, 18, 6000, 5, 240];
const AUDITED = 0.05;

/** Means well: right as often as its skill allows, else any other label. */
export const answerHonestly: Agent = ({ truth, classes, skill, random }) =>
  random() < skill ? truth : (truth + 1 + Math.floor(random() * (classes - 1))) % classes;

/** 42 honest people, right in 65 to 97 of a hundred, and 18 attackers; five answers an item; gold dealt out as spot checks are. */
export function makeAttackCrowd(plan: AttackPlan, seed: number): AttackCrowd {
  const random = makeRandom(seed * 7919 + 1);
  const { shares, attacker, mostTogether, leakedPart = 0, renewAfter = Infinity } = plan;
  const classes = shares.length;
  const skill = Float64Array.from({ length: PEOPLE }, () => 0.65 + 0.32 * random());
  const truth = Int32Array.from({ length: ITEMS + GOLD }, (_, item) =>
    item < ITEMS ? drawLabel(shares, random()) : item % classes,
  );
  const leaked = truth.map((_, item) => (item >= ITEMS && random() < leakedPart ? 1 : 0));
  const shared = Float64Array.from(truth, random);
  const known = truth.map((label, item) => (item >= ITEMS || random() < AUDITED ? label : NO_LABEL));
  const [item, worker, label]: [number[], number[], number[]] = [[], [], []];
  // Seats of people; the name in a seat changes where attackers renew theirs. Names of honest people are their seats'.
  const names = [...Array(PEOPLE).keys()];
  const turns = new Int32Array(PEOPLE);
  const golds: number[][] = names.map(() => []);
  let newest = PEOPLE;
  for (let each = 0; each < ITEMS; each += 1)
    for (const seat of seatPeople(random, mostTogether)) {
      if (seat < ATTACKERS && (turns[seat] as number) >= renewAfter) {
        [names[seat], turns[seat], golds[seat]] = [newest, 0, []];
        newest += 1;
      }
      if (isCheckDue(turns[seat] as number, random)) answer(seat, drawGold(golds[seat] as number[]));
      answer(seat, each);
    }
  return {
    rows: { items: truth.length, workers: newest, classes, item, worker, label },
    truth,
    known,
    isGold: (row) => (item[row] as number) >= ITEMS,
    isAudited: (each) => each < ITEMS && known[each] !== NO_LABEL,
    isAttacker: (name) => name < ATTACKERS || name >= PEOPLE,
  };

  function answer(seat: number, of: number): void {
    const turn = turns[seat] as number;
    const own = { truth: truth[of] as number, leaked: leaked[of] === 1, shared: shared[of] as number };
    item.push(of);
    worker.push(names[seat] as number);
    const sight = { ...own, classes, turn, skill: skill[seat] as number, random };
    label.push((seat < ATTACKERS ? attacker : answerHonestly)(sight));
    turns[seat] = turn + 1;
  }
  function drawGold(left: number[]): number {
    if (left.length === 0) left.push(...shuffle([...Array(GOLD).keys()], random));
    return ITEMS + (left.pop() as number);
  }
}

/**
 * A published crowd where attackers sit in the seats of three people in ten. Its assignment stays as it was. Where somebody is due a check, their
 * answer counts as one to a gold item with the same label; one item in twenty is audited.
 */
export function makeRealCrowd(name: string, { attacker, leakedPart = 0 }: AttackPlan, seed: number): AttackCrowd {
  const random = makeRandom(seed * 104_729 + 3);
  const { rows, truth } = readCrowdSet(name);
  const attacks = Uint8Array.from({ length: rows.workers }, () => (random() < 0.3 ? 1 : 0));
  const shared = Float64Array.from(truth, random);
  const leaked = Uint8Array.from(truth, () => (random() < leakedPart ? 1 : 0));
  const audited = truth.map((label) => (random() < AUDITED ? label : NO_LABEL));
  const turns = new Int32Array(rows.workers);
  const [item, label]: [number[], number[]] = [[], []];
  for (let row = 0; row < rows.item.length; row += 1) {
    const [of, worker] = [rows.item[row] as number, rows.worker[row] as number];
    const turn = turns[worker] as number;
    turns[worker] = turn + 1;
    const isGold = truth[of] !== NO_LABEL && isCheckDue(turn, random);
    const own = { truth: Math.max(0, truth[of] as number), leaked: isGold && leaked[of] === 1 };
    const sight = { ...own, classes: rows.classes, turn, skill: 0.85, random, shared: shared[of] as number };
    item.push(isGold ? of + rows.items : of);
    label.push(attacks[worker] ? attacker(sight) : (rows.label[row] as number));
  }
  return {
    rows: { ...rows, items: 2 * rows.items, item, label },
    truth: Int32Array.from([...truth, ...truth]),
    known: Int32Array.from([...audited, ...truth]),
    isGold: (row) => (item[row] as number) >= rows.items,
    isAudited: (each) => each < rows.items && audited[each] !== NO_LABEL,
    isAttacker: (worker) => attacks[worker] === 1,
  };
}

/** About five checks among the first twelve answers, then one in ten. */
const isCheckDue = (turn: number, random: () => number) => random() < (turn < 12 ? 5 / 12 : 1 / 10);

function seatPeople(random: () => number, mostTogether: number): number[] {
  const order = shuffle([...Array(PEOPLE).keys()], random);
  const together = new Set(order.filter((seat) => seat < ATTACKERS).slice(0, mostTogether));
  return order.filter((seat) => seat >= ATTACKERS || together.has(seat)).slice(0, SEATS);
}

function drawLabel(shares: readonly number[], at: number): number {
  let below = 0;
  const found = shares.findIndex((share) => {
    below += share;
    return at < below;
  });
  return found < 0 ? shares.length - 1 : found;
}

function shuffle(values: number[], random: () => number): number[] {
  for (let at = values.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [values[at], values[other]] = [values[other] as number, values[at] as number];
  }
  return values;
}
