import { sha256 } from "@noble/hashes/sha2.js";
import { isBytes } from "@noble/hashes/utils.js";

/** SHA-256 of bytes: 32 bytes. Servers pass node's crypto.hash, which is about twice as fast as the portable default. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const portableSha256: Sha256 = (bytes) => sha256(bytes);

export const HASH_BYTES = 32;

/** Root of the tree without leaves: SHA-256 of nothing. RFC 9162 2.1.1. */
export function emptyRoot(hash: Sha256 = portableSha256): Uint8Array {
  return hash(new Uint8Array(0));
}

/** Leaf hash of an entry's bytes: SHA-256(0x00 || bytes). RFC 9162 2.1.1. */
export function leafHash(bytes: Uint8Array, hash: Sha256 = portableSha256): Uint8Array {
  // The prefixes keep a node from ever passing as an entry, and the reverse.
  const input = new Uint8Array(1 + bytes.length);
  input.set(bytes, 1);
  return hash(input);
}

/** Hash of an inner node: SHA-256(0x01 || left || right), both 32 bytes. RFC 9162 2.1.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array, hash: Sha256 = portableSha256): Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return hash(input);
}

/** True for exactly 32 bytes; proofs from outside may hold anything. */
export function isHash(value: unknown): value is Uint8Array {
  return isBytes(value) && value.length === HASH_BYTES;
}

/** True when both hold the same bytes. Not constant in time: nothing secret is compared here. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Returns the hash itself. Throws RangeError naming `what` when it is not 32 bytes. */
export function checkHash(value: Uint8Array, what: string): Uint8Array {
  if (!isHash(value)) throw new RangeError(`${what} is not a hash of ${HASH_BYTES} bytes`);
  return value;
}

/** Bytes one after the other. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
