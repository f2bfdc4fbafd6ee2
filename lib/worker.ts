import { closeDb } from "#db/client";
import { flushWal } from "#db/wal";
import { fileLogState } from "./adapters/log-state";
import { addCheckpoint } from "./adapters/witness-client";
import { makeAnchoring } from "./anchoring";
import { env } from "./env";
import { log } from "./log";
import { tellHalt } from "./log-halt";
import { ensureLogKey, logSigners } from "./log-key";
import { logPolicy } from "./log-policy";
import { makeCtx, setWake } from "./request-ctx";
import { unpackArchive } from "./services/archive-unpack";
import { runBatch } from "./services/batch-run";
import { makeRunRequester } from "./services/consensus-request";
import { runConsensus } from "./services/consensus-run";
import type { Ctx } from "./services/context";
import { runErasure } from "./services/erase-all";
import type { JobHandlers } from "./services/job";
import { fillTask } from "./services/label-fill";
import { makePublisher } from "./services/log-publish";
import { startLoop } from "./services/loop";
import { sendMail } from "./services/mail-send";
import { runModel } from "./services/model-run";
import { requestDueSnapshot } from "./services/snapshot-request";
import { makeSnapshotTaker } from "./services/snapshot-take";
import { makeSettleRequester } from "./services/spot-request";
import { settleProject } from "./services/spot-settle";
import { checkUpload } from "./services/upload-check";
import { makeSweepRequester, sweepMedia } from "./services/upload-remove";

// A witness that takes longer is asked again later; the log goes on.
const WITNESS_TIMEOUT_MS = 5_000;

const handlers: JobHandlers = {
  "archive.unpack": (ctx: Ctx, payload, isStopping) => unpackArchive(ctx, String(payload.uploadId), isStopping),
  "batch.import": (ctx: Ctx, payload, isStopping) => runBatch(ctx, String(payload.batchId), isStopping),
  "consensus.run": (ctx: Ctx, payload, isStopping) => runConsensus(ctx, String(payload.projectId), isStopping),
  "contribution.erase": runErasure,
  "label.fill": (ctx: Ctx, payload, isStopping) => fillTask(ctx, String(payload.projectId), isStopping),
  "label.settle": (ctx: Ctx, payload, isStopping) => settleProject(ctx, String(payload.projectId), isStopping),
  "mail.send": sendMail,
  "media.check": (ctx: Ctx, payload) => checkUpload(ctx, String(payload.uploadId)),
  "media.sweep": sweepMedia,
  "model.run": (ctx: Ctx, payload, isStopping) => runModel(ctx, String(payload.runId), isStopping),
  "points.snapshot": makeSnapshotTaker((detail) =>
    log().error(detail, "balances are not what the ledger's entries make: no snapshot of them is taken"),
  ),
};

/** Runs the background work of this process until it is told to stop; a signal lets the step at hand finish first. */
export async function startWorker(): Promise<void> {
  const ctx = await makeCtx({ kind: "system" });
  const flush = () => (ctx.databaseKind === "pglite" ? flushWal(env().dataDir) : Promise.resolve());
  // A database of our own gets a key of its own; a shared one gets the same key at each of its servers, from whoever runs them.
  if (ctx.databaseKind === "pglite") ensureLogKey();
  const signers = env().worker ? logSigners() : [];
  const anchoring = env().worker ? makeAnchoring(ctx.databaseKind, signers[0]?.name) : undefined;
  const requestSweep = makeSweepRequester();
  const requestRuns = makeRunRequester();
  const requestSettles = makeSettleRequester();
  const loop = env().worker
    ? startLoop({
        ctx,
        handlers,
        flush,
        publish: makePublisher(
          {
            signers,
            origin: env().logOrigin,
            state: fileLogState(env().logStateFile),
            policy: logPolicy(),
            addCheckpoint: (url, request) => addCheckpoint(url, request, WITNESS_TIMEOUT_MS),
            flush,
            anchorPlace: () => anchoring?.place(),
            recallAnchors: async (recallCtx) => anchoring?.recall(recallCtx),
          },
          (halt) => tellHalt(halt, log()),
        ),
        anchor: async (turnCtx) => (await anchoring?.turn(turnCtx)) ?? false,
        requestDue: async (turnCtx) => {
          await requestDueSnapshot(turnCtx, env().snapshots);
          await requestSweep(turnCtx);
          await requestRuns(turnCtx);
          await requestSettles(turnCtx);
        },
        logError: (error, what) => log().error({ error }, `the ${what} failed and goes on`),
      })
    : undefined;
  if (loop) setWake(loop.wake);
  const stop = async () => {
    setWake(undefined);
    await loop?.stop();
    await anchoring?.stop();
    await closeDb();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}
