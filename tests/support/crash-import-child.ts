import { openDb } from "#db/client";
import { fileBlobStore } from "#lib/adapters/blob";
import { runBatch } from "#lib/services/batch-run";
import { releaseOwnJobs, runNextJob } from "#lib/services/job";
import { sequenceBatch } from "#lib/services/sequence";
import { testCtx } from "./ctx";

/*
 * A server as far as imports go: it starts as each start does, takes the job that is due, and sequences beside it. It says when it begins;
 * the parent kills it at some moment after, or lets it end.
 */
const { db, kind, close } = await openDb(
  process.env.CRASH_URL ? { databaseUrl: process.env.CRASH_URL } : { dataDir: process.env.CRASH_DIR ?? "" },
);
// On PostgreSQL another server may take the job once the dead one's lock has run out: each start comes an hour after the last.
const aheadMs = Number(process.env.CRASH_AHEAD_MS);
const ctx = {
  ...testCtx(db, kind),
  now: () => new Date(Date.now() + aheadMs),
  blob: fileBlobStore(process.env.CRASH_BLOBS ?? ""),
};

// A child whose parent is gone has nobody to answer to.
process.stdin.resume().on("end", () => process.exit());

await releaseOwnJobs(ctx);
process.stdout.write("ready\n");
await runNextJob(ctx, {
  // Asked once for each chunk: the parent counts them, and kills after as many as it likes.
  "batch.import": (job, { batchId }, stop) =>
    runBatch(job, String(batchId), () => {
      process.stdout.write("chunk\n");
      return stop();
    }),
  "mail.send": async () => {},
});
while ((await sequenceBatch(ctx)).count > 0);
await close();
process.stdout.write("done\n");
process.exit();
