import { type Answers, arrangeAnswers } from "#lib/consensus/answers";
import { CONSENSUS, type Consensus, reachConsensus } from "#lib/consensus/consensus";
import { DAWID_SKENE } from "#lib/consensus/dawid-skene";
import { NO_LABEL } from "#lib/consensus/majority";
import { leafHash, portableSha256, type Sha256 } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import { rootOf } from "#lib/ledger/tree";
import { encodeUtf8 } from "#lib/ledger/utf8";
import type { QuestionForm } from "./question";

/*
 * `consensus/1` over all closed items of a question, as the ledger tells of it: the same bytes from the database and from the opened answers in
 * the log. Source: docs/labelling.md, "All items together".
 */

/** Forms whose answers are one code: what the rule is for. */
const runForms: readonly QuestionForm[] = ["single_class", "pairwise"];
export const isRunForm = (form: QuestionForm) => runForms.includes(form);

/** Numbers of the rule, those that are no whole numbers in millionths. */
export const runParameters = {
  answersPerItem: CONSENSUS.answersPerItem,
  knownAnswersPerItem: CONSENSUS.known.answersPerItem,
  knownAnswersPerWorker: CONSENSUS.known.answersPerWorker,
  agreeing: Math.round(DAWID_SKENE.agreeing * 1e6),
  smoothing: Math.round(DAWID_SKENE.smoothing * 1e6),
  rounds: DAWID_SKENE.rounds,
  tolerance: Math.round(DAWID_SKENE.tolerance * 1e6),
} as const;

/** Answers in any order: row r says that `workers[worker[r]]` gave `items[item[r]]` the code `label[r]`. */
export type RunInput = {
  classes: number;
  items: readonly string[];
  workers: readonly string[];
  item: ArrayLike<number>;
  worker: ArrayLike<number>;
  label: ArrayLike<number>;
};

/** What the entry states of a run beside where it took its answers from. */
export type RunClaim = {
  answers: number;
  inputHash: string;
  items: number;
  root: string;
  flagged: number;
  decidedBy: Consensus["decidedBy"];
  rounds: number;
};

export type Run = {
  /** Ids in order; indexes in `answers` and `consensus` are places in them. */
  items: string[];
  workers: string[];
  answers: Answers;
  consensus: Consensus;
  claim: RunClaim;
};

/**
 * Runs the rule. Items and people stand in the order of their ids. inputHash is the RFC 6962 root over a leaf an item, canonical JSON of
 * {item, answers: [[annotator, code], …]}; root is that over {item, label, confidence, majority}, null where there is none, confidence in
 * basis points rounded down.
 */
export function computeRun(input: RunInput, hash: Sha256 = portableSha256): Run {
  const { item, worker, label, classes } = input;
  const [items, itemAt] = order(input.items);
  const [workers, workerAt] = order(input.workers);
  const place = (column: ArrayLike<number>, at: Int32Array) => Int32Array.from(column, (each) => at[each] as number);
  const answers = arrangeAnswers({
    items: items.length,
    workers: workers.length,
    classes,
    item: place(item, itemAt),
    worker: place(worker, workerAt),
    label,
  });
  const consensus = reachConsensus(answers);
  const leaf = (text: string) => leafHash(encodeUtf8(text), hash);
  const inputLeaves = items.map((id, at) => leaf(inputText(id, answers, workers, at)));
  const leaves = items.map((id, at) => leaf(rowText(id, rowOf(consensus, at))));
  return {
    items,
    workers,
    answers,
    consensus,
    claim: {
      answers: answers.label.length,
      inputHash: toHex(rootOf(inputLeaves, hash)),
      items: items.length,
      root: toHex(rootOf(leaves, hash)),
      flagged: consensus.differing.length,
      decidedBy: consensus.decidedBy,
      rounds: consensus.fit.rounds,
    },
  };
}

/*
 * Canonical JSON by hand, many times as fast as canonicalText: ids are hex and dashes, all else whole numbers, keys in order. A test holds
 * both to canonicalText.
 */
export function inputText(
  id: string,
  { start, worker, label }: Answers,
  workers: readonly string[],
  item: number,
): string {
  let said = "";
  for (let at = start[item] as number; at < (start[item + 1] as number); at += 1)
    said += `${said && ","}["${workers[worker[at] as number]}",${label[at]}]`;
  return `{"answers":[${said}],"item":"${id}"}`;
}

export function rowText(id: string, { label, confidence, majority }: ReturnType<typeof rowOf>): string {
  return `{"confidence":${confidence},"item":"${id}","label":${label},"majority":${majority}}`;
}

/** What a run says of one item. */
export function rowOf({ label, confidence, majority }: Consensus, item: number) {
  return {
    label: codeOf(label[item]),
    confidence: Math.floor((confidence[item] as number) * 10_000),
    majority: codeOf(majority[item]),
  };
}

const codeOf = (label: number | undefined) => (label === undefined || label === NO_LABEL ? null : label);

/** Ids in order, and the place of each of the given ones. */
function order(ids: readonly string[]): [string[], Int32Array] {
  const sorted = [...ids.keys()].sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1));
  const at = new Int32Array(ids.length);
  sorted.forEach((from, place) => {
    at[from] = place;
  });
  return [sorted.map((from) => ids[from] as string), at];
}
