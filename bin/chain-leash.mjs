/*
 * Runs a program that must not outlive the process that started this one: when standard input closes, even by kill -9 of whoever held
 * it, the program is asked to end, and after a while made to. Its process id is the one line on standard output.
 */
import { spawn } from "node:child_process";

const GRACE_MS = 5_000;

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
if (child.pid) process.stdout.on("error", () => {}).write(`${child.pid}\n`);
const stop = () => {
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
};
process.stdin.on("end", stop).on("error", stop).resume();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on("close", (code) => process.exit(code ?? 1));
