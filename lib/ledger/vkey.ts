import { fromBase64, toBase64 } from "./base64";
import { type Ed25519, portableEd25519 } from "./ed25519";
import { joinBytes, portableSha256 } from "./hash";
import { toHex } from "./hex";
import { encodeUtf8 } from "./utf8";

/** Signature types of signed-note: plain Ed25519, and the timestamped one of tlog-cosignature. */
export const ED25519_NOTE = 0x01;
export const ED25519_COSIGNATURE = 0x04;

/** A public key that notes are verified with. Source: C2SP signed-note v1.0.0, "Verifier keys". */
export type VerifierKey = {
  /** Who signs; the origin, for a log's key. */
  name: string;
  /** Key id: 8 lower-case hex digits, the start of SHA-256(name || 0x0A || type || public key). */
  id: string;
  type: number;
  publicKey: Uint8Array;
};

/** A private key, 32 bytes of seed, with its public part. */
export type SignerKey = VerifierKey & { seed: Uint8Array };

export type KeyProblem = "not_a_key" | "bad_name" | "bad_base64" | "unknown_type" | "bad_length" | "bad_id";
type Refused = { ok: false; reason: KeyProblem };

const KEY_BYTES = 32;
const PRIVATE = "PRIVATE+KEY+";
// Spaces (as Unicode counts them) and plus signs end a name; a lone surrogate has no UTF-8.
const NAME = /^[^\p{White_Space}+\p{Surrogate}]+$/u;
const KEY = /^([^+]*)\+([0-9a-f]{8})\+(.+)$/su;

/** True for what may name a signer: not empty, no space, no plus. */
export function isKeyName(name: string): boolean {
  return NAME.test(name);
}

export function makeVerifierKey(name: string, type: number, publicKey: Uint8Array): VerifierKey {
  const input = joinBytes(encodeUtf8(`${name}\n`), withType(type, publicKey));
  return { name, type, publicKey, id: toHex(portableSha256(input).slice(0, 4)) };
}

/** Reads "name+id+base64(type || key)"; refuses an id that is not the key's, and types that are not Ed25519's. */
export function parseVerifierKey(text: string): { ok: true; key: VerifierKey } | Refused {
  const read = readKey(text);
  if (!read.ok) return read;
  const key = makeVerifierKey(read.name, read.type, read.bytes);
  return key.id === read.id ? { ok: true, key } : { ok: false, reason: "bad_id" };
}

export function formatVerifierKey(key: VerifierKey): string {
  return `${key.name}+${key.id}+${toBase64(withType(key.type, key.publicKey))}`;
}

export function makeSignerKey(
  name: string,
  type: number,
  seed: Uint8Array,
  ed25519: Ed25519 = portableEd25519,
): SignerKey {
  return { ...makeVerifierKey(name, type, ed25519.publicKeyOf(seed)), seed };
}

/** Reads "PRIVATE+KEY+name+id+base64(type || seed)", the form of Go's note package. */
export function parseSignerKey(
  text: string,
  ed25519: Ed25519 = portableEd25519,
): { ok: true; key: SignerKey } | Refused {
  if (!text.startsWith(PRIVATE)) return { ok: false, reason: "not_a_key" };
  const read = readKey(text.slice(PRIVATE.length));
  if (!read.ok) return read;
  const key = makeSignerKey(read.name, read.type, read.bytes, ed25519);
  return key.id === read.id ? { ok: true, key } : { ok: false, reason: "bad_id" };
}

export function formatSignerKey(key: SignerKey): string {
  return `${PRIVATE}${key.name}+${key.id}+${toBase64(withType(key.type, key.seed))}`;
}

type ReadKey = { ok: true; name: string; id: string; type: number; bytes: Uint8Array } | Refused;

function readKey(text: string): ReadKey {
  const [, name, id, base64] = KEY.exec(text) ?? [];
  if (name === undefined || id === undefined || base64 === undefined) return { ok: false, reason: "not_a_key" };
  if (!isKeyName(name)) return { ok: false, reason: "bad_name" };
  const bytes = fromBase64(base64);
  if (!bytes) return { ok: false, reason: "bad_base64" };
  const [type = 0] = bytes;
  if (type !== ED25519_NOTE && type !== ED25519_COSIGNATURE) return { ok: false, reason: "unknown_type" };
  if (bytes.length !== 1 + KEY_BYTES) return { ok: false, reason: "bad_length" };
  return { ok: true, name, id, type, bytes: bytes.slice(1) };
}

function withType(type: number, bytes: Uint8Array): Uint8Array {
  return joinBytes(Uint8Array.of(type), bytes);
}
