import { spawn } from "node:child_process";

const running = new Set();

/** Starts a program that ends together with this one. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Runs a program to its end and keeps the last of what it wrote. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, options);
    let output = "";
    const keep = (data) => {
      output = `${output}${data}`.slice(-20_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => resolve({ code: 1, output: `${command}: ${error.message}` }));
    child.once("close", (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Asks every program to end, and after a while makes it. */
export async function stopAll(graceMs = 10_000) {
  await Promise.all([...running].map((child) => stop(child, graceMs)));
}

export function stop(child, graceMs) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const hard = setTimeout(() => child.kill("SIGKILL"), graceMs);
    child.once("close", () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

/** The last lines of a program's output that carry something. */
export function tail(output, lines = 12) {
  const kept = output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^npm (warn|notice)|^npm error$|^(npm error)?\s+at /.test(line));
  return kept
    .slice(-lines)
    .map((line) => `  ${line}`)
    .join("\n");
}
