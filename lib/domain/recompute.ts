import type { Sha256 } from "#lib/ledger/hash";
import { type LogFault, readLog } from "#lib/ledger/log-reader";
import type { FetchBytes } from "#lib/ledger/log-reader-tiles";
import { copyTree, emptyTree, type RebuiltTree } from "#lib/ledger/log-reader-tree";
import { periodStart } from "./board";
import type { EntryBody } from "./entry";
import { countOpen, endReplay, replayEntry } from "./replay";
import { windowKey } from "./replay-board";
import { parseEntry } from "./replay-entry";
import { type ReplayCheck, type ReplayFault, replayChecks } from "./replay-fault";
import { newReplay, type Replay, type Score, SITE } from "./replay-state";
import { findId } from "./replay-table";

type Transfer = Extract<EntryBody, { kind: "transfer.posted" }>;

/** A transfer that moved the account, in the order of the log. Milli-points; `amount` below 0 was taken. */
export type RecomputedLine = {
  index: number;
  id: string;
  at: string;
  kind: Transfer["transferKind"];
  amount: number;
  balance: number;
  contribution: string | null;
};

/** Everything recomputed of one person, as plain data. */
export type Recomputed = {
  /** Entries read, all proven to be in the tree of the checkpoint. */
  size: number;
  score: Score;
  balance: number;
  lines: RecomputedLine[];
  /** Rules held to every entry of the log, not only to those of the person. */
  checks: { name: ReplayCheck; checked: number; waiting: number; faults: number; first: ReplayFault | null }[];
  /** What is wrong with the bytes of the log; the rules are applied up to the first of it. */
  logFaults: { count: number; first: LogFault | null };
  /** Acts of which only a part is in the log yet. */
  open: number;
};

export type Recomputing = {
  userId: string;
  replay: Replay;
  tree: RebuiltTree;
  account: string | undefined;
  lines: RecomputedLine[];
  logFaults: Recomputed["logFaults"];
};

export function startRecompute(userId: string): Recomputing {
  const logFaults = { count: 0, first: null };
  return { userId, replay: newReplay(), tree: emptyTree(), account: undefined, lines: [], logFaults };
}

export type RecomputeDeps = {
  fetchBytes: FetchBytes;
  /** The checkpoint to read up to; its signature is the caller's matter. */
  head: { size: number; root: Uint8Array };
  hash?: Sha256 | undefined;
  /** Told of entries read. */
  onProgress(done: number): void;
};

/**
 * Reads the log on to a checkpoint and replays every entry by the rules of an audit, noting each transfer of the person's account. Changes
 * `run`; goes on where it ended. Throws only what `fetchBytes` throws. Sources: docs/audit.md, lib/domain/replay.ts.
 */
export async function readOn(run: Recomputing, { fetchBytes, head, hash, onProgress }: RecomputeDeps): Promise<void> {
  for await (const piece of readLog({ fetchBytes, ...head, from: run.tree, hash })) {
    for (const fault of piece.faults) {
      run.logFaults.count += 1;
      run.logFaults.first ??= fault;
    }
    // As in an audit: the rules apply to what the log really holds.
    if (run.logFaults.count > 0) return;
    for (const bytes of piece.entries) step(run, bytes, hash);
    run.tree = copyTree(piece.tree);
    onProgress(piece.tree.size);
  }
}

function step(run: Recomputing, bytes: Uint8Array, hash: Sha256 | undefined): void {
  const { replay } = run;
  const before = balanceOf(run);
  const accounts = replay.accounts.size;
  replayEntry(replay, bytes, { hash });
  if (run.account === undefined && replay.accounts.size > accounts) noteAccount(run, bytes);
  const balance = balanceOf(run);
  if (balance === before) return;
  const parsed = parseEntry(bytes);
  if (!parsed.ok || parsed.body.kind !== "transfer.posted") return;
  const { id, at, transferKind: kind, contribution } = parsed.body;
  run.lines.push({ index: replay.size - 1, id, at, kind, amount: balance - before, balance, contribution });
}

function noteAccount(run: Recomputing, bytes: Uint8Array): void {
  const parsed = parseEntry(bytes);
  if (!parsed.ok || parsed.body.kind !== "account.opened") return;
  const { accountKind, owner, account } = parsed.body;
  if (accountKind === "user_available" && owner === run.userId) run.account = account;
}

function balanceOf({ account, replay }: Recomputing): number {
  return account === undefined ? 0 : (replay.accounts.get(findId(replay.names, account))?.balance ?? 0);
}

/** Holds what was read to the rules of a whole log: nothing owed, nothing held for nobody. The run cannot be gone on with. */
export function finishRecompute(run: Recomputing): Recomputed {
  if (run.logFaults.count === 0) endReplay(run.replay);
  return resultOf(run);
}

/** What has been recomputed so far; the run can be gone on with. Milli-points. */
export function resultOf(run: Recomputing): Recomputed {
  const { replay, tree, lines, logFaults } = run;
  const window = windowKey("all", periodStart("all", new Date(0)));
  const person = findId(replay.names, run.userId);
  const score = replay.boards.get(window)?.get(SITE)?.get(person) ?? { points: 0, accepted: 0, decided: 0, reviews: 0 };
  return {
    size: tree.size,
    score: { ...score },
    balance: balanceOf(run),
    lines: [...lines],
    checks: replayChecks.map((name) => {
      const { checked, waiting, faults, first } = replay.tallies[name];
      return { name, checked, waiting, faults, first: first[0] ?? null };
    }),
    logFaults: { ...logFaults },
    open: countOpen(replay),
  };
}
