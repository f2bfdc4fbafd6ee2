import { eq, inArray } from "drizzle-orm";
import { cosignature, witness } from "#db/schema/ledger";
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
 * sign. Without a quorum in the policy the log is published whatever they answer; with one, only once it is met.
 */
export async function askWitnesses(ctx: Ctx, signed: Signed, deps: WitnessDeps): Promise<{ mayPublish: boolean }> {
  const { policy } = deps;
  if (!policy) return { mayPublish: true };
  const reachable = policy.witnesses.filter((one) => one.url !== undefined);
  const known = await ctx.db
    .select()
    .from(witness)
    .where(inArray(witness.vkey, reachable.map(vkeyOf).concat("")));
  await Promise.all(
    reachable.map(async (one) => {
      const row = known.find(({ vkey }) => vkey === vkeyOf(one));
      if (row && row.problem === null && row.size >= signed.size) return;
      await askOne(ctx, one, signed, row?.size ?? 0, deps);
    }),
  );
  const rows = await ctx.db.select().from(cosignature).where(eq(cosignature.size, signed.size));
  const held = rows.map((row) => ({ name: row.witness, id: row.keyId }));
  return { mayPublish: isSatisfied(policy, held) };
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
  if (!answer.ok) {
    // A witness that has seen a longer log of ours than this database holds: the next signature must not happen.
    const seen = "size" in answer ? answer.size : size;
    const problem = "detail" in answer && answer.detail ? `${answer.reason}: ${answer.detail}` : answer.reason;
    return saveState(ctx, { ...state, size: seen, problem });
  }
  const line = verifiedLine(signed, one.key, answer.lines);
  if (!line) return saveState(ctx, { ...state, size, problem: "bad_signature" });
  await ctx.db
    .insert(cosignature)
    .values({ size: signed.size, witness: line.name, keyId: line.id, signature: line.bytes, createdAt: ctx.now() })
    .onConflictDoNothing();
  return saveState(ctx, { ...state, size: signed.size, cosignedAt: ctx.now(), problem: null });
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
