import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenedDb, openDb } from "#db/client";
import { answerLog } from "#lib/api/log";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { inTx } from "#lib/services/context";
import { publishOnce } from "#lib/services/log-publish";
import { sequenceBatch } from "#lib/services/sequence";
import { serveDb } from "#tests/support/api";
import { makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, testLog, testSigner } from "#tests/support/log";

// Programs that share nothing with Assay; each is used where its language is. The last two sizes cross a tile and a level.
const SIZES = [0, 1, 255, 256, 257, 65_537];
const VKEY = formatVerifierKey(testSigner());

let folder = "";
let verifiers: { name: string; command: string; args: string[] }[] = [];
let server: Server;
let url = "";
/** Changes an answer on its way to the reader. */
let tamper: { path: RegExp; change(bytes: Buffer): Buffer } | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-outside-"));
  const go = join(folder, "verify");
  const built = spawnSync("go", ["build", "-o", go, "."], { cwd: "tests/outside", encoding: "utf8" });
  const python = spawnSync("python3", ["--version"]);
  verifiers = [
    ...(built.status === 0 ? [{ name: "Go's x/mod", command: go, args: [] }] : []),
    ...(python.status === 0 ? [{ name: "Python", command: "python3", args: ["tests/outside/verify.py"] }] : []),
  ];
  console.info(`outside verifiers: ${verifiers.map(({ name }) => name).join(", ") || "none on this machine"}`);
  server = createServer(async (request, response) => {
    const path = (request.url ?? "").replace(/^\/log\//, "");
    const { status, headers, body } = await answerLog(path);
    const bytes = Buffer.from(body);
    response.writeHead(status, headers);
    response.end(tamper?.path.test(path) ? tamper.change(bytes) : bytes);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/log`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

type Said = { name: string; code: number | null; out: string };

/** What each verifier says of the log as it is served now. */
async function askAll(): Promise<Said[]> {
  return Promise.all(
    verifiers.map(
      ({ name, command, args }) =>
        new Promise<Said>((resolve) => {
          const child = spawn(command, [...args, url, VKEY]);
          let out = "";
          const hear = (data: Buffer) => {
            out += data;
          };
          for (const stream of [child.stdout, child.stderr]) stream.on("data", hear);
          child.once("close", (code) => resolve({ name, code, out: out.trim() }));
        }),
    ),
  );
}

/** A database that can be closed and opened again, as a restart does. */
async function makePlace() {
  if (process.env.DATABASE_URL) {
    const opened = await testDb();
    return { open: async () => ({ ...opened, close: async () => {} }), remove: opened.close };
  }
  return { open: () => openDb({ dataDir: join(folder, "data") }), remove: async () => {} };
}

async function growTo(opened: OpenedDb, size: number): Promise<void> {
  const ctx = testCtx(opened.db, opened.kind);
  const userId = await makeUser(ctx);
  let at = (await sequenceBatch(ctx)).size;
  while (at < size) {
    const count = Math.min(5_000, size - at);
    await inTx(ctx, (tx) => addTestEntries(tx, userId, count));
    for (let last = await sequenceBatch(ctx); last.count > 0; last = await sequenceBatch(ctx)) at = last.size;
  }
  await publishOnce(ctx, testLog());
}

const flip = (at: (bytes: Buffer) => number) => (bytes: Buffer) => {
  const changed = Buffer.from(bytes);
  const place = at(bytes);
  changed[place] = (changed[place] ?? 0) ^ 1;
  return changed;
};
const middle = (bytes: Buffer) => Math.floor(bytes.length / 2);

test(
  "programs that are not ours read the log at every size, across restarts, and find one changed byte",
  async () => {
    const place = await makePlace();
    for (const size of SIZES) {
      const opened = await place.open();
      serveDb(opened);
      await growTo(opened, size);
      // As long as the server may hold on to what was public before.
      await new Promise((resolve) => setTimeout(resolve, 300));
      const said = await askAll();
      expect(said.map(({ name, code, out }) => ({ name, code, out }))).toEqual(
        verifiers.map(({ name }) => ({ name, code: 0, out: `sound ${size}` })),
      );
      if (size === 257) {
        const wrongs = [
          { path: /^tile\/entries\/000$/, change: flip(middle) },
          { path: /^tile\/0\/000$/, change: flip(middle) },
          { path: /^tile\/1\/000\.p\/1$/, change: flip(middle) },
          { path: /^checkpoint$/, change: flip((bytes) => bytes.length - 10) },
          { path: /^checkpoint$/, change: flip((bytes) => bytes.indexOf("257")) },
        ];
        for (const wrong of wrongs) {
          tamper = wrong;
          const found = await askAll();
          tamper = undefined;
          expect([String(wrong.path), found.filter(({ code }) => code === 0)]).toEqual([String(wrong.path), []]);
        }
      }
      await opened.close();
    }
    await place.remove();
  },
  10 * 60_000,
);
