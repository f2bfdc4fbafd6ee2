import { type Checkpoint, parseCheckpoint } from "#lib/ledger/checkpoint";
import type { Ed25519 } from "#lib/ledger/ed25519";
import { emptyRoot, equalBytes, type Sha256 } from "#lib/ledger/hash";
import { type Note, parseNote, verifyNote } from "#lib/ledger/note";
import { verifyConsistency } from "#lib/ledger/proof";
import type { VerifierKey } from "#lib/ledger/vkey";
import { parseWitnessRequest, type WitnessRequest } from "./witness-request";

/** A log to watch. A log that rotates its key has several. */
export type WatchedLog = { origin: string; keys: readonly VerifierKey[] };

export type WitnessVerdict =
  /** May be cosigned: the note with the log's own verified signatures, and no others. */
  | { status: 200; checkpoint: Checkpoint; note: Note }
  | { status: 400 | 403 | 404 | 422; reason: string; origin?: string }
  | { status: 409; size: number; origin: string; fork?: { seen: Checkpoint; note: string } };

export type Judge = {
  logs: readonly WatchedLog[];
  /** The newest checkpoint cosigned for a log; undefined when there is none yet. */
  latest(origin: string): { size: number; root: Uint8Array } | undefined;
  sha256: Sha256;
  ed25519: Ed25519;
};

/** Every check that C2SP tlog-witness v1.0.0 asks of a witness before it cosigns, in its order. Changes nothing, never throws. */
export function judgeRequest(body: Uint8Array, judge: Judge): WitnessVerdict {
  const parsed = parseWitnessRequest(body);
  if (!parsed.ok) return { status: 400, reason: parsed.reason };
  const note = parseNote(parsed.request.note);
  if (!note.ok) {
    // A signature that cannot even be read is one that does not verify.
    const isSignature = note.reason === "bad_signature_line";
    return {
      status: isSignature ? 403 : 400,
      reason: `${isSignature ? "invalid signature" : "checkpoint"} (${note.reason})`,
    };
  }
  const read = parseCheckpoint(note.note.text);
  if (!read.ok) return { status: 400, reason: `checkpoint (${read.reason})` };
  const { checkpoint } = read;
  const log = judge.logs.find(({ origin }) => origin === checkpoint.origin);
  if (!log) return { status: 404, reason: "unknown log" };
  const verified = verifyNote(note.note, log.keys, judge.ed25519);
  if (!verified.ok) return { status: 403, reason: `invalid signature (${verified.reason})`, origin: log.origin };
  const signatures = note.note.signatures.filter((line) => !verified.unknown.includes(line));
  return judgeTree(parsed.request, checkpoint, { text: note.note.text, signatures }, judge);
}

/** The checks of the tree, once the log is known to have signed it. */
function judgeTree(request: WitnessRequest, checkpoint: Checkpoint, note: Note, judge: Judge): WitnessVerdict {
  const { oldSize, proof } = request;
  const { origin, size, root } = checkpoint;
  const refuse = (reason: string): WitnessVerdict => ({ status: 422, reason, origin });
  if (oldSize > size) return { status: 400, reason: "the old size is past the checkpoint's", origin };
  const known = judge.latest(origin);
  const knownSize = known?.size ?? 0;
  if (oldSize !== knownSize) return { status: 409, size: knownSize, origin };
  if (size === 0 && !equalBytes(root, emptyRoot(judge.sha256))) return refuse("a root of an empty tree that is not");
  if (oldSize === 0 && proof.length > 0) return refuse("a consistency proof from the empty tree must be empty");
  if (!known || oldSize === 0) return { status: 200, checkpoint, note };
  if (size === oldSize && !equalBytes(root, known.root)) {
    return { status: 409, size: knownSize, origin, fork: { seen: checkpoint, note: request.note } };
  }
  const claim = { oldSize, newSize: size, oldRoot: known.root, newRoot: root, proof };
  const consistent = verifyConsistency(claim, judge.sha256);
  return consistent.ok
    ? { status: 200, checkpoint, note }
    : refuse(`the consistency proof does not verify (${consistent.reason})`);
}
