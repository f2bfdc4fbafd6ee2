import { fromBase64, toBase64 } from "./base64";
import { cosignatureMessage, readCosignature } from "./cosignature";
import { type Ed25519, portableEd25519 } from "./ed25519";
import { joinBytes } from "./hash";
import { fromHex, toHex } from "./hex";
import { decodeUtf8, encodeUtf8 } from "./utf8";
import { ED25519_COSIGNATURE, ED25519_NOTE, isKeyName, type SignerKey, type VerifierKey } from "./vkey";

/** One signature line: who, the id of their key, and the signature's bytes without that id. */
export type NoteSignature = { name: string; id: string; bytes: Uint8Array };

/** A signed note: `text` ends with a newline and is what is signed. Source: C2SP signed-note v1.0.0. */
export type Note = { text: string; signatures: NoteSignature[] };

export type NoteProblem =
  | "too_long"
  | "not_utf8"
  | "control_character"
  | "no_signatures"
  | "bad_signature_line"
  | "too_many_signatures";

export type Verified =
  | { ok: true; verified: VerifierKey[]; unknown: NoteSignature[] }
  | { ok: false; reason: "bad_signature"; name: string }
  | { ok: false; reason: "no_known_signature" };

const MAX_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const ID_BYTES = 4;
const LONE_SURROGATE = /\p{Surrogate}/u;
const LINE = /^— ([^ ]+) ([^ ]+)$/u;

/** Reads a note. Says what is wrong with one that is none; a note of 100 signatures or a megabyte is as large as it gets. */
export function parseNote(input: string | Uint8Array): { ok: true; note: Note } | { ok: false; reason: NoteProblem } {
  const refuse = (reason: NoteProblem) => ({ ok: false, reason }) as const;
  if (input.length > MAX_BYTES) return refuse("too_long");
  const all = typeof input === "string" ? input : decodeUtf8(input);
  if (all === undefined || LONE_SURROGATE.test(all)) return refuse("not_utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the specification forbids.
  if (/[\u0000-\u0009\u000b-\u001f]/.test(all)) return refuse("control_character");
  const end = all.lastIndexOf("\n\n");
  if (end < 0 || !all.endsWith("\n")) return refuse("no_signatures");
  const lines = all.slice(end + 2, -1).split("\n");
  if (end + 2 >= all.length) return refuse("no_signatures");
  if (lines.length > MAX_SIGNATURES) return refuse("too_many_signatures");
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = readLine(line);
    if (!signature) return refuse("bad_signature_line");
    signatures.push(signature);
  }
  return { ok: true, note: { text: all.slice(0, end + 1), signatures } };
}

/** Reads lines as a witness answers them: signatures alone, each ended by a newline. Undefined when one is none. */
export function parseSignatureLines(text: string): NoteSignature[] | undefined {
  if (!text.endsWith("\n") || text.length > MAX_BYTES) return undefined;
  const lines = text.slice(0, -1).split("\n").map(readLine);
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

function readLine(line: string): NoteSignature | undefined {
  const [, name, base64] = LINE.exec(line) ?? [];
  const bytes = base64 === undefined ? undefined : fromBase64(base64);
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length <= ID_BYTES) return undefined;
  return { name, id: toHex(bytes.slice(0, ID_BYTES)), bytes: bytes.slice(ID_BYTES) };
}

export function formatSignatureLine({ name, id, bytes }: NoteSignature): string {
  return `— ${name} ${toBase64(joinBytes(fromHex(id), bytes))}\n`;
}

export function formatNote(note: Note): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join("")}`;
}

/**
 * Signs a text that ends with a newline, by each of the keys; Ed25519 gives the same bytes every time. Throws RangeError at a witness's key:
 * those sign with a time (`cosign`).
 */
export function signNote(text: string, signers: readonly SignerKey[], ed25519: Ed25519 = portableEd25519): Note {
  const other = signers.find(({ type }) => type !== ED25519_NOTE);
  if (other) throw new RangeError(`the key ${other.name}+${other.id} has type ${other.type}: it signs no plain notes`);
  const message = encodeUtf8(text);
  return {
    text,
    signatures: signers.map(({ name, id, seed }) => ({ name, id, bytes: ed25519.sign(message, seed) })),
  };
}

/** The note with further signatures, after those it has. */
export function addSignatures(note: Note, lines: readonly NoteSignature[]): Note {
  return { text: note.text, signatures: [...note.signatures, ...lines] };
}

/**
 * Verifies a note with the keys that the reader trusts. Signatures of others are passed over; one of a known key that fails refuses the
 * whole note, and so does a note that none of the keys signed. A key counts once, however often it signed.
 */
export function verifyNote(note: Note, keys: readonly VerifierKey[], ed25519: Ed25519 = portableEd25519): Verified {
  const verified: VerifierKey[] = [];
  const unknown: NoteSignature[] = [];
  for (const signature of note.signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.id);
    if (!key) unknown.push(signature);
    else if (!isSignedBy(note.text, signature, key, ed25519)) {
      return { ok: false, reason: "bad_signature", name: key.name };
    } else if (!verified.includes(key)) verified.push(key);
  }
  return verified.length > 0 ? { ok: true, verified, unknown } : { ok: false, reason: "no_known_signature" };
}

function isSignedBy(text: string, { bytes }: NoteSignature, key: VerifierKey, ed25519: Ed25519): boolean {
  if (key.type !== ED25519_COSIGNATURE) return ed25519.verify(bytes, encodeUtf8(text), key.publicKey);
  const cosignature = readCosignature(bytes);
  if (!cosignature) return false;
  return ed25519.verify(cosignature.signature, cosignatureMessage(text, cosignature.timeS), key.publicKey);
}
