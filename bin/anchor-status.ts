import { lookAtChain } from "#lib/services/anchor";
import { type AnchorReading, readAnchorState } from "#lib/services/anchor-read";
import { readPublishedSize } from "#lib/services/anchor-send";
import { advice, type OpenAnchor } from "./anchor-open";
import { amount, duration, number } from "./anchor-words";

// An anchor that is due for longer than this is late: somebody should look at the background work.
const LATE_MS = 15 * 60_000;

export type AnchorStatus = Omit<AnchorReading, "newest"> & {
  healthy: boolean;
  publisher: string;
  published: number;
  newest: (NonNullable<AnchorReading["newest"]> & { ageS: number }) | null;
  /** Published entries that are not anchored yet. */
  lag: number;
  /** Anchors that the balance pays for at the price of the last one; null before the first. */
  anchorsLeft: string | null;
  warnings: string[];
};

/** Looks at the chain now, sends nothing, and says how the log stands on it. */
export async function readStatus({ ctx, deps }: OpenAnchor): Promise<AnchorStatus> {
  while (await lookAtChain(ctx, deps));
  const reading = await readAnchorState(ctx);
  if (!reading) throw new Error("a look at the chain left no trace");
  const published = await readPublishedSize(ctx);
  const { newest, cost, balanceWei } = reading;
  const ageMs = newest ? ctx.now().getTime() - newest.at.getTime() : 0;
  const lag = Math.max(0, published - (newest?.size ?? 0));
  const anchorsLeft = cost && balanceWei ? String(BigInt(balanceWei) / (BigInt(cost.wei) || 1n)) : null;
  const isLate = newest !== null && lag > 0 && ageMs > deps.policy.everyMs + LATE_MS;
  const warnings = [
    ...(published > 0 && !newest && !reading.pending ? ["Nothing is anchored yet."] : []),
    ...(isLate ? ["The next anchor is overdue: does a process with this chain do the background work?"] : []),
    ...(anchorsLeft === "0" ? ["The balance does not pay for another anchor at the last price."] : []),
  ];
  return {
    healthy: reading.problem === null && warnings.length === 0,
    ...reading,
    publisher: deps.chain.publisher,
    published,
    newest: newest && { ...newest, ageS: Math.round(ageMs / 1_000) },
    lag,
    anchorsLeft,
    warnings,
  };
}

export function statusText(status: AnchorStatus): string {
  const { newest, pending, problem, cost, balanceWei, anchorsLeft } = status;
  const rows: [string, string][] = [
    ["contract", `${status.contract} on chain ${status.chainId}`],
    ["publisher", status.publisher],
    ["anchored", newest ? `${number(newest.size)} of ${number(status.published)} published entries` : "nothing yet"],
    ...(newest
      ? ([
          ["root", newest.root],
          [
            "newest",
            `${duration(newest.ageS)} ago, block ${newest.block}, ${number(newest.confirmations)} confirmations`,
          ],
          ["transaction", newest.txHash],
        ] as [string, string][])
      : []),
    ["lag", `${number(status.lag)} entries`],
    ...(pending
      ? ([["on its way", `${number(pending.size)} entries, ${pending.txHash ?? "no transaction yet"}`]] as [
          string,
          string,
        ][])
      : []),
    ["cost", cost ? `${number(cost.gasUsed)} gas, ${amount(cost.wei)} for the last anchor` : "none paid from here yet"],
    [
      "balance",
      balanceWei
        ? `${amount(balanceWei)}${anchorsLeft ? `, pays for about ${number(BigInt(anchorsLeft))} more` : ""}`
        : "unknown",
    ],
  ];
  const lines = rows.map(([name, text]) => `${name.padEnd(12)} ${text}\n`).join("");
  const trouble = problem ? `\nPROBLEM ${problem.problem}: ${problem.detail}\n${advice[problem.problem]}\n` : "";
  const warnings = status.warnings.map((text) => `\nWARNING ${text}\n`).join("");
  return `${lines}${trouble}${warnings}${status.healthy ? "\nNothing is wrong.\n" : ""}`;
}
