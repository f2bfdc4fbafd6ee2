import { fromBase64, toBase64 } from "./base64";
import { type Ed25519, portableEd25519 } from "./ed25519";
import { isHash } from "./hash";
import { type Note, type NoteProblem, type NoteSignature, parseNote, verifyNote } from "./note";
import type { VerifierKey } from "./vkey";

/** What a log says of itself: its name, how many entries it has, and the root over them. Source: C2SP tlog-checkpoint v1.0.0. */
export type Checkpoint = { origin: string; size: number; root: Uint8Array; extensions: string[] };

export type CheckpointProblem = "too_few_lines" | "bad_origin" | "bad_size" | "bad_root" | "empty_extension";

/** The note's text for a checkpoint; without a time, so that signing it again gives the same bytes. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return `${[origin, String(size), toBase64(root), ...extensions].join("\n")}\n`;
}

/** Reads a note's text as a checkpoint. Sizes are decimal without leading zeros, up to 2^53 - 1; roots have 32 bytes. */
export function parseCheckpoint(
  text: string,
): { ok: true; checkpoint: Checkpoint } | { ok: false; reason: CheckpointProblem } {
  const lines = text.split("\n");
  const last = lines.pop();
  const [origin, sizeText, rootText, ...extensions] = lines;
  if (origin === undefined || sizeText === undefined || rootText === undefined || last !== "") {
    return { ok: false, reason: "too_few_lines" };
  }
  if (origin === "") return { ok: false, reason: "bad_origin" };
  const size = /^(?:0|[1-9]\d{0,15})$/.test(sizeText) ? Number(sizeText) : Number.NaN;
  if (!Number.isSafeInteger(size)) return { ok: false, reason: "bad_size" };
  const root = fromBase64(rootText);
  if (!isHash(root)) return { ok: false, reason: "bad_root" };
  if (extensions.includes("")) return { ok: false, reason: "empty_extension" };
  return { ok: true, checkpoint: { origin, size, root, extensions } };
}

/** The steps of opening a signed checkpoint, by name and in order; those after the one that failed are left out. */
export type CheckpointStep =
  | { name: "note"; ok: true; note: Note }
  | { name: "note"; ok: false; reason: NoteProblem }
  | { name: "signature"; ok: true; verified: VerifierKey[]; unknown: NoteSignature[] }
  | { name: "signature"; ok: false; reason: "bad_signature"; signer: string }
  | { name: "signature"; ok: false; reason: "no_known_signature"; signers: string[] }
  | { name: "checkpoint"; ok: true; checkpoint: Checkpoint }
  | { name: "checkpoint"; ok: false; reason: CheckpointProblem }
  | { name: "origin"; ok: true; origin: string }
  | { name: "origin"; ok: false; reason: "other_origin"; origin: string; expected: string };

/**
 * Opens a checkpoint as served: the note's form, a signature by one of the log's keys, the checkpoint's form, and that it is of the log
 * named (`origin`, or else the name of the key that signed). Never throws at bad input. `witnesses` are keys whose cosignatures are
 * verified along the way; they cannot stand in for the log's own.
 */
export function openCheckpoint(
  input: string | Uint8Array,
  keys: readonly VerifierKey[],
  options: { origin?: string | undefined; witnesses?: readonly VerifierKey[] } = {},
  ed25519: Ed25519 = portableEd25519,
): CheckpointStep[] {
  const parsed = parseNote(input);
  if (!parsed.ok) return [{ name: "note", ...parsed }];
  const steps: CheckpointStep[] = [{ name: "note", ...parsed }];
  const verified = verifyNote(parsed.note, [...keys, ...(options.witnesses ?? [])], ed25519);
  if (!verified.ok && verified.reason === "bad_signature") {
    return [...steps, { name: "signature", ok: false, reason: "bad_signature", signer: verified.name }];
  }
  const signer = verified.ok ? verified.verified.find((key) => keys.includes(key)) : undefined;
  if (!verified.ok || !signer) {
    const signers = parsed.note.signatures.map(({ name, id }) => `${name}+${id}`);
    return [...steps, { name: "signature", ok: false, reason: "no_known_signature", signers }];
  }
  steps.push({ name: "signature", ...verified });
  const read = parseCheckpoint(parsed.note.text);
  if (!read.ok) return [...steps, { name: "checkpoint", ...read }];
  steps.push({ name: "checkpoint", ...read });
  const { origin } = read.checkpoint;
  const expected = options.origin ?? signer.name;
  return [
    ...steps,
    origin === expected
      ? { name: "origin", ok: true, origin }
      : { name: "origin", ok: false, reason: "other_origin", origin, expected },
  ];
}

/** What the steps opened, when all of them hold. */
export function openedCheckpoint(steps: readonly CheckpointStep[]): Checkpoint | undefined {
  if (steps.some((step) => !step.ok)) return undefined;
  for (const step of steps) if (step.name === "checkpoint" && step.ok) return step.checkpoint;
  return undefined;
}
