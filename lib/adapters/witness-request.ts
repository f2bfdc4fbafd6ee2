import { fromBase64, toBase64 } from "#lib/ledger/base64";
import { isHash } from "#lib/ledger/hash";
import { decodeUtf8 } from "#lib/ledger/utf8";

/** What a log sends to a witness: the size that the witness is believed to know, the proof from it, and the signed checkpoint. */
export type WitnessRequest = { oldSize: number; proof: readonly Uint8Array[]; note: string };

export type RequestProblem = "not_utf8" | "bad_old_size" | "bad_proof_line" | "too_many_hashes" | "no_checkpoint";

const MAX_HASHES = 63;

/** Body of `add-checkpoint`. Source: C2SP tlog-witness v1.0.0. */
export function formatWitnessRequest({ oldSize, proof, note }: WitnessRequest): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${note}`;
}

/** Reads such a body; the note inside is not looked at. Never throws. */
export function parseWitnessRequest(
  body: Uint8Array,
): { ok: true; request: WitnessRequest } | { ok: false; reason: RequestProblem } {
  const text = decodeUtf8(body);
  if (text === undefined) return { ok: false, reason: "not_utf8" };
  const end = text.indexOf("\n\n");
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split("\n");
  const [, digits] = /^old (0|[1-9]\d{0,15})$/.exec(first ?? "") ?? [];
  const oldSize = Number(digits);
  if (end < 0) return { ok: false, reason: "no_checkpoint" };
  if (digits === undefined || !Number.isSafeInteger(oldSize)) return { ok: false, reason: "bad_old_size" };
  if (lines.length > MAX_HASHES) return { ok: false, reason: "too_many_hashes" };
  const proof = lines.map(fromBase64);
  if (!proof.every(isHash)) return { ok: false, reason: "bad_proof_line" };
  return { ok: true, request: { oldSize, proof, note: text.slice(end + 2) } };
}
