import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { HashAnswer, HashAsk } from "./hash-file";

// Up to here the browser's own SHA-256, which wants a file whole, is faster and cheap enough.
const WHOLE_BYTES = 8_388_608;
const stopped = new Set<number>();

self.onmessage = ({ data }: MessageEvent<HashAsk>) => {
  if ("stop" in data) {
    stopped.add(data.stop);
    return;
  }
  const { id, file } = data;
  const answer = (told: HashAnswer) => self.postMessage(told);
  hash(id, file).then(
    (hex) => answer(hex === null ? { id, failed: "stopped" } : { id, sha256: hex }),
    () => answer({ id, failed: "unreadable" }),
  );
};

/** SHA-256 of a file in hex; a large one piece by piece, never the whole of it in memory. Null when told to stop. */
async function hash(id: number, file: Blob): Promise<string | null> {
  // Browsers give the faster way to secure pages only.
  if (file.size <= WHOLE_BYTES && self.crypto.subtle) {
    return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())));
  }
  const state = sha256.create();
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytesToHex(state.digest());
    if (stopped.delete(id)) {
      await reader.cancel();
      return null;
    }
    state.update(value);
  }
}
