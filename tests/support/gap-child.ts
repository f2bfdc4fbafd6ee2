import { openDb } from "#db/client";
import { fileLogState } from "#lib/adapters/log-state";
import { type Ctx, inTx } from "#lib/services/context";
import { publishOnce } from "#lib/services/log-publish";
import { signCheckpoint } from "#lib/services/log-sign";
import { sequenceBatch } from "#lib/services/sequence";
import { makeUser, testCtx } from "./ctx";
import { addTestEntries, testLog } from "./log";

/*
 * A process that goes through S0 to S5 once and kills itself in the gap that GAP names, as docs/ledger.md lists them. It says "acknowledged"
 * once S0 has committed.
 */
const { db, kind } = await openDb(
  process.env.CRASH_URL ? { databaseUrl: process.env.CRASH_URL } : { dataDir: process.env.CRASH_DIR ?? "" },
);
const ctx: Ctx = { ...testCtx(db, kind), now: () => new Date() };
const gap = process.env.GAP;
const dieIn = (name: string) => {
  if (gap === name) process.kill(process.pid, "SIGKILL");
};

const file = fileLogState(process.env.LOG_STATE ?? "");
const deps = testLog({
  state: {
    read: file.read,
    write: async (state) => {
      dieIn("S3 committed, state not written");
      await file.write(state);
      dieIn("state written, before S4");
    },
  },
  flush: async () => dieIn("before the flush of S3"),
});

const userId = await makeUser(ctx);
await inTx(ctx, async (tx) => {
  await addTestEntries(tx, userId, 3);
  dieIn("in S0");
});
process.stdout.write(`acknowledged ${userId}\n`);
dieIn("after S0");
if (gap === "in S1") {
  await inTx(ctx, async (tx) => {
    await sequenceBatch(tx);
    dieIn("in S1");
  });
}
await sequenceBatch(ctx);
dieIn("after S1");
if (gap === "in S3") {
  const forgetful = { ...deps, state: { read: file.read, write: async () => {} } };
  await inTx(ctx, async (tx) => {
    await signCheckpoint(tx, forgetful);
    dieIn("in S3");
  });
}
if (gap === "in S5") {
  const { state } = deps;
  await inTx(ctx, async (tx) => {
    await publishOnce(tx, { ...deps, state: { read: state.read, write: async () => {} } });
    dieIn("in S5");
  });
}
await publishOnce(ctx, deps);
dieIn("after S5");
