import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { freePort } from "#tests/support/upload-server";
import type { Served } from "./upload";

const START_MS = 300_000;

/** The production build in front of the database and the files of a bench's server, which goes on doing the background jobs. Stop it by `stop`. */
export async function startFront({ folder, url }: Served): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const own = {
    PORT: String(port),
    ASSAY_URL: address,
    DATA_DIR: folder,
    DATABASE_URL: url,
    UPLOAD_PERSON_MB: "20000",
  };
  const quiet = {
    WORKER: "off",
    DEV_CHAIN: "off",
    LOG_LEVEL: "error",
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
  };
  const child = spawn(process.execPath, ["bin/start.mjs"], {
    env: { ...process.env, ...own, ...quiet },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilReady(address, child);
  return {
    port,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function untilReady(address: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${address}/sign-in`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  child.kill("SIGTERM");
  throw new Error(`the production server did not get ready within ${START_MS / 1_000} s`);
}
