const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const EXACT = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Standard base64 with padding. RFC 4648 section 4. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = a * 65_536 + b * 256 + c;
    for (const place of [262_144, 4_096, 64, 1]) text += ALPHABET[Math.floor(group / place) % 64];
  }
  const spare = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - spare) + "=".repeat(spare);
}

/** Bytes of a base64 text as `toBase64` writes it; undefined for any other text, so that bytes have one text. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!EXACT.test(text)) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const char of text.slice(0, text.length - padding)) {
    held = (held * 64 + ALPHABET.indexOf(char)) % 65_536;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = Math.floor(held / 2 ** bits) % 256;
    at += 1;
  }
  // Bits that no byte uses must be zero.
  return held % 2 ** bits === 0 ? bytes : undefined;
}
