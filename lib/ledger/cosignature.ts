import { type Ed25519, portableEd25519 } from "./ed25519";
import type { NoteSignature } from "./note";
import { encodeUtf8 } from "./utf8";
import type { SignerKey } from "./vkey";

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** What a witness signs: its time in whole seconds since 1970 and the checkpoint's text. Source: C2SP tlog-cosignature v1.0.1. */
export function cosignatureMessage(text: string, timeS: number): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${timeS}\n${text}`);
}

/** Time and signature of a cosignature line's bytes; undefined at any other length, or a time past 2^53 - 1. */
export function readCosignature(bytes: Uint8Array): { timeS: number; signature: Uint8Array } | undefined {
  if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined;
  const timeS = bytes.slice(0, TIME_BYTES).reduce((time, byte) => time * 256 + byte, 0);
  return Number.isSafeInteger(timeS) ? { timeS, signature: bytes.slice(TIME_BYTES) } : undefined;
}

/** Cosigns a checkpoint's text as a witness; `signer` is a key of type 4. Throws RangeError at a time that is no whole number of seconds. */
export function cosign(
  text: string,
  timeS: number,
  signer: SignerKey,
  ed25519: Ed25519 = portableEd25519,
): NoteSignature {
  if (!Number.isSafeInteger(timeS) || timeS < 0) throw new RangeError(`${timeS} is not a time in whole seconds`);
  const bytes = new Uint8Array(TIME_BYTES + SIGNATURE_BYTES);
  for (let [at, rest] = [TIME_BYTES - 1, timeS]; at >= 0; [at, rest] = [at - 1, Math.floor(rest / 256)]) {
    bytes[at] = rest % 256;
  }
  bytes.set(ed25519.sign(cosignatureMessage(text, timeS), signer.seed), TIME_BYTES);
  return { name: signer.name, id: signer.id, bytes };
}
