import { fromBase64, toBase64 } from "./base64";
import { isHash } from "./hash";
import { decodeUtf8 } from "./utf8";

/** A proof that an entry is in a log, to be checked offline. Source: C2SP tlog-proof. */
export type TlogProof = {
  /** Whatever the application needs beside it; nothing vouches for it. */
  extra: Uint8Array | undefined;
  index: number;
  /** Inclusion proof, from the leaf's sibling upwards. */
  proof: Uint8Array[];
  /** The signed checkpoint, as the log served it. */
  note: string;
};

export type TlogProofProblem =
  | "too_long"
  | "not_utf8"
  | "not_a_proof"
  | "bad_extra"
  | "bad_index"
  | "bad_hash"
  | "too_many_hashes"
  | "no_checkpoint";

const HEADER = "c2sp.org/tlog-proof@v1";
// An entry of 65,535 bytes in its extra data, and a note with many cosignatures, stay far below.
const MAX_BYTES = 1_000_000;
const MAX_HASHES = 63;

export function formatTlogProof({ extra, index, proof, note }: TlogProof): string {
  const head = [HEADER, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...proof.map(toBase64)];
  return `${head.join("\n")}\n\n${note}`;
}

/** Reads a proof; says what is wrong with one that is none. The note inside is read by openCheckpoint. */
export function parseTlogProof(
  input: Uint8Array,
): { ok: true; proof: TlogProof } | { ok: false; reason: TlogProofProblem } {
  const refuse = (reason: TlogProofProblem) => ({ ok: false, reason }) as const;
  if (input.length > MAX_BYTES) return refuse("too_long");
  const text = decodeUtf8(input);
  if (text === undefined) return refuse("not_utf8");
  const end = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, Math.max(end, 0)).split("\n");
  if (header !== HEADER) return refuse(text.startsWith(`${HEADER}\n`) ? "no_checkpoint" : "not_a_proof");
  const hasExtra = lines[0]?.startsWith("extra ") ?? false;
  const extra = hasExtra ? fromBase64((lines.shift() ?? "").slice("extra ".length)) : undefined;
  if (hasExtra && !extra) return refuse("bad_extra");
  const [, digits] = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? "") ?? [];
  const index = Number(digits);
  if (digits === undefined || !Number.isSafeInteger(index)) return refuse("bad_index");
  if (lines.length > MAX_HASHES) return refuse("too_many_hashes");
  const proof = lines.map(fromBase64);
  if (!proof.every(isHash)) return refuse("bad_hash");
  return { ok: true, proof: { extra, index, proof, note: text.slice(end + 2) } };
}
