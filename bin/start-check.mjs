import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { StartError } from "./start-say.mjs";

export function readPort(text) {
  if (!text?.trim()) return 3000;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StartError(`PORT is "${text}": write a number from 1 to 65535, or remove it.`);
}

/** Fails when somebody else listens on the port, and names them where the system tells. */
export async function checkPort(port) {
  for (const host of ["::", "0.0.0.0", "127.0.0.1"]) {
    const code = await tryListen(port, host);
    if (code === "EADDRINUSE") {
      const owner = portOwner(port);
      throw new StartError(
        `Port ${port} is in use${owner ? ` by ${owner}` : ""}. Stop that program, or take another port: PORT=${port + 1} npm start`,
      );
    }
    if (code === "EACCES") {
      throw new StartError(`Port ${port} may not be used by this user. Take one from 1024 up: PORT=3000 npm start`);
    }
  }
}

function tryListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function portOwner(port) {
  try {
    return process.platform === "linux" ? linuxPortOwner(port) : lsofPortOwner(port);
  } catch {
    return undefined;
  }
}

/** Only processes of the same user can be seen; for others the message does without a name. */
function linuxPortOwner(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readFileSync(table, "utf8").split("\n").slice(1)) {
      const fields = line.trim().split(/\s+/);
      // Field 3 is the state: 0A is LISTEN.
      if (fields[1]?.endsWith(`:${hex}`) && fields[3] === "0A") inodes.add(`socket:[${fields[9]}]`);
    }
  }
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim().slice(0, 80);
      return `process ${pid} (${command})`;
    }
  }
  return undefined;
}

function holdsSocket(pid, inodes) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function lsofPortOwner(port) {
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
  const out = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], options);
  const pid = /^p(\d+)/m.exec(out)?.[1];
  return pid && `process ${pid} (${/^c(.*)/m.exec(out)?.[1] ?? "?"})`;
}

/** Fails when the folder cannot be made or written. */
export function checkWritable(folder, what, remedy) {
  const probe = join(folder, `.write-test-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw new StartError(`${what} cannot be written: ${error.message}. ${remedy}`);
  }
}

/** Fails when the disk under `folder` has less free space than what is about to be done needs. */
export function checkSpace(folder, neededMb, what, statfs = statfsSync) {
  const { bavail, bsize } = statfs(folder);
  const freeMb = Math.floor((bavail * bsize) / 1_000_000);
  if (freeMb >= neededMb) return;
  throw new StartError(
    `The disk under ${folder} is too full: ${what} needs about ${neededMb} MB and ${freeMb} MB are free. Free at least ${neededMb - freeMb} MB and start again.`,
  );
}
