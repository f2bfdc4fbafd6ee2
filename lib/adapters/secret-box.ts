import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/*
 * Texts that only this instance can read: AES-256-GCM under a key that is derived (HKDF-SHA-256) from the instance's secret, apart from its
 * other uses. Bytes: 12 of nonce, 16 of tag, the rest.
 */
const [NONCE_BYTES, TAG_BYTES] = [12, 16];

const keyOf = (secret: string) => new Uint8Array(hkdfSync("sha256", secret, "", "assay secret box 1", 32));

/** Encrypts a text; `place` says what it belongs to, so that it opens nowhere else. */
export function sealText(secret: string, place: string, text: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
}

/** The text again; undefined when another secret sealed it, it belongs elsewhere, or bytes were changed. */
export function openText(secret: string, place: string, sealed: Uint8Array): string | undefined {
  const bytes = Buffer.from(sealed);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(place))
      .setAuthTag(tag);
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}
