import type { Ctx } from "./context";
import { beat } from "./heartbeat";
import { type JobHandlers, type JobKind, releaseOwnJobs, runNextJob } from "./job";
import { returnExpiredSeats } from "./label-claim";
import { sealDueAnswers } from "./label-seal";
import { noteOwners } from "./own-entry";
import { returnExpiredLeases } from "./review-claim";
import { sealDueReviews } from "./review-seal";
import { sequenceBatch } from "./sequence";

const IDLE_MS = 250;
const BEAT_MS = 5_000;
const SWEEP_MS = 10_000;
const ERROR_PAUSE_MS = 2_000;

export type LoopDeps = {
  ctx: Ctx;
  handlers: JobHandlers;
  /** S2: makes an acknowledged batch survive a power cut where the database does not (PGlite). */
  flush(): Promise<void>;
  /** S3 to S5: signs and publishes what was sequenced; true when it did. */
  publish(ctx: Ctx): Promise<boolean>;
  /** S6: anchors what is published on a chain; true when something moved. */
  anchor(ctx: Ctx): Promise<boolean>;
  /** Enqueues what is due by a policy. */
  requestDue(ctx: Ctx): Promise<unknown>;
  logError(error: unknown, what: string): void;
};

export type Loop = { wake(): void; stop(): Promise<void> };

/**
 * The background work of one process: seals reviews whose undo time is over, sequences the ledger and publishes it, runs jobs, returns leases.
 * Any number of processes may run it: each step is safe by row locks, none needs a leader.
 */
export function startLoop(deps: LoopDeps): Loop {
  let stopped = false;
  const sleepers = new Set<() => void>();
  const jobKinds = Object.keys(deps.handlers) as JobKind[];
  const released = releaseOwnJobs(deps.ctx).catch((error) => deps.logError(error, "jobs"));
  const lanes = [
    runLane("loop", (state) => turnOf(deps, state)),
    // Apart from sequencing: a slow witness must not hold up anybody's act.
    runLane("log", () => deps.publish(deps.ctx)),
    // Pages of one's own look up what this has not come to.
    runLane("noting of owners", () => noteOwners(deps.ctx)),
    // And a chain is slower than any witness.
    runLane("anchoring", () => deps.anchor(deps.ctx)),
    // A lane for each kind: an import of a million rows must not hold up a mail.
    ...jobKinds.map((kind) =>
      runLane(kind, async () => {
        await released;
        return runNextJob(deps.ctx, { [kind]: deps.handlers[kind] }, () => stopped);
      }),
    ),
  ];

  async function runLane(what: string, turn: (state: LaneState) => Promise<boolean>): Promise<void> {
    const state: LaneState = { beatAt: 0, sweptAt: 0 };
    while (!stopped) {
      try {
        if (await turn(state)) continue;
        await pause(IDLE_MS);
      } catch (error) {
        if (stopped) return;
        deps.logError(error, what);
        await pause(ERROR_PAUSE_MS);
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        sleepers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      sleepers.add(end);
    });
  }

  const wake = () => {
    for (const end of [...sleepers]) end();
  };
  return {
    wake,
    stop: async () => {
      stopped = true;
      wake();
      await Promise.all(lanes);
    },
  };
}

type LaneState = { beatAt: number; sweptAt: number };

async function turnOf(deps: LoopDeps, state: LaneState): Promise<boolean> {
  const { ctx } = deps;
  const now = Date.now();
  if (now - state.beatAt >= BEAT_MS) {
    await beat(ctx);
    state.beatAt = now;
  }
  if (now - state.sweptAt >= SWEEP_MS) {
    await returnExpiredLeases(ctx);
    await returnExpiredSeats(ctx);
    await deps.requestDue(ctx);
    state.sweptAt = now;
  }
  const sealed = (await sealDueReviews(ctx)) + (await sealDueAnswers(ctx));
  const { count } = await sequenceBatch(ctx);
  if (count > 0) await deps.flush();
  return sealed > 0 || count > 0;
}
