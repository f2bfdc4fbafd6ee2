import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { bundleOf } from "./bundle";

const HOUR_MS = 3_600_000;

type Life = {
  env: Record<string, string>;
  /** Which start this is: each comes an hour after the last, so that a dead one's lock on its job has run out. */
  turn: number;
  /** Chunks after which it is killed, and how far into the next; never when undefined. */
  chunks?: number;
  afterMs?: number;
};

/** Starts a server as far as imports go and kills it with SIGKILL in the middle of one. True when it came to its end instead. */
export async function importUntilKilled({ env, turn, chunks, afterMs = 0 }: Life): Promise<boolean> {
  const child = spawn(process.execPath, ["--liftoff-only", await bundleOf("tests/support/crash-import-child.ts")], {
    env: { ...process.env, ...env, CRASH_AHEAD_MS: String(turn * HOUR_MS), LOG_LEVEL: "silent" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  let isDone = false;
  let seen = 0;
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    isDone ||= line === "done";
    if (line === "chunk") seen += 1;
    if (chunks !== undefined && (line === "chunk" || line === "ready") && seen === chunks)
      setTimeout(() => child.kill("SIGKILL"), afterMs);
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (stderr) throw new Error(`the child failed: ${stderr}`);
  return isDone;
}
