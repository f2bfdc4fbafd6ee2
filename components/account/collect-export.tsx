import { Zip, ZipPassThrough } from "fflate";
import { api } from "#lib/client";
import { type ExportSection, exportSections } from "#lib/domain/account";

type Collected = { file: Blob; type: "json" | "zip"; count: number };

/**
 * Reads all parts page by page into one JSON file; kept as text pieces, so that a large one is never held twice as objects. Whoever sent
 * pictures gets a ZIP of that file and the pictures.
 */
export async function collectExport(onSection: (section: ExportSection) => void): Promise<Collected> {
  const pieces: string[] = [`{\n"exportedAt": ${JSON.stringify(new Date().toISOString())}`];
  const pictures = new PictureZip();
  let count = 0;
  for (const section of exportSections) {
    onSection(section);
    pieces.push(`,\n${JSON.stringify(section)}: [`);
    let cursor: string | undefined;
    let separator = "\n";
    do {
      const page = await api.account.exportPage({ section, cursor });
      for (const item of page.items) {
        pieces.push(separator, JSON.stringify(item));
        separator = ",\n";
        count += 1;
      }
      // At once, because their addresses expire.
      for (const { path, url } of page.files) await pictures.fetch(path, url);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    pieces.push("\n]");
  }
  pieces.push("\n}\n");
  const json = new Blob(pieces, { type: "application/json" });
  if (pictures.isEmpty) return { file: json, type: "json", count };
  return { file: await pictures.close("assay.json", json), type: "zip", count };
}

/** A ZIP that grows picture by picture; they are stored as they are, being small already. */
class PictureZip {
  private readonly pieces: Uint8Array<ArrayBuffer>[] = [];
  private readonly paths = new Set<string>();
  private readonly zip = new Zip((error, piece) => {
    if (error) throw error;
    this.pieces.push(piece.slice());
  });

  get isEmpty(): boolean {
    return this.paths.size === 0;
  }

  async fetch(path: string, url: string): Promise<void> {
    if (this.paths.has(path)) return;
    const answer = await fetch(url);
    if (!answer.ok) throw new TypeError(`Failed to fetch ${path}`);
    this.paths.add(path);
    this.add(path, new Uint8Array(await answer.arrayBuffer()));
  }

  async close(path: string, file: Blob): Promise<Blob> {
    this.add(path, new Uint8Array(await file.arrayBuffer()));
    this.zip.end();
    return new Blob(this.pieces, { type: "application/zip" });
  }

  private add(path: string, bytes: Uint8Array): void {
    const entry = new ZipPassThrough(path);
    this.zip.add(entry);
    entry.push(bytes, true);
  }
}
