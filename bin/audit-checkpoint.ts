import type { LogSource } from "#lib/adapters/log-source";
import { CHECKPOINT_MAX_BYTES } from "#lib/domain/log";
import { type CheckpointStep as Opened, openCheckpoint, openedCheckpoint } from "#lib/ledger/checkpoint";
import { parseNote, verifyNote } from "#lib/ledger/note";
import { isSatisfied, type Policy } from "#lib/ledger/tlog-policy";
import type { VerifierKey } from "#lib/ledger/vkey";
import { refusal } from "#lib/refusal";
import { nodeEd25519 } from "#lib/services/ed25519";

/** A checkpoint whose signature holds. */
export type Head = { note: string; origin: string; size: number; root: Uint8Array };

export type CheckpointRules = {
  /** Keys of the log; one of them must have signed. */
  keys: readonly VerifierKey[];
  policy?: Policy | undefined;
};

export type CheckpointStep = { name: Opened["name"] | "cosignatures"; ok: boolean; text: string };
export type CheckpointAnswer = {
  /** Undefined when form, signature or origin is wrong: then nothing else can be said. */
  head: Head | undefined;
  /** The note as served, whatever is wrong with it. */
  note: string;
  steps: CheckpointStep[];
};

/** Fetches the checkpoint and checks it. Throws a refusal when the log has none to show. */
export async function openHead(source: LogSource, rules: CheckpointRules): Promise<CheckpointAnswer> {
  const bytes = await source.fetchBytes("checkpoint", CHECKPOINT_MAX_BYTES);
  if (!bytes) throw refusal("input.unreadable", `${source.name} has no checkpoint any more. Run the same again.`);
  return checkNote(bytes, rules);
}

/** The steps from a note's form to its cosignatures; they end at the first that makes the rest meaningless. */
function checkNote(bytes: Uint8Array, { keys, policy }: CheckpointRules): CheckpointAnswer {
  const opened = openCheckpoint(bytes, keys, {}, nodeEd25519);
  const steps = opened.map((step): CheckpointStep => ({ name: step.name, ok: step.ok, text: textOf(step, keys) }));
  const note = new TextDecoder().decode(bytes);
  const checkpoint = openedCheckpoint(opened);
  const parsed = parseNote(bytes);
  if (!checkpoint || !parsed.ok) return { head: undefined, note, steps };
  if (policy) steps.push(cosignatureStep(parsed.note, policy));
  const { origin, size, root } = checkpoint;
  return { head: { note, origin, size, root }, note, steps };
}

function textOf(step: Opened, keys: readonly VerifierKey[]): string {
  if (step.name === "note") return step.ok ? "is a signed note" : `is no signed note (${step.reason})`;
  if (step.name === "checkpoint") {
    if (!step.ok) return `is signed, but no checkpoint (${step.reason})`;
    return `${step.checkpoint.size.toLocaleString("en")} entries`;
  }
  if (step.name === "origin") return step.ok ? `is of ${step.origin}` : `is of ${step.origin}, not of ${step.expected}`;
  if (step.ok) return `signed by ${step.verified.map(({ name, id }) => `${name}+${id}`).join(", ")}`;
  if (step.reason === "bad_signature") return `the signature of ${step.signer} is false`;
  const given = keys.map(({ name, id }) => `${name}+${id}`).join(", ");
  return `not signed by ${given}, but by ${step.signers.join(", ") || "nobody"}`;
}

function cosignatureStep(note: Parameters<typeof verifyNote>[0], policy: Policy): CheckpointStep {
  const held = policy.witnesses
    .map(({ key }) => key)
    .filter((key) => verifyNote(note, [key], nodeEd25519).ok)
    .map(({ name, id }) => ({ name, id }));
  const names = held.map(({ name }) => name).join(", ") || "none";
  const ok = isSatisfied(policy, held);
  const text = `${held.length} of ${policy.witnesses.length} witnesses of the policy cosigned (${names})`;
  return { name: "cosignatures", ok, text: ok ? text : `${text}: the quorum is not reached` };
}

/** A checkpoint that was seen before. Throws a refusal when it is not one of this log. */
export function readRemembered(note: string, rules: CheckpointRules, source: "state" | "since"): Head {
  const { head, steps } = checkNote(new TextEncoder().encode(note), { keys: rules.keys });
  if (head) return head;
  const why = steps.find((step) => !step.ok)?.text ?? "it cannot be read";
  const what = source === "since" ? "The checkpoint given with --since" : "The checkpoint in the state file";
  throw refusal(
    "input.invalid",
    `${what} cannot be compared: ${why}. It must be one of the same log, signed by the same key; give both keys after a rotation.`,
  );
}
