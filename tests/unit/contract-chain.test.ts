import type { Hex } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anchorAbi } from "#lib/adapters/chain-contract";
import { contractChain } from "#tests/support/contract-chain";
import { contractLog } from "#tests/support/contract-log";
import { hexOf } from "#tests/support/contract-vm";

const log = contractLog(700);
const noteHash: Hex = `0x${"ab".repeat(32)}`;
const claimOf = (size: number, from = log) => ({ size: BigInt(size), root: hexOf(from.root(size)), noteHash });

let chain: Awaited<ReturnType<typeof contractChain>>;
beforeAll(async () => {
  chain = await contractChain();
});
afterAll(() => chain.stop());

it("keeps a growing log on a real node, tells of each step, and refuses a second history", async () => {
  const { address } = await chain.deploy();
  const sizes = [1, 255, 256, 257, 600, 700];
  let oldSize = 0;
  for (const size of sizes) {
    const proof = oldSize === 0 ? [] : log.consistency(oldSize, size).map(hexOf);
    expect((await chain.submit(address, { oldSize, claim: claimOf(size), proof })).status).toBe("success");
    oldSize = size;
  }
  const events = await chain.reader.getContractEvents({
    address,
    abi: anchorAbi,
    eventName: "Checkpoint",
    fromBlock: 0n,
  });
  expect(events.map(({ args }) => args)).toEqual(
    sizes.map((size, at) => ({ ...claimOf(size), oldSize: BigInt(sizes[at - 1] ?? 0) })),
  );
  const forged = contractLog(900, "b");
  const attempt = { oldSize: 700, claim: claimOf(900, forged), proof: forged.consistency(700, 900).map(hexOf) };
  await expect(chain.submit(address, attempt)).rejects.toThrow("NotConsistent");
  const [size, root] = await chain.reader.readContract({ address, abi: anchorAbi, functionName: "head" });
  expect([size, root]).toEqual([700n, hexOf(log.root(700))]);
});

it("takes a checkpoint from anybody who brings the publisher's signature, and from nobody without", async () => {
  const { address } = await chain.deploy();
  // The sender pays, and is not the publisher.
  await chain.submit(address, { oldSize: 0, claim: claimOf(5), proof: [] });
  const other = await chain.deploy();
  const foreign = chain.submit(other.address, { oldSize: 0, claim: claimOf(5), proof: [], chainId: 1 });
  await expect(foreign).rejects.toThrow("NotPublisher");
});
