import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { run, tail } from "./start-run.mjs";
import { StartError } from "./start-say.mjs";

const STAMP = "node_modules/.assay-install";

/** Why the packages must be installed, or undefined when they are there as the lock file says. */
export function whyInstall() {
  if (!existsSync("node_modules")) return "the packages are not installed yet";
  const stamp = installStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return undefined;
  if (!matchesLock()) return "the installed packages are not those of package-lock.json";
  writeFileSync(STAMP, stamp);
  return undefined;
}

/** `npm ci`, with the development packages: the build needs them whatever NODE_ENV says. */
export async function install() {
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const env = { ...process.env, NODE_ENV: "development" };
  const { code, output } = npm?.endsWith(".js")
    ? await run(process.execPath, [npm, ...args], { env })
    : await run(process.platform === "win32" ? "npm.cmd" : "npm", args, { env, shell: process.platform === "win32" });
  if (code !== 0)
    throw new StartError(
      `The packages could not be installed. ${reason(output)}\n${tail(output.split("npm error Usage:")[0])}`,
    );
  writeFileSync(STAMP, installStamp());
}

function reason(output) {
  if (/can only install packages when your package.json and package-lock/.test(output)) {
    return "package.json and package-lock.json do not belong together: take both from the same version of Assay.";
  }
  if (/ENOSPC/.test(output)) return "The disk is full: free about 1 GB and start again.";
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(output)) {
    return "The package registry cannot be reached: check the network (npm ping), then start again.";
  }
  if (/EACCES|EPERM/.test(output)) return "A file may not be written: check who owns this folder.";
  return "npm says why below; mend that and start again (npm ci alone repeats this step).";
}

function installStamp() {
  const hash = createHash("sha256").update(readFileSync("package-lock.json"));
  return hash.update(`${process.platform} ${process.arch}`).digest("hex");
}

/** Compares npm's own record of what it installed with the lock file; optional packages of other systems may be absent. */
function matchesLock() {
  try {
    const wanted = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
    const found = JSON.parse(readFileSync("node_modules/.package-lock.json", "utf8")).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === "") return true;
      return found[path]
        ? found[path].version === entry.version
        : Boolean(entry.optional || entry.devOptional || entry.peer);
    });
  } catch {
    return false;
  }
}
