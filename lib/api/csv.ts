// Spreadsheets take a CSV for their own old encoding without it.
const BOM = "\ufeff";

export async function* csvLines(
  header: readonly string[],
  lines: AsyncIterable<readonly string[]>,
): AsyncGenerator<string> {
  yield `${BOM}${csvLine(header)}`;
  for await (const cells of lines) yield csvLine(cells);
}

/** One line of CSV. A cell that a spreadsheet would run as a formula gets an apostrophe before it. */
function csvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\r\n`;
}

export function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await lines.return(undefined);
    },
  });
}

/** A download's name: plain ASCII for old readers, the full one for the rest (RFC 6266). */
export function disposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
}
