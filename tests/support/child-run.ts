import { spawn } from "node:child_process";
import { bundleOf } from "./bundle";

/**
 * Starts a child of tests/support and kills it some time after it says "ready" (never, when no time is given). True when it came to its end
 * and said "done"; rejects when it wrote an error.
 */
export async function runChild(source: string, env: Record<string, string>, lifeMs?: number): Promise<boolean> {
  const child = spawn(process.execPath, ["--liftoff-only", await bundleOf(source)], {
    env: { ...process.env, ...env, LOG_LEVEL: "silent" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  let isDone = false;
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    isDone ||= chunk.toString().includes("done");
    if (chunk.toString().includes("ready") && lifeMs !== undefined) setTimeout(() => child.kill("SIGKILL"), lifeMs);
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (stderr) throw new Error(`the child failed: ${stderr}`);
  return isDone;
}
