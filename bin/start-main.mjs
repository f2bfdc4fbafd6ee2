import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { build, buildEnv, isBuilt } from "./start-build.mjs";
import { checkPort, checkSpace, checkWritable, readPort } from "./start-check.mjs";
import { install, whyInstall } from "./start-install.mjs";
import { stopAll } from "./start-run.mjs";
import { StartError, say, seconds, step } from "./start-say.mjs";
import { serve } from "./start-serve.mjs";
import { setUp } from "./start-setup.mjs";

const INSTALL_MB = 1000;
const BUILD_MB = 500;
const DATA_MB = 200;

let stopping = false;
let server;

export async function main() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopOn(signal));
  try {
    await startAll();
  } catch (error) {
    // What fails because it is being stopped is no failure.
    if (stopping) return;
    await stopAll();
    say(error instanceof StartError ? `\n${error.message}` : `\nAssay could not start: ${plain(error)}`);
    process.exit(1);
  }
}

async function stopOn(signal) {
  if (stopping) return;
  stopping = true;
  say(`\nStopping (${signal}) …`);
  await (server ? server.stop() : stopAll());
  say("Stopped.");
  process.exit(server ? 0 : 130);
}

async function startAll() {
  const startedAt = Date.now();
  for (const file of [".env.local", ".env"]) if (existsSync(file)) process.loadEnvFile(file);
  const port = readPort(process.env.PORT);
  const dataDir = resolve(process.env.DATA_DIR || ".data");
  await checkPort(port);
  checkWritable(process.cwd(), `The folder of Assay (${process.cwd()})`, "Make it writable for this user.");
  checkWritable(
    dataDir,
    `The data folder ${dataDir}`,
    "Make it writable for this user, or give another one (DATA_DIR).",
  );
  await prepare(dataDir);

  const env = { ...buildEnv(), PORT: String(port), NEXTAUTH_URL: baseUrl(port) };
  const notes = await setUp(dataDir, env);
  server = await serve(port, env);
  say(`\nAssay runs at ${baseUrl(port)} (ready after ${seconds(startedAt)}). Ctrl-C stops it.`);
  if (notes.trim()) say(`\n${notes.trim()}\n`);
  const code = await server.ended;
  throw new StartError(`The server ended by itself (code ${code}). What it wrote last is above.`);
}

/** Installs and builds what is missing or out of date; looks for the room first. */
async function prepare(dataDir) {
  const why = whyInstall();
  const builds = Boolean(why) || !isBuilt();
  checkSpace(process.cwd(), (why ? INSTALL_MB : 0) + (builds ? BUILD_MB : 0), "installing and building");
  checkSpace(dataDir, DATA_MB, "the data folder");
  if (why) await step(`Installing packages: ${why}`, "1 minute, 700 MB", install);
  if (!isBuilt()) await step("Building the pages", "1 minute", build);
}

function plain(error) {
  return error.code === "ENOSPC" ? "the disk is full. Free some space and start again." : error.message;
}

function baseUrl(port) {
  return process.env.ASSAY_URL?.trim() || process.env.NEXTAUTH_URL?.trim() || `http://localhost:${port}`;
}
