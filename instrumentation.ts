/** Makes callers' addresses trustworthy; starts the job loop of this process, unless WORKER=off. Next calls it once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { forgetForwardedHeaders } = await import("./lib/client-address");
  forgetForwardedHeaders();
  const { startWorker } = await import("./lib/worker");
  await startWorker();
}
