/** Makes callers' addresses trustworthy; opens the short way to the public log; starts the job loop of this process, unless WORKER=off. Next calls it once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { forgetForwardedHeaders } = await import("./lib/client-address");
  forgetForwardedHeaders();
  const { openLogLane } = await import("./lib/log-lane");
  openLogLane();
  const { startWorker } = await import("./lib/worker");
  await startWorker();
}
