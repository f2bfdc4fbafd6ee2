import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startAnvil } from "#lib/adapters/anvil";
import { openChain } from "#lib/adapters/chain";
import { type DevChain, startDevChain } from "#lib/dev-chain";
import { refusalText } from "#lib/refusal";
import { anchorOnce } from "#lib/services/anchor";
import { readAnchorState } from "#lib/services/anchor-read";
import { readHealth } from "#lib/services/health";
import { clientOf, growLog, untilStill } from "#tests/support/anchor";
import { startChild, untilOutput } from "#tests/support/child";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { TEST_ORIGIN, testLog } from "#tests/support/log";

let folder: string;
const close: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-dev-chain-"));
});
afterEach(async () => {
  for (const one of close.splice(0).reverse()) await one();
  rmSync(folder, { recursive: true, force: true });
});

const kept = (name: string) => join(folder, "chain", name);

async function newCtx(): Promise<TestCtx> {
  const opened = await testDb();
  close.push(opened.close);
  return { ...testCtx(opened.db, opened.kind), now: () => new Date() };
}

async function start(): Promise<DevChain> {
  const dev = await startDevChain(folder, TEST_ORIGIN);
  close.push(dev.stop);
  return dev;
}

/** Anchors what is published and waits until it counts. */
async function anchorAll(ctx: TestCtx, { settings }: DevChain): Promise<void> {
  const chain = openChain(settings);
  const deps = { chain, origin: TEST_ORIGIN, firstBlock: settings.firstBlock };
  const node = { client: clientOf(settings.rpcUrl) };
  await untilStill(node, () => anchorOnce(ctx, { ...deps, policy: { ...settings.policy, everyMs: 0 } }));
}

const newest = async (ctx: TestCtx) => (await readAnchorState(ctx))?.newest;

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error("it did not come to that");
    await new Promise((done) => setTimeout(done, 50));
  }
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Process ids of nodes that keep their state in the test's folder. */
const nodesHere = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`--state\0${kept("state.json")}`);
      } catch {
        return false;
      }
    })
    .map(Number);

test("the same contract and history are there after a restart, and a new log's name gets a contract of its own", async () => {
  const ctx = await newCtx();
  const userId = await makeUser(ctx);
  const first = await start();
  const size = await growLog(ctx, testLog(), userId, 3);
  await anchorAll(ctx, first);
  expect(await newest(ctx)).toMatchObject({ size });
  await first.stop();
  const second = await start();
  expect(second.settings.contract).toBe(first.settings.contract);
  const chain = openChain(second.settings);
  expect((await chain.events(0, (await chain.view()).block)).map((event) => event.size)).toEqual([size]);
  await anchorAll(ctx, second);
  await growLog(ctx, testLog(), userId, 2);
  await anchorAll(ctx, second);
  expect(await newest(ctx)).toMatchObject({ size: size + 2 });
  await second.stop();
  const other = await startDevChain(folder, "another.example.test/log");
  await other.stop();
  expect(other.settings.contract).not.toBe(first.settings.contract);
});

test("a state that cannot be read is put aside, the chain begins anew, and what is shown is what is anchored again", async () => {
  const ctx = await newCtx();
  const userId = await makeUser(ctx);
  const first = await start();
  for (const count of [3, 2]) {
    await growLog(ctx, testLog(), userId, count);
    await anchorAll(ctx, first);
  }
  await first.stop();
  const whole = readFileSync(kept("state.json"), "utf8");
  writeFileSync(kept("state.json"), whole.slice(0, whole.length / 2));
  const second = await start();
  expect(readFileSync(kept("state.json.damaged"), "utf8")).toHaveLength(Math.floor(whole.length / 2));
  await anchorAll(ctx, second);
  const state = await readAnchorState(ctx);
  expect(state).toMatchObject({ newest: { size: 5 }, pending: null, problem: null });
  const chain = openChain(second.settings);
  expect((await chain.events(0, (await chain.view()).block)).map((event) => event.size)).toEqual([5]);
});

test("a damaged contract.json, and a port that somebody else took, cost neither the chain nor its state", async () => {
  const ctx = await newCtx();
  await growLog(ctx, testLog(), await makeUser(ctx), 3);
  const first = await start();
  await anchorAll(ctx, first);
  await first.stop();
  for (const damaged of ["{", "null", '{"contract":5,"origin":"x","block":1}']) {
    writeFileSync(kept("contract.json"), damaged);
    const dev = await start();
    expect(JSON.parse(readFileSync(kept("contract.json"), "utf8"))).toMatchObject({ contract: dev.settings.contract });
    await dev.stop();
  }
  const dev = await start();
  await anchorAll(ctx, dev);
  expect(await readAnchorState(ctx)).toMatchObject({ newest: { size: 3 }, problem: null });
  await dev.stop();
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  const refused = await startAnvil({ statePath: kept("state.json"), port }).catch(refusalText);
  expect(refused).toMatch(/anvil ended at once: .*in use/);
  server.close();
  expect(existsSync(kept("state.json.damaged"))).toBe(false);
});

test("a node that ends by itself comes back at the same place", async () => {
  const dev = await start();
  const [pid] = nodesHere().filter((one) => readFileSync(`/proc/${one}/cmdline`, "utf8").startsWith("/"));
  const chain = openChain(dev.settings);
  for (const one of nodesHere()) process.kill(one, "SIGKILL");
  await until(() => !isAlive(pid ?? 0));
  await until(() =>
    chain.view().then(
      (view) => view.publisher === chain.publisher,
      () => false,
    ),
  );
  await dev.stop();
  expect(nodesHere()).toEqual([]);
});

test("two servers of one folder have one chain each time: the node ends with its server, by kill -9 too", async () => {
  const child = startChild(process.execPath, [
    "--import",
    "tsx",
    "tests/support/dev-chain-child.ts",
    folder,
    TEST_ORIGIN,
  ]);
  const said = new Promise<string>((got) => child.stdout?.once("data", (data) => got(String(data))));
  await untilOutput(child, "rpcUrl");
  const place = JSON.parse(await said) as { contract: string };
  expect(nodesHere().length).toBeGreaterThan(0);
  child.kill("SIGKILL");
  await until(() => nodesHere().length === 0);
  const dev = await start();
  expect(dev.settings.contract).toBe(place.contract);
});

test.each([
  ["is missing", /There is no anvil for this machine/, () => {}],
  [
    "may not be executed",
    /anvil ended at once: .*EACCES/,
    (root: string) => {
      const name = `anvil-${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
      const home = join(root, "node_modules/@foundry-rs", name);
      mkdirSync(join(home, "bin"), { recursive: true });
      writeFileSync(join(home, "package.json"), "{}");
      writeFileSync(join(home, "bin/anvil"), "", { mode: 0o600 });
    },
  ],
])("where anvil %s the log goes on, and health, page and log say that it is not anchored", async (_how, why, make) => {
  const ctx = await newCtx();
  const root = join(folder, "installed");
  mkdirSync(join(root, "bin"), { recursive: true });
  writeFileSync(join(root, "package.json"), "{}");
  copyFileSync("bin/chain-leash.mjs", join(root, "bin/chain-leash.mjs"));
  make(root);
  vi.resetModules();
  vi.stubEnv("DATA_DIR", folder);
  const { makeAnchoring } = await import("#lib/anchoring");
  const { log } = await import("#lib/log");
  const warn = vi.spyOn(log(), "warn");
  const cwd = vi.spyOn(process, "cwd").mockReturnValue(root);
  const anchoring = makeAnchoring("pglite", TEST_ORIGIN);
  expect(await anchoring.turn(ctx)).toBe(false);
  await anchoring.stop();
  cwd.mockRestore();
  vi.unstubAllEnvs();
  expect(warn.mock.calls).toEqual([[{ why: expect.stringMatching(why) }, expect.stringContaining("not anchored")]]);
  expect(await growLog(ctx, testLog(), await makeUser(ctx), 2)).toBe(2);
  expect(await readAnchorState(ctx)).toBeNull();
  expect(await readHealth(async () => ctx)).toMatchObject({ anchor: "off" });
});
