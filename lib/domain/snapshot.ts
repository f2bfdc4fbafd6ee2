import { z } from "zod";
import { canonicalBytes, parseCanonical } from "#lib/ledger/canonical";
import { equalBytes, leafHash, portableSha256, type Sha256 } from "#lib/ledger/hash";
import { rootOf } from "#lib/ledger/tree";
import { entrySchemas } from "./entry";

const { account, accountKind, owner, unit } = entrySchemas["account.opened"].shape;

/**
 * One account as a snapshot has it: what its balance was after the entries 0 to before `size`, in milli-points. Not salted: every one of
 * these numbers follows from the public log, so a salt would hide nothing and keep others from making the root again. Its kind is
 * none of the log's, so a leaf never passes for an entry.
 */
const snapshotLeafSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal("points.balance"),
  account,
  accountKind,
  owner,
  unit,
  balance: z.int(),
  size: z.int().min(1),
});

export type SnapshotLeaf = z.infer<typeof snapshotLeafSchema>;
export type SnapshotAccount = Omit<SnapshotLeaf, "v" | "kind" | "size">;

/** Bytes of a leaf: canonical JSON. Balance in milli-points. Throws at a balance past 2^53 - 1. Source: docs/ledger.md, "Snapshots". */
export function snapshotLeafBytes(of: SnapshotAccount, size: number): Uint8Array {
  const { account, accountKind, balance, owner, unit } = of;
  return canonicalBytes({ v: 1, kind: "points.balance", account, accountKind, owner, unit, balance, size });
}

/** Reads a leaf; undefined for bytes that are not the canonical JSON of one. Never throws. */
export function parseSnapshotLeaf(bytes: Uint8Array): SnapshotLeaf | undefined {
  const form = parseCanonical(bytes);
  const leaf = form.ok ? snapshotLeafSchema.safeParse(form.value).data : undefined;
  // The schema would mend upper-case ids; what it changed was not as written.
  return leaf && equalBytes(canonicalBytes(leaf), bytes) ? leaf : undefined;
}

/**
 * RFC 6962 root over the balances of all accounts that entries 0 to before `size` opened, in the order of account ids. Sorts what it is
 * given. Throws at a balance past 2^53 - 1.
 */
export function snapshotRoot(accounts: SnapshotAccount[], size: number, hash: Sha256 = portableSha256): Uint8Array {
  accounts.sort((a, b) => (a.account < b.account ? -1 : 1));
  return rootOf(
    accounts.map((one) => leafHash(snapshotLeafBytes(one, size), hash)),
    hash,
  );
}
