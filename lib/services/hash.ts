import { hash, randomBytes } from "node:crypto";
import { type Content, comparableContent, mediaOf } from "#lib/domain/content";
import { canonicalText } from "#lib/ledger/canonical";

/** SHA-256 on the server: node's own is about twice as fast as the portable one. */
export function sha256(bytes: Uint8Array | string): Uint8Array {
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}

const SALT_BYTES = 32;
const SALTS_AT_ONCE = 128;
let salts = new Uint8Array();

/** Random bytes that nobody had before and nobody gets again. Asked of the system for many at once: that is what takes time. */
export function makeSalt(): Uint8Array {
  if (salts.length === 0) salts = new Uint8Array(randomBytes(SALT_BYTES * SALTS_AT_ONCE));
  const salt = salts.slice(0, SALT_BYTES);
  salts = salts.subarray(SALT_BYTES);
  return salt;
}

export type SealedContent = {
  content: string;
  contentHash: Uint8Array;
  /** SHA-256 of the file that it is about; null for texts. */
  mediaHash: Uint8Array | null;
  salt: Uint8Array;
};

/** Canonical text of a content as given, the hash that finds its duplicates, and the salt of its public commitment. */
export function sealContent(content: Content): SealedContent {
  const contentHash = sha256(canonicalText(comparableContent(content)));
  const file = mediaOf(content);
  return {
    content: canonicalText(content),
    contentHash,
    mediaHash: file === undefined ? null : fromHex(file),
    salt: makeSalt(),
  };
}

/** SHA-256(salt || content): what the ledger shows of a content. */
export function commitmentOf(sealed: { content: string; salt: Uint8Array }): Uint8Array {
  return sha256(Buffer.concat([sealed.salt, Buffer.from(sealed.content, "utf8")]));
}
