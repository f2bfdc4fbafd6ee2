import { formatEther } from "viem";

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

export const number = (value: number | bigint) => value.toLocaleString("en");

/** Wei as a decimal string, in the chain's coin. */
export const amount = (wei: string) => `${formatEther(BigInt(wei))} coin`;

export function duration(seconds: number): string {
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min`;
  if (seconds < 2 * DAY_S) return `${Math.floor(seconds / HOUR_S)} h`;
  return `${Math.floor(seconds / DAY_S)} days`;
}
