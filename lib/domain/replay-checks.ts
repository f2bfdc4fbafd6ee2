/* What a replay remembers of gold and of the settlement by it. Numbers stand for ids as in replay-state.ts. */

/** A sealed answer whose item nobody may know yet. */
export type HiddenAnswer = {
  project: number;
  annotator: number;
  version: number;
  /** Index of its entry. */
  index: number;
  item: string;
  hashes: Record<string, string>;
};

/** An answer to gold that was opened. */
export type GoldAnswer = { index: number; item: number; right: boolean };

export type OpenedGold = {
  project: number;
  item: number;
  known: { question: string; value: number | number[] }[];
  /** Answers that are to be opened, and those that were. */
  used: number;
  seen: number[];
};

/** A settlement, or its checks counted again by a correction: then `at` is the correction's entry. */
export type Settlement = {
  at: number;
  project: number;
  person: number;
  version: number;
  index: number;
  answers: number;
  paid: number;
  right: number;
  of: number;
  gold: number;
  /** What the estimator said of the person, and up to which entry it counted; undefined where an old entry does not tell. */
  estimate: { input: string; accuracy: number; answers: number } | null;
  size: number | undefined;
};

/** Columns: answers as the estimator takes them, from the entry `at` on. Numbers of ids; `known` is -1 of no gold, -2 of gold that says nothing here. */
export type EstimateColumns = Record<"at" | "id" | "item" | "worker" | "label" | "known", number[]>;

/** A sealed answer to gold with the turn that called for it. */
export type GoldTurn = {
  person: number;
  number: number;
  trusted: boolean;
  claimed: number;
  /** Entry of the seal. */
  index: number;
  annotation: string;
};

export type LabelChecks = {
  /** By the id of the annotation. */
  hidden: Map<string, HiddenAnswer>;
  /** By "project|person|version": answers to closed items that are not settled. */
  due: Map<string, number>;
  /** By "project|set". */
  sets: Map<string, { count: number; root: string; index: number }>;
  /** By "project|set|leaf". */
  opened: Map<string, OpenedGold>;
  /** By "project|person": opened answers to gold. */
  answers: Map<string, GoldAnswer[]>;
  /** By item: index of the entry that suspended it. */
  suspended: Map<number, number>;
  /** Milli-points of a project's reserved account that are set aside for gold. */
  purses: Map<number, number>;
  /** By the id of the settlement. */
  settled: Map<string, Settlement>;
  /** Settlements with the checks that corrections counted, by the correction's id. */
  corrected: Map<string, Settlement>;
  /** By "project|owner": what settlements and corrections owe to people, and to budgets. */
  owed: Map<string, { amount: number; index: number; id: string }[]>;
  /** By "project|person": what corrections take back. */
  taken: Map<string, number>;
  /** By project: answers that the estimator may count. */
  lines: Map<number, EstimateColumns>;
  /** By project: hash of the key that draws the turns, and, once it is opened, the key in hex. */
  turnKeys: Map<number, { hash: string; key: string | undefined }>;
  /** By project: answers to gold with their turns. */
  turns: Map<number, GoldTurn[]>;
  /** Projects whose task is closed. */
  closed: Set<number>;
};

export function newChecks(): LabelChecks {
  return {
    hidden: new Map(),
    due: new Map(),
    sets: new Map(),
    opened: new Map(),
    answers: new Map(),
    suspended: new Map(),
    purses: new Map(),
    settled: new Map(),
    corrected: new Map(),
    owed: new Map(),
    taken: new Map(),
    lines: new Map(),
    turnKeys: new Map(),
    turns: new Map(),
    closed: new Set(),
  };
}

/** Adds to a number of a map; nothing is kept of 0. */
export function addTo<K>(map: Map<K, number>, key: K, amount: number): number {
  const sum = (map.get(key) ?? 0) + amount;
  if (sum === 0) map.delete(key);
  else map.set(key, sum);
  return sum;
}
