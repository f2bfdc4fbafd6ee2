import { closeDb } from "#db/client";
import { flushWal } from "#db/wal";
import { env } from "./env";
import { log } from "./log";
import { makeCtx, setWake } from "./request-ctx";
import { runBatch } from "./services/batch-run";
import type { Ctx } from "./services/context";
import type { JobHandlers } from "./services/job";
import { startLoop } from "./services/loop";
import { sendMail } from "./services/mail-send";

const handlers: JobHandlers = {
  "batch.import": (ctx: Ctx, payload, isStopping) => runBatch(ctx, String(payload.batchId), isStopping),
  "mail.send": sendMail,
};

/** Runs the background work of this process until it is told to stop; a signal lets the step at hand finish first. */
export async function startWorker(): Promise<void> {
  const ctx = await makeCtx({ kind: "system" });
  const loop = env().worker
    ? startLoop({
        ctx,
        handlers,
        flush: () => (ctx.databaseKind === "pglite" ? flushWal(env().dataDir) : Promise.resolve()),
        logError: (error, what) => log().error({ error }, `the ${what} failed and goes on`),
      })
    : undefined;
  if (loop) setWake(loop.wake);
  const stop = async () => {
    setWake(undefined);
    await loop?.stop();
    await closeDb();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}
