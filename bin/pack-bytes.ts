import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { packEnd, packHeader, packHeaderBytes, packPadding } from "#lib/domain/pack";
import { cleanFileName } from "#lib/domain/text";
import { refusal } from "#lib/refusal";

/** A small file of this machine. */
export type PackFile = { path: string; name: string; sizeBytes: number };

/** A pack in memory, with the SHA-256 of each file in hex. `free` gives its memory to the next one. */
export type PackBytes = { bytes: Buffer; sha256s: string[]; free(): void };

const READ_AT_ONCE = 8;
const MEMORY_STEP_BYTES = 4_194_304;

/** Memory of packs that are sent: fresh pages for each pack, and their collection, cost as much as hashing it. */
const spare: Buffer[] = [];

function takeMemory(sizeBytes: number): Buffer {
  const at = spare.findIndex((one) => one.byteLength >= sizeBytes);
  const [found] = at < 0 ? [] : spare.splice(at, 1);
  if (found) return found;
  // One that is too small for this pack would be for the next.
  spare.pop();
  return Buffer.allocUnsafeSlow(Math.ceil(sizeBytes / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES);
}

/** Puts files together as one pack: each is read straight into its place, and hashed there. */
export async function buildPack(files: readonly PackFile[]): Promise<PackBytes> {
  let end = 0;
  const places = files.map((file, at) => {
    const name = `${at + 1}/${cleanFileName(file.name, "file")}`;
    const header = end;
    const body = header + packHeaderBytes(name);
    end = body + file.sizeBytes + packPadding(file.sizeBytes).byteLength;
    return { file, at, name, header, body };
  });
  const memory = takeMemory(end + packEnd().byteLength);
  const bytes = memory.subarray(0, end + packEnd().byteLength);
  const sha256s: string[] = [];
  const left = places.toReversed();
  const worker = async () => {
    for (let place = left.pop(); place; place = left.pop()) {
      const { file, name, header, body } = place;
      const { sizeBytes } = file;
      const target = bytes.subarray(body, body + sizeBytes);
      await readInto(file, target);
      const sha256 = createHash("sha256").update(target).digest("hex");
      sha256s[place.at] = sha256;
      bytes.set(packHeader({ name, sizeBytes, sha256 }), header);
      bytes.set(packPadding(sizeBytes), body + sizeBytes);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, worker));
  bytes.set(packEnd(), end);
  return { bytes, sha256s, free: () => void spare.push(memory) };
}

async function readInto({ path, name }: PackFile, target: Buffer): Promise<void> {
  const file = await open(path);
  try {
    let done = 0;
    while (done < target.byteLength) {
      const { bytesRead } = await file.read(target, done, target.byteLength - done, done);
      if (bytesRead === 0) {
        throw refusal(
          "media.unreadable",
          `${name} became shorter while it was read. Begin again when nothing writes to it.`,
        );
      }
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
}
