import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

/** Bytes as lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** Bytes of a hex text (either case). Throws (Error or RangeError) at an odd length or any other character. */
export function fromHex(text: string): Uint8Array {
  return hexToBytes(text);
}
