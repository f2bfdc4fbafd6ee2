import { joinBytes, portableSha256, type Sha256 } from "#lib/ledger/hash";
import { encodeUtf8 } from "#lib/ledger/utf8";

/**
 * How often a person is served gold: one task in each stretch of the first twelve, five in all, then one in ten, one in twenty of the trusted.
 * Where in its stretch is drawn with the task's secret key, so that nobody can tell which task it is and each replay gives the same.
 */
export const GOLD_SHARE = { rule: "gold-share/1", first: [2, 2, 3, 3, 2], every: 10, trustedEvery: 20 } as const;

/** Checks, days and how far below the target from which somebody is trusted with fewer checks. */
export const TRUST = { checks: 20, days: 7, belowTarget: 1_000 } as const;

const FULL = 10_000;

/** True when a person's task number `turn` (from 0, in one project) is to be gold. */
export function isGoldTurn(
  key: Uint8Array,
  person: string,
  turn: number,
  isTrusted: boolean,
  hash: Sha256 = portableSha256,
): boolean {
  const { from, length } = stretchOf(turn, isTrusted);
  const drawn = hash(joinBytes(key, encodeUtf8(`${person}|${from}`)));
  const number = ((drawn[0] ?? 0) << 16) | ((drawn[1] ?? 0) << 8) | (drawn[2] ?? 0);
  return turn === from + (number % length);
}

function stretchOf(turn: number, isTrusted: boolean): { from: number; length: number } {
  let from = 0;
  for (const length of GOLD_SHARE.first) {
    if (turn < from + length) return { from, length };
    from += length;
  }
  const length = isTrusted ? GOLD_SHARE.trustedEvery : GOLD_SHARE.every;
  return { from: from + Math.floor((turn - from) / length) * length, length };
}

/** True when somebody has shown enough to be checked less often. */
export function isTrusted(seen: { right: number; of: number; days: number }, target: number): boolean {
  const { right, of, days } = seen;
  return of >= TRUST.checks && days >= TRUST.days && right * FULL >= of * (target - TRUST.belowTarget);
}

/** Good people: whose other gold shows at least this. */
const GOOD = { checks: 5, share: 8_000 } as const;
/** Of so many good people more than half fail an item that is itself at fault. */
export const GOLD_FAULT = { rule: "gold-fault/1", people: 4 } as const;

/** True for somebody whose answers to other gold are good enough to put gold in doubt. */
export function isGoodPerson({ right, of }: { right: number; of: number }): boolean {
  return of >= GOOD.checks && right * FULL >= of * GOOD.share;
}

/** True when gold is to be suspended: of the good people who answered it, too many failed. */
export function isGoldFaulty({ failed, of }: { failed: number; of: number }): boolean {
  return of >= GOLD_FAULT.people && failed * 2 > of;
}
