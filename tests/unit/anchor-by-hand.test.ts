import { readFileSync } from "node:fs";
import { getAbiItem, toEventSelector, toFunctionSelector } from "viem";
import { expect, test } from "vitest";
import { anchorAbi } from "#lib/adapters/chain-contract";
import { anchorCalls, anchorEventTopic } from "#lib/domain/anchor-call";

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

test("what our own readers ask for without an ABI is what the contract has", () => {
  for (const name of ["head", "originHash", "publisher"] as const)
    expect(anchorCalls[name]).toBe(toFunctionSelector(getAbiItem({ abi: anchorAbi, name })));
  expect(anchorEventTopic).toBe(toEventSelector(getAbiItem({ abi: anchorAbi, name: "Checkpoint" })));
});
