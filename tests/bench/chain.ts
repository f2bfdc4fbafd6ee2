import { encodeFunctionData, type Hex } from "viem";
import { anchorAbi } from "#lib/adapters/chain-contract";
import { contractChain } from "#tests/support/contract-chain";
import { madeClaim } from "#tests/support/contract-claim";
import { contractLog } from "#tests/support/contract-log";
import { hexOf } from "#tests/support/contract-vm";
import { type Figure, percentile } from "./report";

const MILLION = 1_000_000;
const SAMPLES = 40;
const BARE_GAS = 21_000;
const noteHash: Hex = `0x${"ab".repeat(32)}`;

type Chain = Awaited<ReturnType<typeof contractChain>>;

/** Gas of the anchor contract on a real node; the baseline is the cheapest transaction there is, 21,000. */
export async function measureChain(): Promise<Figure[]> {
  const chain = await contractChain();
  try {
    const { address, gas } = await chain.deploy();
    const first = await chain.submit(address, {
      oldSize: 0,
      claim: claimOf(1_000, hexOf(contractLog(1_000).root(1_000))),
      proof: [],
    });
    const near = await sample(chain, () => [MILLION, MILLION + 1 + random(300)]);
    const far = await sample(chain, () => {
      const [a, b] = [random(30), random(30)].map((bits) => 1 + random(Math.min(2 ** (bits + 1), 10 ** 9)));
      return (a as number) < (b as number) ? [a as number, b as number] : [b as number, (a as number) + 1];
    });
    // The longest proofs there are: an old tree with one leaf over a power of two, in a new one that is no smaller than it may be.
    const worst = await sample(chain, () => [2 ** 29 + 1, 10 ** 9 - random(1_000)]);
    const inclusion = await inclusionGas(chain, address);
    const baseline = { name: "bare transaction", value: BARE_GAS };
    const unit = "gas";
    return [
      { name: "deploy, once for each log", value: Number(gas), unit, baseline },
      { name: "first submit", value: Number(first.gasUsed), unit, baseline },
      submitFigure("submit at 10^6 to 10^6 + 300, largest", near, 60_000),
      { name: "the same, median", value: percentile(near, 0.5), unit, baseline },
      submitFigure("submit between sizes up to 10^9, largest", [...far, ...worst], 90_000),
      { name: "the same, median of random sizes", value: percentile(far, 0.5), unit, baseline },
      { name: "verifyInclusion of an entry of 10 bytes in 1,000, in a transaction", value: inclusion, unit, baseline },
      { name: "slots of storage, ever", value: 2, unit: "slots" },
    ];
  } finally {
    await chain.stop();
  }
}

function submitFigure(name: string, gas: readonly number[], limit: number): Figure {
  const value = Math.max(...gas);
  const target = { text: `under ${limit.toLocaleString("en")}`, met: value < limit };
  return { name, value, unit: "gas", baseline: { name: "bare transaction", value: BARE_GAS }, target };
}

const claimOf = (size: number, root: Hex) => ({ size: BigInt(size), root, noteHash });

/** Gas of the second submit to fresh contracts, for pairs of sizes. */
async function sample(chain: Chain, sizes: () => [number, number]): Promise<number[]> {
  const gas: number[] = [];
  for (let seed = 0; seed < SAMPLES; seed += 1) {
    const [from, to] = sizes();
    const { oldRoot, newRoot, proof } = madeClaim(from, to, seed);
    const { address } = await chain.deploy();
    await chain.submit(address, { oldSize: 0, claim: claimOf(from, hexOf(oldRoot)), proof: [] });
    const second = { oldSize: from, claim: claimOf(to, hexOf(newRoot)), proof: proof.map(hexOf) };
    gas.push(Number((await chain.submit(address, second)).gasUsed));
  }
  return gas;
}

async function inclusionGas({ reader }: Chain, address: Hex): Promise<number> {
  const log = contractLog(1_000);
  const args = [hexOf(log.entry(777)), 777n, log.inclusion(777, 1_000).map(hexOf)] as const;
  const data = encodeFunctionData({ abi: anchorAbi, functionName: "verifyInclusion", args });
  return Number(await reader.estimateGas({ to: address, data }));
}

const random = (below: number) => Math.floor(Math.random() * below);
