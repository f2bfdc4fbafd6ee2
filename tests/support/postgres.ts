import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { canInstall, findOnPath, installPackages } from "./apt";

const OLDEST_VERSION = 15;
const START_MS = 30_000;
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];

// Tests need no durability; benches measure with it.
const HASTY = ["fsync=off", "full_page_writes=off"];

export type ThrowAwayServer = { url: string; stop(): Promise<void> };

/** A PostgreSQL of our own on loopback, gone after `stop`; undefined when none is here and none can be installed. */
export async function startPostgres(options: { durable?: boolean } = {}): Promise<ThrowAwayServer | undefined> {
  const bin = findPrograms() ?? (canInstall() && installPackages(["postgresql"]) ? findPrograms() : undefined);
  if (!bin) return undefined;
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? findOwner() : undefined;
  const folder = mkdtempSync(join(tmpdir(), "assay-postgres-"));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const spawning = { ...owner, cwd: "/", stdio: "ignore" as const };
  const initArgs = ["-D", data, "-U", "assay", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  execFileSync(join(bin, "initdb"), initArgs, spawning);
  const port = await freePort();
  const args = [
    "-D",
    data,
    "-p",
    String(port),
    ...[...SETTINGS, ...(options.durable ? [] : HASTY)].flatMap((setting) => ["-c", setting]),
  ];
  const child = spawn(join(bin, "postgres"), args, spawning);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const onExit = () => {
    child.kill("SIGQUIT");
    remove();
  };
  process.once("exit", onExit);
  const url = `postgres://assay@127.0.0.1:${port}/postgres`;
  await untilAnswers(url, child);
  const stop = async () => {
    process.off("exit", onExit);
    await end(child);
    remove();
  };
  return { url, stop };
}

/** The folder of PostgreSQL's programs: Debian's newest, the one on PATH, or Homebrew's. */
function findPrograms(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = findOnPath("initdb");
  const folders = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(onPath ? [dirname(realpathSync(onPath))] : []),
    ...[18, 17, 16, 15].flatMap((version) => [
      `/opt/homebrew/opt/postgresql@${version}/bin`,
      `/usr/local/opt/postgresql@${version}/bin`,
    ]),
  ];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && versionOf(folder) >= OLDEST_VERSION);
}

function versionOf(folder: string): number {
  try {
    const text = execFileSync(join(folder, "postgres"), ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number(/(\d+)/.exec(text)?.[1]);
  } catch {
    return 0;
  }
}

function findOwner(): { uid: number; gid: number } {
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // no such user: the next
    }
  }
  return { uid: 65_534, gid: 65_534 };
}

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error("the throw-away PostgreSQL did not start", { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    // "Fast" shutdown: open sessions are ended.
    child.kill("SIGINT");
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
