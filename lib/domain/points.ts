/** Points are integers of 1/1000 point ("milli") everywhere; the scale can never change. */
export const MILLI_PER_POINT = 1000;

/** The one unit that exists; transfers between units are refused by the database. */
export const POINT_UNIT = "point";

/** How the leaves of a snapshot are made (lib/domain/snapshot.ts); another way is another name. */
export const SNAPSHOT_RULE = "balances/1";

/** Points as typed by a person ("12.5") to milli-points; undefined when it is not a number of at most three decimals, or too large to be exact. */
export function parsePoints(text: string): number | undefined {
  const match = /^(\d{1,13})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (!match) return undefined;
  const milli = Number(match[1]) * MILLI_PER_POINT + Number((match[2] ?? "").padEnd(3, "0"));
  return Number.isSafeInteger(milli) ? milli : undefined;
}

/** Milli-points as a plain decimal ("12.5"), without grouping; pages format with the reader's locale instead. */
export function pointsText(milli: number): string {
  const sign = milli < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(milli) / MILLI_PER_POINT);
  const rest = String(Math.abs(milli) % MILLI_PER_POINT)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return rest ? `${sign}${whole}.${rest}` : `${sign}${whole}`;
}

/** What a transfer is for. Labels have their own: what is promised when an item opens, paid to annotators when it closes, and goes back. */
export const transferKinds = [
  "mint",
  "fund",
  "reserve",
  "award",
  "fee",
  "release",
  "correct",
  "return",
  "label_reserve",
  "label_fee",
  "label_release",
  "label_take",
] as const;
export type TransferKind = (typeof transferKinds)[number];
