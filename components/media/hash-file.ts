import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** SHA-256 of a file in hex, read piece by piece: never the whole of it in memory. */
export async function hashFile(file: Blob, isStopped: () => boolean): Promise<string> {
  const hash = sha256.create();
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytesToHex(hash.digest());
    if (isStopped()) {
      await reader.cancel();
      throw new DOMException("stopped", "AbortError");
    }
    hash.update(value);
  }
}
