import { createInterface } from "node:readline";
import { privateKeyToAccount } from "viem/accounts";
import { openDb } from "#db/client";
import { openChain } from "#lib/adapters/chain";
import type { Chain } from "#lib/domain/anchor";
import { anchorOnce } from "#lib/services/anchor";
import { chainKey, growLog } from "./anchor";
import { testCtx } from "./ctx";
import { TEST_ORIGIN, testLog } from "./log";

/*
 * A server as far as anchoring goes: it adds entries, publishes and anchors as fast as it can until it is killed, by its parent at some
 * moment, or by itself (SIGKILL) where the line it is started with names a place. The bundle is loaded before that line comes.
 */
type Start = { dieAt: "prepared" | "stored" | "sent" | "counted" | null; nth: number };

const { CRASH_URL, CRASH_DIR = "", CRASH_USER = "", CHAIN = "{}" } = process.env;
const real = openChain(JSON.parse(CHAIN));
// What the first call and the first signature take in a new process is over before the work begins.
await Promise.allSettled([real.view(), privateKeyToAccount(chainKey()).signMessage({ message: "" })]);
process.stdout.write("loaded\n");
const lines = createInterface({ input: process.stdin }).on("close", () => process.exit());
const start = JSON.parse(await new Promise<string>((got) => lines.once("line", got))) as Start;
const { db, kind } = await openDb(CRASH_URL ? { databaseUrl: CRASH_URL, poolSize: 3 } : { dataDir: CRASH_DIR });
const ctx = { ...testCtx(db, kind), now: () => new Date() };
process.stdout.write("ready\n");

let left = start.nth;
const dieAt = (place: Start["dieAt"]) => {
  if (place === start.dieAt && --left <= 0) process.kill(process.pid, "SIGKILL");
};
const chain: Chain = {
  ...real,
  prepare: async (submission) => {
    const tx = await real.prepare(submission);
    dieAt("prepared");
    return tx;
  },
  send: async (raw) => {
    dieAt("stored");
    await real.send(raw);
    dieAt("sent");
  },
  receipt: async (hash) => {
    dieAt("counted");
    return real.receipt(hash);
  },
};
const policy = { entries: 1, everyMs: 0, confirmations: 2, bumpMs: 150 };
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const log = testLog();

async function grow(): Promise<void> {
  for (;;) {
    await growLog(ctx, log, CRASH_USER, 1);
    await pause(300);
  }
}
async function anchor(): Promise<void> {
  for (;;) if (!(await anchorOnce(ctx, { chain, policy, origin: TEST_ORIGIN, firstBlock: 0 }))) await pause(40);
}
await Promise.all([grow(), anchor()]);
