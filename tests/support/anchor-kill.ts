import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createTestClient, http } from "viem";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "#lib/adapters/anvil";

type Random = () => number;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const PLACES = ["prepared", "stored", "sent", "counted"] as const;
const LIFE_MS = 1_300;
const SHORT_MS = 50;
const LONG_MS = 600;

/**
 * A worker process again and again, each killed: half of them by themselves at a place in the work, and all at the latest after a random
 * time. The next one is loaded while this one works. Gives how many died at each place.
 */
export async function killWorkers(bundle: string, env: Record<string, string>, random: Random, isOver: () => boolean) {
  const deaths: Record<string, number> = { anywhere: 0, prepared: 0, stored: 0, sent: 0, counted: 0 };
  let next = spawnWorker(bundle, env);
  while (!isOver()) {
    const worker = next;
    const dieAt = random() < 0.7 ? (PLACES[Math.floor(random() * PLACES.length)] ?? null) : null;
    await worker.said("loaded");
    next = spawnWorker(bundle, env);
    worker.child.stdin?.write(`${JSON.stringify({ dieAt, nth: 1 + Math.floor(random() * 2) })}\n`);
    await worker.said("ready");
    const latest = { isFirst: false };
    const timer = setTimeout(
      () => {
        latest.isFirst = worker.child.exitCode === null && worker.child.signalCode === null;
        worker.child.kill("SIGKILL");
      },
      dieAt ? LIFE_MS : random() * LIFE_MS,
    );
    await worker.dead();
    clearTimeout(timer);
    const place = latest.isFirst || !dieAt ? "anywhere" : dieAt;
    deaths[place] = (deaths[place] ?? 0) + 1;
  }
  await next.said("loaded");
  next.child.kill("SIGKILL");
  await next.dead();
  return deaths;
}

function spawnWorker(bundle: string, env: Record<string, string>) {
  // Compiling the embedded database's WebAssembly well takes longer than the worker lives; compiled once, quickly, it takes half the time.
  const child: ChildProcess = spawn(process.execPath, ["--liftoff-only", bundle], {
    env: { ...process.env, ...env, LOG_LEVEL: "silent" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = new Promise<void>((done) => child.once("close", () => done()));
  const heard = new Set<string>();
  const waiting = new Map<string, () => void>();
  createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> }).on("line", (line) => {
    heard.add(line);
    waiting.get(line)?.();
  });
  return {
    child,
    said: (line: string) =>
      new Promise<void>((done, fail) => {
        if (heard.has(line)) return done();
        waiting.set(line, done);
        void exited.then(() => fail(new Error(`the worker died before it was ${line}: ${stderr}`)));
      }),
    async dead() {
      await exited;
      if (child.signalCode !== "SIGKILL" || stderr)
        throw new Error(`the worker failed before it was killed: ${stderr}`);
    },
  };
}

export type Shaken = { node: Anvil; kept: number; lost: number };

/**
 * A node that is ended again and again after a random time: asked to, so that it keeps its blocks, or killed, so that those since its last
 * writing are lost; now and then it comes back with a state that is older still. Between, blocks come at once or when the test makes them.
 */
export async function shakeNode(first: Anvil, folder: string, random: Random, isOver: () => boolean): Promise<Shaken> {
  const statePath = join(folder, "state.json");
  const shaken: Shaken = { node: first, kept: 0, lost: 0 };
  while (!isOver()) {
    const client = createTestClient({ mode: "anvil", chain: foundry, transport: http(shaken.node.url) });
    const isAuto = random() < 0.5;
    await client.setAutomine(isAuto);
    for (const until = Date.now() + random() * (random() < 0.25 ? LONG_MS : SHORT_MS); Date.now() < until; ) {
      await pause(20 + random() * 40);
      await client.mine({ blocks: 1 });
    }
    const isKept = random() < 0.7;
    if (isKept) {
      if (random() < 0.3) copyFileSync(statePath, `${statePath}.old`);
      await shaken.node.stop();
      shaken.kept += 1;
    } else {
      if (shaken.node.pid) process.kill(shaken.node.pid, "SIGKILL");
      await shaken.node.ended;
      if (random() < 0.3) copyFileSync(`${statePath}.old`, statePath);
      shaken.lost += 1;
    }
    await pause(random() * 30);
    shaken.node = await startAnvil({ statePath, port: first.port });
  }
  return shaken;
}
