import { PassThrough, type Readable } from "node:stream";
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";
import { limits } from "#lib/domain/limits";
import { fileFault } from "./table-fault";
import type { RangeReader } from "./table-range";

const READ_BYTES = 262_144;
/** So small a part may be packed as tightly as it likes. */
const SMALL_BYTES = 16_777_216;

class FileReader extends RandomAccessReader {
  private readonly file: RangeReader;

  constructor(file: RangeReader) {
    super();
    this.file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const stream = new PassThrough();
    void this.feed(stream, start, end).catch((error: Error) => stream.destroy(error));
    return stream;
  }

  private async feed(stream: PassThrough, start: number, end: number): Promise<void> {
    for (let from = start; from < end && !stream.destroyed; from += READ_BYTES) {
      const bytes = await this.file.read(from, Math.min(from + READ_BYTES, end));
      if (!stream.write(bytes)) await new Promise((resolve) => stream.once("drain", resolve).once("close", resolve));
    }
    stream.end();
  }
}

export type WorkbookZip = {
  /** The part of that name, unpacked as it is read, and how large it says to be; undefined when there is none. */
  open(name: string): Promise<{ bytes: Readable; sizeBytes: number } | undefined>;
  has(name: string): boolean;
  /** Names of all parts but folders, in the file's order. */
  names(): string[];
};

/**
 * The parts of a ZIP file by name. Nothing is unpacked before it is asked for; what is asked for may not be larger than the limits, nor
 * packed so tightly that it must be a bomb, and yauzl ends a part that is larger than it said.
 */
export async function openZip(file: RangeReader): Promise<WorkbookZip> {
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
  const zip: ZipFile = await fromRandomAccessReaderPromise(new FileReader(file), file.sizeBytes, options).catch(
    (cause: unknown) => {
      throw fileFault("broken_workbook", { why: String(cause).slice(0, 80) });
    },
  );
  if (zip.entryCount > limits.workbookParts) throw fileFault("archive");
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.toLowerCase();
      // Two parts of one name: which one counts would depend on who reads it.
      if (entries.has(name)) throw fileFault("archive");
      entries.set(name, entry);
    }
  } catch {
    throw fileFault(entries.has("xl/workbook.xml") ? "broken_workbook" : "archive");
  }
  let unpackedBytes = 0;
  return {
    has: (name) => entries.has(name.toLowerCase()),
    names: () => [...entries.values()].map(({ fileName }) => fileName).filter((name) => !name.endsWith("/")),
    open: async (name) => {
      const entry = entries.get(name.toLowerCase());
      if (!entry) return undefined;
      const { uncompressedSize: sizeBytes, compressedSize } = entry;
      unpackedBytes += sizeBytes;
      const isTight = sizeBytes > SMALL_BYTES && sizeBytes > compressedSize * limits.workbookRatio;
      if (isTight || unpackedBytes > limits.workbookBytes) {
        throw fileFault("too_much_unpacked", { maxBytes: limits.workbookBytes, maxRatio: limits.workbookRatio });
      }
      if (entry.isEncrypted()) throw fileFault("old_excel");
      return { bytes: await zip.openReadStreamPromise(entry), sizeBytes };
    },
  };
}
