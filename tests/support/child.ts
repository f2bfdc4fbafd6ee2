import { type ChildProcess, spawn } from "node:child_process";
import { bundleOf } from "./bundle";

export type Finished = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/** Runs a program to its end. Variables given as undefined are removed from its environment. */
export function runChild(
  command: string,
  args: string[],
  env: Record<string, string | undefined> = {},
): Promise<Finished> {
  return finish(startChild(command, args, env));
}

export function startChild(
  command: string,
  args: string[],
  env: Record<string, string | undefined> = {},
): ChildProcess {
  return spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
}

export function finish(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data) => {
    stdout += data;
  });
  child.stderr?.on("data", (data) => {
    stderr += data;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Waits until the program has written `text`, and gives what it wrote up to then; fails when it ends before. */
export function untilOutput(
  child: ChildProcess,
  text: string,
  stream: "stdout" | "stderr" = "stdout",
): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = "";
    child[stream]?.on("data", (data) => {
      seen += data;
      if (seen.includes(text)) resolve(seen);
    });
    child.once("close", () => reject(new Error(`the program ended before it wrote "${text}": ${seen}`)));
  });
}

/** Runs the command line to its end, as `assay …` does. */
export async function runAssay(args: string[], env: Record<string, string | undefined> = {}): Promise<Finished> {
  return finish(await startAssay(args, env));
}

export async function startAssay(args: string[], env: Record<string, string | undefined> = {}): Promise<ChildProcess> {
  return startChild(process.execPath, [await bundleOf("bin/assay.ts"), ...args], env);
}
