import { type Entry, type Extract, extract, type Headers } from "tar-stream";
import { type ArchiveMember, isLitter, isUnsafeName, type MemberFault } from "#lib/domain/archive";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { asArchiveError, assertRatio } from "./archive-limit";

// Between two members a TAR holds headers and padding; one that brings more would be held in memory by the library.
const BETWEEN_BYTES = 4_194_304;

/** The files of a TAR that was compressed, each passed over once: at its end it is known to be whole. */
export async function listTar(source: AsyncIterable<Uint8Array>): Promise<ArchiveMember[]> {
  const members: ArchiveMember[] = [];
  let [bytes, index] = [0, 0];
  for await (const { header, stream } of entriesOf(source)) {
    if (index >= limits.archiveEntries) {
      throw new AppError("archive.too_many_files", { details: { max: limits.archiveEntries } });
    }
    const { name, size = 0, type } = header;
    bytes += size;
    assertRatio(bytes, bytes);
    const fault = faultOf(header);
    if (fault === "archive.path" || !(type === "directory" || isLitter(name))) {
      members.push({ index, name, sizeBytes: size, fault, claimedSha256: null, held: null });
    }
    await passOver(stream);
    index += 1;
  }
  return members;
}

/** Bytes of the wanted members, in order. */
export async function* readTar(source: AsyncIterable<Uint8Array>, wanted: readonly ArchiveMember[]) {
  const byIndex = new Map(wanted.map((member) => [member.index, member]));
  const last = wanted.at(-1)?.index ?? -1;
  let index = 0;
  for await (const { stream } of entriesOf(source)) {
    const member = byIndex.get(index);
    if (member) yield { member, bytes: bytesOf(stream) };
    if (index >= last) return;
    await passOver(stream);
    index += 1;
  }
}

async function* entriesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ header: Headers; stream: Entry }> {
  const unpacked = extract();
  const feeding = feed(source, unpacked).catch((error: unknown) => {
    unpacked.destroy(error as Error);
  });
  try {
    for await (const stream of unpacked) yield { header: stream.header, stream };
  } catch (error) {
    throw asArchiveError(error);
  } finally {
    unpacked.destroy();
    await feeding;
  }
}

/** Gives the bytes to the library as fast as it takes them. */
async function feed(source: AsyncIterable<Uint8Array>, unpacked: Extract): Promise<void> {
  let [fed, allowed] = [0, BETWEEN_BYTES];
  unpacked.on("entry", ({ size = 0 }: Headers) => {
    allowed = fed + size + BETWEEN_BYTES;
  });
  for await (const chunk of source) {
    fed += chunk.byteLength;
    if (fed > allowed) throw new AppError("archive.unreadable");
    if (unpacked.destroyed) return;
    if (!unpacked.write(chunk)) await drained(unpacked);
  }
  if (!unpacked.destroyed) unpacked.end();
}

function drained(unpacked: Extract): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      unpacked.off("drain", go).off("close", go);
      resolve();
    };
    unpacked.on("drain", go).on("close", go);
  });
}

/** Left early, the stream stays open for the rest to be passed over; by its own iterator it would take the whole archive along. */
async function* bytesOf(stream: Entry): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await chunks.next().catch(rethrow);
    if (done) return;
    yield value;
  }
}

async function passOver(stream: Entry): Promise<void> {
  if (stream.destroyed) return;
  for await (const _ of bytesOf(stream)) {
    // Its bytes are not wanted.
  }
}

function rethrow(error: unknown): never {
  throw asArchiveError(error);
}

function faultOf({ name, type }: Headers): MemberFault | null {
  if (isUnsafeName(name)) return "archive.path";
  return type === "file" || type === "contiguous-file" || type === "directory" ? null : "archive.link";
}
