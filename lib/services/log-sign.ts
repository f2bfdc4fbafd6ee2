import { and, desc, eq, gt, inArray, isNotNull } from "drizzle-orm";
import { checkpoint, published, tree, witness } from "#db/schema/ledger";
import type { AnchorPlace } from "#lib/domain/anchor";
import { contractSource, type HaltDetail, type HaltReason } from "#lib/domain/log";
import type { LogStateStore, SignedState } from "#lib/domain/log-state";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { equalBytes } from "#lib/ledger/hash";
import { formatNote, signNote } from "#lib/ledger/note";
import type { Policy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey, type SignerKey } from "#lib/ledger/vkey";
import { forgetAnchored, listAnchored } from "./anchor-guard";
import { type Ctx, inTx } from "./context";
import { nodeEd25519 } from "./ed25519";
import { hex } from "./hash";
import { rootAt } from "./log-tree";

export type SignDeps = {
  /** The keys that sign, all of one name, which is the log's origin; several while one takes over from another. */
  signers: readonly SignerKey[];
  state: LogStateStore;
  /** The origin as configured by name: lets a log begin anew under it where another one was signed before. */
  origin?: string | undefined;
  /** Whose word counts when a witness says that it holds a longer log. */
  policy: Policy | undefined;
  /** The contract that the log is anchored in now: what it was last found to hold counts. Undefined without one. */
  anchorPlace?: (() => AnchorPlace | undefined) | undefined;
};

export type Signed = { size: number; root: Uint8Array; note: string };

/**
 * S3 of docs/ledger.md: signs the tree as it stands, once for each size, and stores the note before anybody sees it. The row lock on
 * `published` orders signers of several processes, and the primary key of `checkpoint` has room for one root a size. Signs nothing, and
 * says so in `published`, when somebody holds a checkpoint of ours that this database does not lead up to. Returns the newest note.
 */
export async function signCheckpoint(
  ctx: Ctx,
  { signers, state, origin: chosen, policy, anchorPlace }: SignDeps,
): Promise<Signed | undefined> {
  const kept = await state.read();
  const signed = await inTx(ctx, async (tx) => {
    await tx.db.select({ id: published.id }).from(published).where(eq(published.id, 1)).for("update");
    const [head] = await tx.db.select().from(tree).where(eq(tree.id, 1));
    const [last] = await tx.db.select().from(checkpoint).orderBy(desc(checkpoint.size)).limit(1);
    if (!head) throw new Error("the tree row is missing: run the migrations");
    const [origin] = signers.map(({ name }) => name);
    if (!origin) return halt(tx, "no_key", null);
    const own: Held[] = [
      ["database", last],
      ["state file", kept],
    ];
    const ownFault = await findFault(tx, own, head.size);
    if (ownFault) return halt(tx, ownFault.reason, ownFault.detail);
    const isRenamed = last !== undefined && !last.note.startsWith(`${origin}\n`);
    if (isRenamed && chosen !== origin) return halt(tx, "other_origin", null);
    if (isRenamed) await beginAnew(tx);
    const place = anchorPlace?.();
    const anchored = place ? await listAnchored(tx, place) : [];
    const held = anchored.map((seen): Held => [place ? contractSource(place) : "", seen]);
    const fault = await findFault(tx, held, head.size);
    if (fault) return halt(tx, fault.reason, fault.detail);
    const claim = await findClaim(tx, policy, head.size);
    if (claim) return halt(tx, "behind", claim);
    await resume(tx);
    const text = formatCheckpoint({ origin, size: head.size, root: head.root, extensions: [] });
    const note = formatNote(signNote(text, signers, nodeEd25519));
    if (last?.size === head.size && last.note === note) return last;
    const row = { size: head.size, root: head.root, note, createdAt: tx.now() };
    // The same size again only happens with other keys: the note changes, its text cannot.
    await tx.db.insert(checkpoint).values(row).onConflictDoUpdate({ target: checkpoint.size, set: { note } });
    return row;
  });
  if (!signed) return undefined;
  if (!kept || kept.size < signed.size) await state.write(signed);
  return signed;
}

type Fault = { reason: HaltReason; detail: HaltDetail };
type Held = [source: string, seen: SignedState | undefined];

async function findFault(ctx: Ctx, held: readonly Held[], treeSize: number): Promise<Fault | undefined> {
  for (const [source, seen] of held) {
    const fault = seen && (await compare(ctx, source, seen, treeSize));
    if (fault) return fault;
  }
  return undefined;
}

/** A new log begins: what witnesses and contracts hold is of the old one. */
async function beginAnew(ctx: Ctx): Promise<void> {
  await ctx.db.update(witness).set({ size: 0, claimedSize: null });
  await forgetAnchored(ctx);
}

/** What is wrong when somebody holds `seen` and our tree has `treeSize`; undefined when our tree leads up to it. */
async function compare(ctx: Ctx, source: string, seen: SignedState, treeSize: number): Promise<Fault | undefined> {
  const detail = { source, size: seen.size, root: hex(seen.root), treeSize, treeRoot: null };
  if (seen.size > treeSize) return { reason: "behind", detail };
  const root = await rootAt(ctx, seen.size);
  return equalBytes(root, seen.root) ? undefined : { reason: "fork", detail: { ...detail, treeRoot: hex(root) } };
}

/** A witness of the present policy that says it holds a longer log of ours than this tree. Whoever was taken out of it has no say. */
async function findClaim(ctx: Ctx, policy: Policy | undefined, treeSize: number): Promise<HaltDetail | undefined> {
  if (!policy) return undefined;
  const vkeys = policy.witnesses.map(({ key }) => formatVerifierKey(key));
  const isAhead = and(gt(witness.claimedSize, treeSize), inArray(witness.vkey, vkeys.concat("")));
  const [row] = await ctx.db.select().from(witness).where(isAhead).orderBy(desc(witness.claimedSize)).limit(1);
  if (!row || row.claimedSize === null) return undefined;
  return { source: row.name, size: row.claimedSize, root: null, treeSize, treeRoot: null };
}

/** Records why nothing is signed; the first moment stays while the reason does. */
async function halt(ctx: Ctx, reason: HaltReason, detail: HaltDetail | null): Promise<undefined> {
  const [before] = await ctx.db.select().from(published).where(eq(published.id, 1));
  const haltedAt = before?.halt === reason ? before.haltedAt : ctx.now();
  await ctx.db.update(published).set({ halt: reason, haltDetail: detail, haltedAt }).where(eq(published.id, 1));
  return undefined;
}

async function resume(ctx: Ctx): Promise<void> {
  await ctx.db.update(published).set({ halt: null, haltDetail: null, haltedAt: null }).where(isNotNull(published.halt));
}
