import { api } from "#lib/client";
import { type ExportSection, exportSections } from "#lib/domain/account";

/** Reads all parts page by page into one JSON file; kept as text pieces, so that a large one is never held twice as objects. */
export async function collectExport(
  onSection: (section: ExportSection) => void,
): Promise<{ file: Blob; count: number }> {
  const pieces: string[] = [`{\n"exportedAt": ${JSON.stringify(new Date().toISOString())}`];
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
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    pieces.push("\n]");
  }
  pieces.push("\n}\n");
  return { file: new Blob(pieces, { type: "application/json" }), count };
}
