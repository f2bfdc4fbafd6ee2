import type { FileHandle } from "node:fs/promises";
import { freeChunk } from "./free-chunk";

// More than this is not held while the disk is slower than the line.
const BEHIND_BYTES = 4_194_304;

/**
 * Writes what comes into an open file from a position on, several chunks at a time where they come faster than one is written; `see` is shown
 * each, and nobody may keep one: its memory goes once it is written. Whatever ends it, what came is in the file. Answers with the position
 * after the last byte.
 */
export async function writeBehind(
  file: FileHandle,
  source: AsyncIterable<Uint8Array>,
  position: number,
  see: (chunk: Uint8Array) => void,
): Promise<number> {
  let end = position;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let fault: { error: unknown } | undefined;
  let writing: Promise<void> | undefined;

  const write = async () => {
    try {
      while (waiting.length > 0 && !fault) {
        const [chunks, bytes] = [waiting, waitingBytes];
        [waiting, waitingBytes] = [[], 0];
        await writeAll(file, chunks, bytes, end);
        end += bytes;
        chunks.forEach(freeChunk);
      }
    } catch (error) {
      fault = { error };
    }
    writing = undefined;
  };

  try {
    for await (const chunk of source) {
      see(chunk);
      waiting.push(chunk);
      waitingBytes += chunk.byteLength;
      writing ??= write();
      if (waitingBytes > BEHIND_BYTES) await writing;
      if (fault) break;
    }
  } finally {
    await writing;
  }
  if (fault) throw fault.error;
  return end;
}

async function writeAll(file: FileHandle, chunks: Uint8Array[], bytes: number, position: number): Promise<void> {
  const { bytesWritten } = await file.writev(chunks, position);
  if (bytesWritten === bytes) return;
  // A full disk takes a part, and says so at the next attempt.
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  await writeAll(file, [rest], rest.byteLength, position + bytesWritten);
}
