import type { EntryBody } from "#lib/domain/entry";
import type { SnapshotAccount } from "#lib/domain/snapshot";
import { canonicalBytes } from "#lib/ledger/canonical";
import { leafHash, nodeHash } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";

/** The balances that bodies make, added up the plain way, in the order of account ids. */
function balancesOf(bodies: readonly EntryBody[]): SnapshotAccount[] {
  const accounts = new Map<string, SnapshotAccount>();
  for (const body of bodies) {
    if (body.kind === "account.opened") {
      const { account, accountKind, owner, unit } = body;
      accounts.set(account, { account, accountKind, owner, unit, balance: 0 });
    }
    if (body.kind !== "transfer.posted") continue;
    const [debit, credit] = [accounts.get(body.debit), accounts.get(body.credit)];
    if (debit) debit.balance -= body.amount;
    if (credit) credit.balance += body.amount;
  }
  return [...accounts.keys()].sort().flatMap((id) => accounts.get(id) ?? []);
}

/** RFC 6962 word for word: D[0:k] and D[k:n], k the largest power of two below n. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (!first) throw new Error("a tree of nothing");
  if (leaves.length === 1) return first;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

/** What an honest snapshot of the first `size` entries says, made without the code that is tested. */
export function snapshotOf(bodies: readonly EntryBody[], size: number, id: string) {
  const accounts = balancesOf(bodies.slice(0, size));
  const leaves = accounts.map((one) => leafHash(canonicalBytes({ v: 1, kind: "points.balance", size, ...one })));
  return {
    v: 1,
    id,
    at: bodies[size - 1]?.at ?? "",
    kind: "points.snapshot",
    unit: "point",
    rule: "balances/1",
    size,
    leaves: leaves.length,
    root: toHex(treeHash(leaves)),
  } as const satisfies EntryBody;
}
