import { openDb } from "#db/client";
import { type Ctx, inTx } from "#lib/services/context";
import { type JobHandler, runNextJob } from "#lib/services/job";
import { makeSnapshotTaker } from "#lib/services/snapshot-take";
import { testCtx } from "./ctx";

/*
 * A process that takes the snapshot that is asked for as the job loop does, step by step, and kills itself where GAP says: "before step 2",
 * "in step 2" (done, and not committed), "after the last step" (and the job is not marked as done).
 */
const { db, kind } = await openDb(
  process.env.CRASH_URL ? { databaseUrl: process.env.CRASH_URL } : { dataDir: process.env.CRASH_DIR ?? "" },
);
const ctx: Ctx = { ...testCtx(db, kind), now: () => new Date() };
const dieIn = (name: string) => {
  if (process.env.GAP === name) process.kill(process.pid, "SIGKILL");
};

const take = makeSnapshotTaker(() => {});
/** One step of it; true when that was the last. */
const takeStep = (of: Ctx, payload: Record<string, unknown>) => {
  let calls = 0;
  return take(of, payload, () => ++calls > 1);
};

const inSteps: JobHandler = async (jobCtx, payload) => {
  for (let step = 1; ; step += 1) {
    dieIn(`before step ${step}`);
    const isDone = await inTx(jobCtx, async (tx) => {
      const done = await takeStep(tx, payload);
      dieIn(`in step ${step}`);
      return done;
    });
    if (isDone === true) break;
  }
  dieIn("after the last step");
};

process.stdout.write(`ran ${await runNextJob(ctx, { "points.snapshot": inSteps })}\n`);
