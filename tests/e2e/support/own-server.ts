import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finish, startChild, untilOutput } from "#tests/support/child";

export type OwnServer = {
  url: string;
  /** The one-time link that makes the first admin, as the start printed it. */
  setupLink: string;
  stop(): Promise<void>;
};

/** `npm start` once more, with an empty database and other settings, for what the server of all other tests has not set up. */
export async function startOwnServer(settings: Record<string, string>): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), "assay-own-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const quiet = { DEMO: "off", DEV_CHAIN: "off", DATABASE_URL: "", LOG_LEVEL: "error", TRUST_PROXY: "off" };
  const own = { PORT: String(port), ASSAY_URL: url, DATA_DIR: folder };
  const child: ChildProcess = startChild(process.execPath, ["bin/start.mjs"], { ...quiet, ...settings, ...own });
  const ended = finish(child);
  const onExit = () => child.kill("SIGTERM");
  process.once("exit", onExit);
  const stop = async () => {
    process.off("exit", onExit);
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // What the start tells people goes to standard error.
  const said = await untilOutput(child, "Verifier key", "stderr");
  return { url, setupLink: said.match(/\S+\/setup#\S+/)?.[0] ?? "", stop };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
