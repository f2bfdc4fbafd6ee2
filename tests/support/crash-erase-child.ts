import { openDb } from "#db/client";
import { fileBlobStore } from "#lib/adapters/blob";
import { runErasure } from "#lib/services/erase-all";
import { releaseOwnJobs, runNextJob } from "#lib/services/job";
import { sequenceBatch } from "#lib/services/sequence";
import { testCtx } from "./ctx";

/* A server as far as erasure goes: takes the job that is due. The parent kills it at some moment, or lets it end. */
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
await runNextJob(ctx, { "contribution.erase": runErasure });
while ((await sequenceBatch(ctx)).count > 0);
await close();
process.stdout.write("done\n");
process.exit();
