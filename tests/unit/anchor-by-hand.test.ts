import { readFileSync } from "node:fs";
import { getAbiItem, toEventSelector, toFunctionSelector } from "viem";
import { expect, test } from "vitest";
import { anchorAbi } from "#lib/adapters/chain-contract";

test("the commands for checking an anchor by hand ask for what the contract has", () => {
  const [, part = ""] = readFileSync("docs/verify.md", "utf8").split("## By hand: an anchor");
  const asked = [...part.matchAll(/"data":"(0x[0-9a-f]{8})"|"topics":\["(0x[0-9a-f]{64})"/g)].map(
    ([, call, event]) => call ?? event,
  );
  expect(asked).toEqual([
    toFunctionSelector(getAbiItem({ abi: anchorAbi, name: "originHash" })),
    toFunctionSelector(getAbiItem({ abi: anchorAbi, name: "head" })),
    toEventSelector(getAbiItem({ abi: anchorAbi, name: "Checkpoint" })),
  ]);
});
