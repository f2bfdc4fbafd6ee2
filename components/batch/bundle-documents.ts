import type { ZipPassThrough } from "fflate";

// The same documents make the same bytes, so that an upload that was cut off goes on. The first year that a ZIP can tell.
const WHEN = new Date(1980, 0, 2);

/** Several documents as one ZIP, packed in the browser without squeezing them; names that stand twice get a number. */
export async function bundleDocuments(documents: readonly File[], name: string): Promise<File> {
  const fflate = await import("fflate");
  const pieces: BlobPart[] = [];
  const taken = new Set<string>();
  const zip = new fflate.Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece as Uint8Array<ArrayBuffer>);
  });
  for (const document of documents) {
    const entry: ZipPassThrough = new fflate.ZipPassThrough(freeName(document.name, taken));
    entry.mtime = WHEN;
    zip.add(entry);
    entry.push(new Uint8Array(await document.arrayBuffer()), true);
  }
  zip.end();
  return new File(pieces, name, { type: "application/zip" });
}

/** The name itself, or with a number before its ending where another document has it, whatever the case of its letters. */
function freeName(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf(".");
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number += 1) {
    free = `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
  }
  taken.add(free.toLowerCase());
  return free;
}
