import { markServing } from "./start-build.mjs";
import { start, stop, tail } from "./start-run.mjs";
import { StartError, say, seconds } from "./start-say.mjs";

const NEXT = "node_modules/next/dist/bin/next";
// A machine that is busy with other things takes minutes; whoever waits reads that it goes on.
const READY_MS = 300_000;
const PULSE_MS = 20_000;
const UNWELL_MS = 15_000;
const STOP_MS = 10_000;

/** Starts the server and resolves when it answers; `ended` resolves when it is gone. */
export async function serve(port, env) {
  const args = ["--import", "./bin/start-leash.mjs", NEXT, "start", "-p", String(port)];
  const child = start(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const unmark = markServing(child.pid);
  let ready = false;
  let output = "";
  const relay = (stream) => (data) => {
    if (ready) return stream.write(data);
    output = `${output}${data}`.slice(-20_000);
  };
  child.stdout.on("data", relay(process.stdout));
  child.stderr.on("data", relay(process.stderr));
  const ended = new Promise((resolve) => {
    child.once("close", (code) => {
      unmark();
      resolve(code ?? 1);
    });
  });
  const died = ended.then(() => {
    throw new StartError(`The server ended before it answered.\n${tail(output)}`);
  });
  const late = (error) => {
    throw new StartError(`${error.message}\n${tail(output)}`);
  };
  const startedAt = Date.now();
  const pulse = setInterval(() => say(`  … the server is starting, ${seconds(startedAt)} so far`), PULSE_MS);
  const health = await Promise.race([died, untilHealthy(port).catch(late)])
    .catch(async (error) => {
      await stop(child, STOP_MS);
      throw error;
    })
    .finally(() => clearInterval(pulse));
  ready = true;
  if (health) say(`The server answers, but it is not well yet: ${health}`);
  return { ended, stop: () => stop(child, STOP_MS) };
}

/** Undefined when all is well, the last complaint when the server answers and stays unwell. */
async function untilHealthy(port) {
  const startedAt = Date.now();
  let complaint;
  while (Date.now() - startedAt < (complaint ? UNWELL_MS : READY_MS)) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(10_000) }).catch(
      () => undefined,
    );
    if (answer?.ok) return undefined;
    if (answer) complaint = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (complaint) return complaint;
  throw new StartError(`The server did not answer on port ${port} within ${READY_MS / 1000} s.`);
}
