import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { refusal, refusalText } from "#lib/refusal";

/** A development chain in a process of its own: it proves the mechanism, and gives no security. */
export type Anvil = {
  url: string;
  port: number;
  /** The node's own process, not that of the leash which holds it; undefined when it did not say. */
  pid: number | undefined;
  /** Comes when it has ended, by itself or because it was stopped. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

/** The kept state cannot be read: the file was cut off, or is of something else. */
export class AnvilStateError extends Error {}

export type AnvilOptions = {
  /** A free one when absent. */
  port?: number;
  chainId?: number;
  /** Where the chain is kept over restarts; in memory alone when absent. */
  statePath?: string;
  /** The one origin whose pages may ask it; none when absent. Any other page could reset the chain. */
  allowOrigin?: string;
  /** Seconds from block to block; a block for each transaction when absent. */
  blockTimeS?: number;
};

const DEV_CHAIN_ID = 31_337;

const READY_MS = 60_000;
// Between finding a port free and taking it somebody else may have it: another is found.
const PORT_TRIES = 5;
const POLL_MS = 20;
const ANSWER_MS = 1_000;
const STOP_MS = 7_000;
const STATE_EVERY_S = 5;

/** Anvil's program from its npm package (an optional dependency); undefined where there is none for this machine. */
function findAnvil(): string | undefined {
  const machine = { x64: "amd64", arm64: "arm64" }[process.arch as string];
  const name = `@foundry-rs/anvil-${process.platform}-${machine}`;
  try {
    // From the installation's folder: in a bundle, this file is somewhere else.
    const require = createRequire(join(/* turbopackIgnore: true */ process.cwd(), "package.json"));
    const folder = dirname(require.resolve(`${name}/package.json`));
    const path = join(folder, "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Starts anvil on this computer alone and waits until it answers. Throws a refusal that says why it does not. */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  for (let left = PORT_TRIES - 1; ; left -= 1) {
    try {
      return await startAt(options, options.port ?? (await freePort()));
    } catch (error) {
      const isTaken = /address.*in use/i.test(refusalText(error) ?? "");
      if (options.port !== undefined || !isTaken || left === 0) throw error;
    }
  }
}

async function startAt(options: AnvilOptions, port: number): Promise<Anvil> {
  const program = findAnvil();
  if (!program)
    throw refusal(
      "internal",
      `There is no anvil for this machine (${process.platform} ${process.arch}). Where its makers have one: npm install --no-save @foundry-rs/anvil@1.7.1`,
    );
  const { pid, ended, said, stop } = launch(program, argumentsOf({ ...options, port }));
  const url = `http://127.0.0.1:${port}`;
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  const until = Date.now() + READY_MS;
  // Whoever else answers at this port is not it: it ends when it cannot have the port.
  while (isOver || !(await answers(url))) {
    if (isOver && /failed to parse json file/i.test(said())) throw new AnvilStateError(said());
    if (isOver) throw refusal("internal", `anvil ended at once: ${said() || "it did not say why"}`);
    if (Date.now() > until) {
      await stop();
      throw refusal("internal", `anvil did not answer within ${READY_MS / 1_000} s`);
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  return { url, port, pid: pid(), ended, stop };
}

/** Starts the program on a leash: it ends with this process, whatever becomes of it, since two of them would write one state. */
function launch(program: string, args: string[]) {
  const leash = join(/* turbopackIgnore: true */ process.cwd(), "bin/chain-leash.mjs");
  const child = spawn(process.execPath, [leash, program, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  let pid: number | undefined;
  child.stderr.on("data", (bytes: Buffer) => {
    said = `${said}${bytes}`.slice(-500);
  });
  child.stdout.on("data", (bytes: Buffer) => {
    pid ??= Number(/^\d+/.exec(String(bytes))?.[0]) || undefined;
  });
  // A leash that is gone closes this pipe; that is told by its end.
  child.stdin.on("error", () => {});
  const ended = new Promise<void>((done) => {
    const end = () => {
      // Where the leash itself was killed, nobody else ends what it held.
      if (pid && child.signalCode) kill(pid);
      done();
    };
    child.once("exit", end).once("error", end);
  });
  const stop = async () => {
    // It writes its state when asked to end; what does not end is ended.
    child.stdin.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(timer);
  };
  return { pid: () => pid, ended, said: () => said.trim(), stop };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

function argumentsOf({ port, chainId = DEV_CHAIN_ID, statePath, allowOrigin, blockTimeS }: AnvilOptions): string[] {
  return [
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    "--chain-id",
    String(chainId),
    "--quiet",
    ...(allowOrigin === undefined ? ["--no-cors"] : ["--allow-origin", allowOrigin]),
    ...(statePath === undefined ? [] : ["--state", statePath, "--state-interval", String(STATE_EVERY_S)]),
    ...(blockTimeS === undefined ? [] : ["--block-time", String(blockTimeS), "--mixed-mining"]),
  ];
}

async function answers(url: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  const headers = { "content-type": "application/json" };
  // Whoever else has the port may take the question and never answer.
  const signal = AbortSignal.timeout(ANSWER_MS);
  return fetch(url, { method: "POST", headers, body, signal }).then(
    (answer) => answer.ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
