import { strToU8, Zip, ZipDeflate } from "fflate";
import type { ApiOutputs } from "#lib/client";
import { receiptName } from "./receipt-name";

type FilesPage = ApiOutputs["receipt"]["files"];

export type PackDeps = {
  readPage: (input: { cursor: string | undefined; size: number | undefined }) => Promise<FilesPage>;
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
};

export type Packed = { file: Blob; count: number; size: number };

const TRIES = 3;
const PAUSE_MS = 1_000;

/** Reads all receipts page by page into one ZIP, all as the log stood at the first page; what was packed is kept only as bytes. */
export async function packReceipts({ readPage, onProgress, signal }: PackDeps): Promise<Packed> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece.slice());
  });
  let [count, total, size, cursor]: [number, number, number | undefined, string | undefined] = [
    0,
    0,
    undefined,
    undefined,
  ];
  do {
    const page: FilesPage = await readPatiently(() => readPage({ cursor, size }), signal);
    // A log without a checkpoint has size 0, and then there are no further pages to ask for.
    size ??= page.size;
    total = page.total ?? total;
    for (const { kind, index, text } of page.items) {
      const file = new ZipDeflate(receiptName(kind, index), { level: 6 });
      zip.add(file);
      file.push(strToU8(text), true);
      count += 1;
    }
    onProgress(count, total);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  zip.end();
  return { file: new Blob(pieces, { type: "application/zip" }), count, size: size ?? 0 };
}

/** A long download meets a short failure sooner or later. */
async function readPatiently<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await read();
    } catch (error) {
      if (signal.aborted || tries >= TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
    }
  }
}
