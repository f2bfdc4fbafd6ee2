import { readdirSync, readFileSync } from "node:fs";

/** Bytes of memory that a process (this one unless told) and all it started hold; on Linux, elsewhere this one's own. */
export function treeBytes(root = process.pid): number {
  try {
    const parents = new Map<number, number>();
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const parent = fieldOf(Number(name), "PPid");
      if (parent !== undefined) parents.set(Number(name), parent);
    }
    const isOurs = (pid: number): boolean => {
      const parent = parents.get(pid);
      return parent === root || (parent !== undefined && parent > 1 && isOurs(parent));
    };
    const tree = [root, ...[...parents.keys()].filter(isOurs)];
    return tree.reduce((sum, pid) => sum + (fieldOf(pid, "VmRSS") ?? 0) * 1_024, 0);
  } catch {
    return process.memoryUsage.rss();
  }
}

function fieldOf(pid: number, field: string): number | undefined {
  try {
    const [, value] = new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return value === undefined ? undefined : Number(value);
  } catch {
    return undefined;
  }
}

/** Runs work and answers with its highest memory, sampled as often as the event loop lets it. */
export async function peakBytes(work: () => Promise<unknown>): Promise<number> {
  let peak = treeBytes();
  const sampler = setInterval(() => {
    peak = Math.max(peak, treeBytes());
  }, 25);
  await work().finally(() => clearInterval(sampler));
  return peak;
}
