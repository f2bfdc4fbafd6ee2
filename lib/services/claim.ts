import { and, desc, eq } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import { account } from "#db/schema/points";
import { snapshot, snapshotLeaf } from "#db/schema/snapshot";
import { makeClaim } from "#lib/domain/claim";
import { AppError } from "#lib/domain/error";
import { snapshotLeafBytes } from "#lib/domain/snapshot";
import { decodeUtf8 } from "#lib/ledger/utf8";
import { accountId, userAccount } from "./account";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { readReceipt, readReceiptLog } from "./receipt";
import { proveLeaf } from "./snapshot-tree";

export type ClaimLine = {
  /** Entries that make the balance: the size of the checkpoint that it is of. */
  size: number;
  takenAt: Date;
  /** What I had then, in milli-points. */
  balance: number;
  /** Place of the snapshot's entry; null until it is sequenced. */
  entryIndex: number | null;
  /** False for the moment until a public checkpoint covers the entry; then the claim can be had. */
  isPublished: boolean;
};

/** Balances of mine that can be proven: one for each of the newest snapshots, newest first. */
export async function listClaims(ctx: Ctx): Promise<{ account: string; items: ClaimLine[] }> {
  await authorise(ctx, "statement.read_own");
  const mine = accountId(userAccount(actorId(ctx)));
  const log = await readReceiptLog(ctx);
  const rows = await ctx.db
    .select({
      size: snapshot.size,
      takenAt: snapshot.createdAt,
      balance: snapshotLeaf.balance,
      entryIndex: entry.index,
    })
    .from(snapshotLeaf)
    .innerJoin(snapshot, eq(snapshot.size, snapshotLeaf.size))
    .leftJoin(entry, eq(entry.id, snapshot.entryId))
    .where(eq(snapshotLeaf.account, mine))
    .orderBy(desc(snapshot.size));
  const items = rows.map((row) => ({
    ...row,
    isPublished: row.entryIndex !== null && row.entryIndex < (log?.size ?? 0),
  }));
  return { account: mine, items };
}

/** My claim of one snapshot; null while no public checkpoint covers its entry, which takes a second or two. */
export async function readClaim(ctx: Ctx, input: { size: number }): Promise<{ size: number; text: string } | null> {
  await authorise(ctx, "statement.read_own");
  const mine = accountId(userAccount(actorId(ctx)));
  return inTx(ctx, async (tx) => {
    const [found] = await tx.db
      .select({ of: snapshot, leaf: snapshotLeaf, account })
      .from(snapshotLeaf)
      .innerJoin(snapshot, eq(snapshot.size, snapshotLeaf.size))
      .innerJoin(account, eq(account.id, snapshotLeaf.account))
      .where(and(eq(snapshotLeaf.account, mine), eq(snapshotLeaf.size, input.size)));
    if (!found) throw new AppError("claim.not_found", { details: { size: input.size } });
    const { of, leaf } = found;
    const { id, kind, ownerId, unit } = found.account;
    // The leaf as it was then: only the balance can have changed since.
    const bytes = snapshotLeafBytes(
      { account: id, accountKind: kind, owner: ownerId, unit, balance: leaf.balance },
      of.size,
    );
    const receipt = await readReceipt(tx, { ref: of.entryId }).catch(notSequenced);
    if (!receipt) return null;
    const proof = await proveLeaf(tx, of.size, leaf.position, of.leaves);
    const claim = { leaf: textOf(bytes), index: leaf.position, proof, receipt: receipt.text };
    return { size: of.size, text: textOf(makeClaim(claim)) };
  });
}

/** An entry that still waits for its index has no receipt yet. */
function notSequenced(error: unknown): null {
  if (error instanceof AppError && error.reason === "entry.not_found") return null;
  throw error;
}

function textOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? "";
}
