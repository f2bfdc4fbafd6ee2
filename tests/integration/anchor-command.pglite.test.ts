import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Chain } from "#lib/domain/anchor";
import { formatSignerKey } from "#lib/ledger/vkey";
import { chainKey, deployTestAnchor, type TestNode, testNode } from "#tests/support/anchor";
import { bundleOf } from "#tests/support/bundle";
import { finish, runAssay, startChild, untilOutput } from "#tests/support/child";
import { testSigner } from "#tests/support/log";

let folder: string;
let node: TestNode;
let chain: Chain;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-anchor-"));
  writeFileSync(join(folder, "log.key"), `${formatSignerKey(testSigner())}\n`);
  node = await testNode();
  chain = await deployTestAnchor(node);
});
afterAll(async () => {
  await node.anvil.stop();
  rmSync(folder, { recursive: true, force: true });
});

const env = () => ({
  DATABASE_URL: "",
  DATA_DIR: folder,
  CHAIN_RPC_URL: node.url,
  CHAIN_ID: String(chain.place.chainId),
  CHAIN_CONTRACT: chain.place.contract,
  CHAIN_KEY: chainKey(),
});
const assay = (args: string[], changes: Record<string, string> = {}) => runAssay(args, { ...env(), ...changes });

test("works on the embedded database while the server is stopped; else it says who holds it and how to ask that", async () => {
  expect((await assay(["migrate"])).code).toBe(0);
  const free = await assay(["anchor", "status"]);
  expect([free.code, free.stdout]).toEqual([0, expect.stringContaining("anchored     nothing yet")]);
  const lock = [await bundleOf("tests/support/lock-child.ts"), join(folder, "db.lock")];
  const holder = startChild(process.execPath, lock, env());
  const ended = finish(holder);
  await untilOutput(holder, "taken");
  for (const command of ["status", "submit", "watch"]) {
    const held = await assay(["anchor", command]);
    expect(held.code).toBe(1);
    expect(held.stderr).toContain("curl -s http://localhost:3000/api/v1/ledger/anchor");
    expect(held.stderr).toContain(`in use by process ${holder.pid}`);
  }
  holder.kill();
  await ended;
  const none = await assay(["anchor", "status"], { CHAIN_RPC_URL: "", CHAIN_ID: "", CHAIN_CONTRACT: "" });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("lives in the server that runs")]);
});
