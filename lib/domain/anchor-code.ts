import { portableSha256, type Sha256 } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";

// Of contracts/LogAnchor.json, which a test holds these to: SHA-256 of its code with nought where the deployment writes what the contract
// was made with, and the first byte of each such place.
const CODE_SHA256 = "97cfa3ea2a0172ec5db4bbac7026dcdafd5122a02d1efd6adc56ff1d67824703";
const WRITTEN = [355, 393, 642, 1_416, 1_634];
const WORD_BYTES = 32;

export type AnchorCode = "ours" | "none" | "other";

/**
 * Judges the code at an address, as eth_getCode gives it: LogAnchor's byte for byte, but for what the deployment wrote into it; none; or
 * something else. Never throws.
 */
export function judgeAnchorCode(code: unknown, sha256: Sha256 = portableSha256): AnchorCode {
  if (code === undefined || code === "0x") return "none";
  if (typeof code !== "string" || !/^0x(?:[0-9a-f]{2})+$/i.test(code)) return "other";
  const bytes = fromHex(code.slice(2));
  for (const start of WRITTEN) bytes.fill(0, start, start + WORD_BYTES);
  return toHex(sha256(bytes)) === CODE_SHA256 ? "ours" : "other";
}
