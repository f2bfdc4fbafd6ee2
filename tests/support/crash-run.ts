import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { bundleOf } from "./bundle";

export type Acknowledged = { what: "submitted" | "decided" | "withdrawn"; id: string };

type RunInput = {
  env: Record<string, string>;
  /** Acknowledged acts after which it is killed; 0 for as soon as it is ready. Counted, not timed: machines differ. */
  acts: number;
  /** How far into the acts that follow. */
  lifeMs: number;
};

const READY_TIMEOUT_MS = 180_000;

/**
 * Starts the crash child, lets it live for a while, kills it with SIGKILL in the middle of whatever it does, and
 * returns what it had acknowledged. Rejects when it died by itself or never got ready.
 */
export async function runUntilKilled({ env, acts, lifeMs }: RunInput): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, ["--liftoff-only", await bundleOf("tests/support/crash-child.ts")], {
    env: { ...process.env, ...env, LOG_LEVEL: "silent" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const acknowledged: Acknowledged[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once("close", (_code, signal) => resolve(signal)),
  );
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the child never got ready: ${stderr}`)), READY_TIMEOUT_MS);
    void exited.then(() => reject(new Error(`the child died by itself: ${stderr}`)));
    createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> }).on("line", (line) => {
      const [what, id] = line.split(" ");
      const isAct = id?.length === 36;
      if (isAct) acknowledged.push({ what: what as Acknowledged["what"], id });
      if (acknowledged.length >= acts) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
  await ready;
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  child.kill("SIGKILL");
  const signal = await exited;
  if (signal !== "SIGKILL" || stderr) throw new Error(`the child failed before it was killed: ${stderr}`);
  return acknowledged;
}
