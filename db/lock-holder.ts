import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { hostname } from "node:os";
import { basename } from "node:path";

/** Who holds a lock, as written in the lock file. */
export type Holder = {
  /** Unique for each taking. */
  token: string;
  pid: number;
  /** Start time of the process as the system tells it: a reused pid has another one. Null where it cannot be told. */
  startedAt: string | null;
  host: string;
  /** Kernel boot and pid namespace: a pid means nothing in another one (containers). Null where there are none. */
  boot: string | null;
  namespace: string | null;
  /** A socket that the holder listens on while it lives; tells life from death between containers. */
  beacon: string | null;
  command: string;
  since: string;
};

/** This process as the holder of the lock at `path`. */
export function describeSelf(path: string): Holder {
  const token = randomUUID();
  const namespace = orNull(() => readlinkSync("/proc/self/ns/pid"));
  return {
    token,
    pid: process.pid,
    startedAt: processState(process.pid)?.startedAt ?? null,
    host: hostname(),
    boot: orNull(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    namespace,
    beacon: namespace && `${path}.${token.slice(0, 8)}.sock`,
    command: [basename(process.argv[1] ?? "node"), ...process.argv.slice(2, 3)].join(" "),
    since: new Date().toISOString(),
  };
}

/** Whether the holder may still run. Where that cannot be known (another machine), it is taken to be alive. */
export async function mayLive(holder: Holder): Promise<boolean> {
  const self = describeSelf("");
  if (holder.boot !== self.boot) return holder.host !== self.host; // same machine: it was restarted since
  if (holder.namespace !== self.namespace) return holder.beacon === null || answers(holder.beacon);
  if (holder.host !== self.host && holder.namespace === null) return true;
  const state = processState(holder.pid);
  if (!state) return false;
  return state.startedAt === null || holder.startedAt === null || state.startedAt === holder.startedAt;
}

/** Listens on the beacon until stopped; a holder whose folder cannot carry a socket goes without. */
export async function lightBeacon(holder: Holder): Promise<{ holder: Holder; stop(): void }> {
  const { beacon } = holder;
  if (!beacon) return { holder, stop: () => {} };
  const server = createServer((socket) => socket.destroy()).unref();
  const lit = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(beacon, () => resolve(true));
  });
  if (!lit) return { holder: { ...holder, beacon: null }, stop: () => {} };
  const stop = () => {
    server.close();
    rmSync(beacon, { force: true });
  };
  return { holder, stop };
}

function answers(beacon: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(beacon);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"),
    );
  });
}

/** Undefined when no such process lives; a zombie does not. */
function processState(pid: number): { startedAt: string | null } | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
  }
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (stat) {
    // The second field is the name in brackets and may hold anything; state and start time are fields 3 and 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : { startedAt: fields[19] ?? null };
  }
  if (process.platform === "win32") return { startedAt: null };
  const started = orNull(() => execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim());
  return { startedAt: started || null };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
