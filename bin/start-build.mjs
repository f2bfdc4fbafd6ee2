import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, tail } from "./start-run.mjs";
import { StartError } from "./start-say.mjs";

const SOURCES = ["app", "components", "db/schema", "lib", "messages", "public"];
const FILES = [
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
];
const NEXT = "node_modules/next/dist/bin/next";

const distDir = () => process.env.NEXT_DIST_DIR || ".next";
const idPath = () => join(distDir(), "assay-build-id");
const serverPath = (pid) => join(distDir(), `assay-server-${pid}`);

/** Whether the built pages are those of the sources as they are now. */
export function isBuilt() {
  const complete = existsSync(join(distDir(), "BUILD_ID")) && existsSync(idPath());
  return complete && readFileSync(idPath(), "utf8") === sourceHash();
}

/** `next build`; the hash of the sources is written last, so a build that was cut off counts as none. */
export async function build() {
  const server = liveServer();
  if (server) {
    throw new StartError(
      `The sources changed, and process ${server} serves from the folder ${distDir()} that must be built anew. Stop that server first, or give this one its own folder: NEXT_DIST_DIR=.next-2 npm start`,
    );
  }
  rmSync(idPath(), { force: true });
  const hash = sourceHash();
  const { code, output } = await run(process.execPath, [NEXT, "build"], {
    env: { ...buildEnv(), NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  if (code !== 0) throw new StartError(`The pages could not be built. ${reason(output)}\n${tail(output, 60)}`);
  writeFileSync(idPath(), hash);
}

export function buildEnv() {
  return { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
}

/** Marks the build as being served by a process; returns how to take the mark away. */
export function markServing(pid) {
  mkdirSync(distDir(), { recursive: true });
  writeFileSync(serverPath(pid), "");
  return () => rmSync(serverPath(pid), { force: true });
}

function liveServer() {
  if (!existsSync(distDir())) return undefined;
  const pids = readdirSync(distDir()).flatMap((name) => /^assay-server-(\d+)$/.exec(name)?.[1] ?? []);
  return pids.find((pid) => {
    try {
      process.kill(Number(pid), 0);
      return true;
    } catch (error) {
      rmSync(serverPath(pid), { force: true });
      return error.code === "EPERM";
    }
  });
}

function reason(output) {
  if (/ENOSPC/.test(output)) return "The disk is full: free about 500 MB and start again.";
  if (/heap out of memory|SIGKILL/.test(output)) return "The memory was not enough: the build needs about 1 GB.";
  return "The build says why below; nothing that was there has been changed but the folder it builds in.";
}

function sourceHash() {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]);
  for (const path of [...SOURCES.flatMap(listFiles), ...FILES.filter((file) => existsSync(file))]) {
    hash.update(`\0${path}\0`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
