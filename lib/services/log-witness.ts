import { desc, eq, inArray, isNotNull } from "drizzle-orm";
import { checkpoint, cosignature, tree, witness } from "#db/schema/ledger";
import { addSignatures, type NoteSignature, parseNote, verifyNote } from "#lib/ledger/note";
import { isSatisfied, type Policy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey, type VerifierKey } from "#lib/ledger/vkey";
import type { Ctx } from "./context";
import { nodeEd25519 } from "./ed25519";
import type { Signed } from "./log-sign";
import { consistencyBetween } from "./log-tree";

/** What a witness answered to a checkpoint; the adapter's part of C2SP tlog-witness. */
export type WitnessAnswer =
  | { ok: true; lines: NoteSignature[] }
  | { ok: false; reason: "conflict"; size: number }
  | { ok: false; reason: string; detail?: string };

export type WitnessRequest = { oldSize: number; proof: readonly Uint8Array[]; note: string };

export type WitnessDeps = {
  /** Who is asked and how many must answer; undefined when there are no witnesses. */
  policy: Policy | undefined;
  addCheckpoint(url: string, request: WitnessRequest): Promise<WitnessAnswer>;
};

/**
 * S4: brings a signed checkpoint before the witnesses that have not cosigned it, each from the size that it knows, and keeps what they
 * sign. Without a quorum in the policy the log is published whatever they answer, unless one holds a longer log; with one, once it is met.
 */
export async function askWitnesses(ctx: Ctx, signed: Signed, deps: WitnessDeps): Promise<{ mayPublish: boolean }> {
  const { policy } = deps;
  if (!policy) return { mayPublish: true };
  const known = await readRows(ctx, policy);
  const isDone = (row?: WitnessRow) => row !== undefined && row.problem === null && row.size >= signed.size;
  await askAll(ctx, signed, deps, (vkey) => !isDone(known.get(vkey)));
  const claims = [...(await readRows(ctx, policy)).values()].map((row) => row.claimedSize ?? 0);
  const rows = await ctx.db.select().from(cosignature).where(eq(cosignature.size, signed.size));
  const held = rows.map((row) => ({ name: row.witness, id: row.keyId }));
  return { mayPublish: isSatisfied(policy, held) && claims.every((size) => size <= signed.size) };
}

/**
 * Before S3: brings the newest stored checkpoint, which is no new signature, before witnesses of the policy to hear what they hold. Those
 * who claimed more than the log had, whose claim ends with their answer; or all of them, because a process that starts may be on a backup.
 */
export async function recallWitnesses(ctx: Ctx, deps: WitnessDeps, whom: "claimants" | "all"): Promise<void> {
  const { policy } = deps;
  if (!policy) return;
  const claimants = await ctx.db.select().from(witness).where(isNotNull(witness.claimedSize));
  if (whom === "claimants" && claimants.length === 0) return;
  const [last] = await ctx.db.select().from(checkpoint).orderBy(desc(checkpoint.size)).limit(1);
  const [head] = await ctx.db.select({ size: tree.size }).from(tree);
  // A tree that is shorter than its own checkpoint has nothing to prove from; S3 sees to that.
  if (!last || !head || last.size > head.size) return;
  await askAll(ctx, last, deps, (vkey) => whom === "all" || claimants.some((row) => row.vkey === vkey));
}

type WitnessRow = typeof witness.$inferSelect;

async function readRows(ctx: Ctx, { witnesses }: Policy): Promise<Map<string, WitnessRow>> {
  const rows = await ctx.db
    .select()
    .from(witness)
    .where(inArray(witness.vkey, witnesses.map(vkeyOf).concat("")));
  return new Map(rows.map((row) => [row.vkey, row]));
}

async function askAll(ctx: Ctx, signed: Signed, deps: WitnessDeps, isAsked: (vkey: string) => boolean): Promise<void> {
  if (!deps.policy) return;
  const known = await readRows(ctx, deps.policy);
  const asked = deps.policy.witnesses.filter((one) => one.url !== undefined && isAsked(vkeyOf(one)));
  await Promise.all(asked.map((one) => askOne(ctx, one, signed, known.get(vkeyOf(one))?.size ?? 0, deps)));
}

type PolicyWitness = Policy["witnesses"][number];

const vkeyOf = ({ key }: { key: VerifierKey }) => formatVerifierKey(key);

/** Asks once, and once more from the size that the witness names when it knows another. */
async function askOne(ctx: Ctx, one: PolicyWitness, signed: Signed, size: number, deps: WitnessDeps): Promise<void> {
  const send = async (oldSize: number) => {
    const proof = await consistencyBetween(ctx, oldSize, signed.size);
    return deps.addCheckpoint(one.url ?? "", { oldSize, proof, note: signed.note });
  };
  let answer = await send(Math.min(size, signed.size));
  if (!answer.ok && "size" in answer && answer.size <= signed.size) answer = await send(answer.size);
  const state = { vkey: vkeyOf(one), name: one.key.name, triedAt: ctx.now() };
  if (!answer.ok && "size" in answer) {
    if (answer.size <= signed.size) {
      return saveState(ctx, { ...state, size: answer.size, claimedSize: null, problem: answer.reason });
    }
    // It says it has seen a longer log of ours: unless this database gets there, the next signature must not happen.
    return saveState(ctx, { ...state, size, claimedSize: answer.size, problem: `ahead: it holds size ${answer.size}` });
  }
  if (!answer.ok) {
    // Whoever does not answer takes nothing back: a claim stays until its witness says something else.
    const problem = "detail" in answer && answer.detail ? `${answer.reason}: ${answer.detail}` : answer.reason;
    return saveState(ctx, { ...state, size, problem });
  }
  const line = verifiedLine(signed, one.key, answer.lines);
  if (!line) return saveState(ctx, { ...state, size, problem: "bad_signature" });
  await ctx.db
    .insert(cosignature)
    .values({ size: signed.size, witness: line.name, keyId: line.id, signature: line.bytes, createdAt: ctx.now() })
    .onConflictDoNothing();
  return saveState(ctx, { ...state, size: signed.size, claimedSize: null, cosignedAt: ctx.now(), problem: null });
}

/** The line of this witness, when it is really its signature of this checkpoint. */
function verifiedLine(signed: Signed, key: VerifierKey, lines: readonly NoteSignature[]): NoteSignature | undefined {
  const line = lines.find(({ name, id }) => name === key.name && id === key.id);
  const parsed = parseNote(signed.note);
  if (!line || !parsed.ok) return undefined;
  const cosigned = addSignatures({ ...parsed.note, signatures: [] }, [line]);
  return verifyNote(cosigned, [key], nodeEd25519).ok ? line : undefined;
}

type WitnessState = typeof witness.$inferInsert;

async function saveState(ctx: Ctx, state: WitnessState): Promise<void> {
  await ctx.db.insert(witness).values(state).onConflictDoUpdate({ target: witness.vkey, set: state });
}
