import { hash } from "node:crypto";
import type { LogSource } from "#lib/adapters/log-source";
import { countOpen, endReplay, replayEntry, type Totals } from "#lib/domain/replay";
import { newReplay, type Replay, type Step } from "#lib/domain/replay-state";
import { equalBytes } from "#lib/ledger/hash";
import { checkConsistency, type LogFault, readLog } from "#lib/ledger/log-reader";
import { copyTree, emptyTree, type RebuiltTree } from "#lib/ledger/log-reader-tree";
import { type BoardAnswer, compareBoards, fetchBoards, type ScoresSeen } from "./audit-board";
import { type CheckpointAnswer, type CheckpointRules, type Head, openHead, readRemembered } from "./audit-checkpoint";
import { checkSeeds } from "./audit-seed";
import type { AuditState } from "./audit-state";

export type AuditPlan = {
  source: LogSource;
  rules: CheckpointRules;
  /** What the last audit left. */
  state?: AuditState | undefined;
  /** A checkpoint seen elsewhere, as a signed note. */
  since?: string | undefined;
  save(state: AuditState): Promise<void>;
  progress(done: number, size: number): void;
  /** True once the person wants it to stop; what was done is saved first. */
  isStopped(): boolean;
  saveEveryMs?: number;
  /** Pause before looking again at a log that may be in the middle of a transaction. */
  pauseMs?: number;
};

/** Faults of the log's own bytes: all counted, the first kept. */
export type LogTally = { count: number; first: LogFault[] };
export type Consistency = { from: number; source: "state" | "since"; ok: boolean; reason: string | null };

export type AuditOutcome = {
  checkpoint: CheckpointAnswer;
  consistency: Consistency[];
  /** Two checkpoints, both signed, that cannot both be of one log: old note, new note. */
  split: { old: string; now: string } | undefined;
  log: LogTally;
  /** Index of the first entry of this run; those before were checked by an earlier one. */
  from: number;
  /** Entries proven and replayed by this and earlier runs. */
  done: number;
  isStopped: boolean;
  open: number;
  replay: Replay;
  totals: Totals;
  boards: BoardAnswer | undefined;
};

const KEPT = 20;
const SAVE_EVERY_MS = 30_000;
const PAUSE_MS = 3_000;
const LOOKS = 5;

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** Everything an audit carries along while it reads. */
type Run = {
  plan: AuditPlan;
  /** The checkpoint that the report tells of: the first, or a later one that is wrong. */
  checkpoint: CheckpointAnswer;
  head: Head;
  tree: RebuiltTree;
  replay: Replay;
  log: LogTally;
  consistency: Consistency[];
  split: AuditOutcome["split"];
  isStopped: boolean;
};

/**
 * Audits a log from its public bytes alone: checkpoint, consistency with what was seen before, all entries, all rules, the boards. Throws
 * (refusals of the source) when something cannot be had; saves on the way, so that the next call goes on.
 */
export async function runAudit(plan: AuditPlan): Promise<AuditOutcome> {
  const checkpoint = await openHead(plan.source, plan.rules);
  const from = plan.state?.tree.size ?? 0;
  const run: Run = {
    plan,
    checkpoint,
    head: checkpoint.head ?? { note: "", origin: "", size: 0, root: sha256(new Uint8Array(0)) },
    tree: plan.state ? plan.state.tree : emptyTree(),
    replay: plan.state ? plan.state.replay : newReplay(checkpoint.head?.size),
    log: { count: 0, first: [] },
    consistency: [],
    split: undefined,
    isStopped: false,
  };
  let boards: BoardAnswer | undefined;
  if (checkpoint.head && (await isConsistent(run))) {
    await readOn(run);
    if (isClean(run)) boards = await settle(run);
    // With a fork the old checkpoint is what must be remembered.
    if (!run.split) await save(run);
  }
  const open = countOpen(run.replay);
  const { tree, replay, log, consistency, split, isStopped } = run;
  const answer = { ...run.checkpoint, head: run.checkpoint.head && run.head };
  const isWhole = isClean(run) && tree.size === run.head.size;
  if (isWhole) await checkSeeds(replay, plan.source.fetchBytes, run.head);
  const totals = endReplay(replay, isWhole, { hash: sha256 });
  return {
    checkpoint: answer,
    consistency,
    split,
    log,
    from,
    done: tree.size,
    isStopped,
    open,
    replay,
    totals,
    boards,
  };
}

const isClean = (run: Run) => run.log.count === 0 && !run.isStopped && !run.split;

/** Holds the new checkpoint to every one that was seen before; a fork ends the audit. */
async function isConsistent(run: Run): Promise<boolean> {
  const { state, since, rules } = run.plan;
  const seen: [Consistency["source"], string | undefined][] = [
    ["state", state?.checkpoint],
    ["since", since],
  ];
  for (const [source, note] of seen) {
    if (note === undefined) continue;
    const old = readRemembered(note, rules, source);
    if (!(await compare(run, old, source))) return false;
  }
  return true;
}

async function compare(run: Run, old: Head, source: Consistency["source"]): Promise<boolean> {
  const { head, plan } = run;
  const isEmpty = old.size === 0 && equalBytes(old.root, sha256(new Uint8Array(0)));
  const answer = isEmpty ? { ok: true as const } : await checkConsistency(plan.source.fetchBytes, old, head, sha256);
  run.consistency.push({ from: old.size, source, ok: answer.ok, reason: answer.ok ? null : answer.reason });
  if (answer.ok) return true;
  // Tiles that are missing prove nothing about the checkpoints; the reading will name them.
  if (answer.reason === "tiles_missing") return true;
  run.split = { old: old.note, now: head.note };
  return false;
}

/** Reads from where the tree ends to the checkpoint's size, replaying what is proven, up to the first fault of the log's bytes. */
async function readOn(run: Run, onScore?: Step["onScore"]): Promise<void> {
  const { plan, head, replay } = run;
  const { size, root } = head;
  let savedAt = Date.now();
  const reading = readLog({ fetchBytes: plan.source.fetchBytes, size, root, from: run.tree, hash: sha256 });
  for await (const piece of reading) {
    for (const fault of piece.faults) {
      run.log.count += 1;
      if (run.log.first.length < KEPT) run.log.first.push(fault);
    }
    plan.progress(Math.min(piece.tree.size, size), size);
    // Faults after the first are still counted, but nothing more is replayed: the rules apply to what the log really holds.
    if (run.log.count > 0 || !piece.proven) continue;
    for (const bytes of piece.entries) replayEntry(replay, bytes, { hash: sha256, onScore });
    // The reader goes on changing its tree; ours must stay at the last entry replayed.
    run.tree = copyTree(piece.tree);
    if (plan.isStopped()) {
      run.isStopped = true;
      break;
    }
    if (Date.now() - savedAt < (plan.saveEveryMs ?? SAVE_EVERY_MS)) continue;
    await save(run);
    savedAt = Date.now();
  }
}

async function save(run: Run): Promise<void> {
  const { head, tree, replay, plan } = run;
  await plan.save({ checkpoint: head.note, savedAt: new Date().toISOString(), tree, replay });
}

/**
 * Compares the boards. On a running server these may be ahead of the log, and the log may end within a transaction: then it looks again
 * after a pause and goes on with what came, a few times.
 */
async function settle(run: Run): Promise<BoardAnswer | undefined> {
  const { source, pauseMs = PAUSE_MS } = run.plan;
  let answer: BoardAnswer | undefined;
  for (let look = 1; look <= LOOKS; look += 1) {
    const shown = source.isLive ? await fetchBoards(source, run.replay) : undefined;
    answer = shown && compareBoards(shown, run.replay, undefined);
    if (countOpen(run.replay) === 0 && (!answer || answer.faults.length === 0)) return answer;
    if (!source.isLive || look === LOOKS || run.plan.isStopped()) return answer;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const seen: ScoresSeen = new Map();
    const found = await goOn(run, seen);
    if (found === "wrong") return answer;
    if (found === "same") continue;
    // The same boards again: each row must be what some moment since then had.
    if (shown) answer = compareBoards(shown, run.replay, seen);
    if (countOpen(run.replay) === 0 && (!answer || answer.faults.length === 0)) return answer;
  }
  return answer;
}

/** Takes the newest checkpoint and reads on to it. */
async function goOn(run: Run, seen: ScoresSeen): Promise<"new" | "same" | "wrong"> {
  const answer = await openHead(run.plan.source, run.plan.rules);
  const next = answer.head;
  if (!next) {
    run.checkpoint = answer;
    return "wrong";
  }
  const old = run.head;
  if (next.size === old.size && equalBytes(next.root, old.root)) return "same";
  run.head = next;
  if (!(await compare(run, old, "state"))) return "wrong";
  // Only what failed is worth a line of its own.
  run.consistency.pop();
  await readOn(run, (window, scope, person, score) => {
    const key = `${window}|${scope}|${person}`;
    seen.set(key, [...(seen.get(key) ?? []), { ...score }]);
  });
  return isClean(run) ? "new" : "wrong";
}
