export type CsvRow = { line: number; cells: string[] };

/**
 * Rows of a CSV text that have anything in them, each with the line it begins at (from 1): commas (or semicolons, or tabs, whichever the first
 * line has), quotes doubled, line ends of any kind.
 */
export function readCsv(text: string): CsvRow[] {
  const clean = text.replace(/^\uFEFF/, "");
  const [head = ""] = clean.split(/\r?\n/, 1);
  const separator = [",", ";", "\t"].find((mark) => head.includes(mark)) ?? ",";
  const rows: CsvRow[] = [{ line: 1, cells: [] }];
  let line = 1;
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.cells.push(cell);
    cell = "";
  };
  for (let at = 0; at < clean.length; at += 1) {
    const mark = clean[at] as string;
    if (mark === "\n") line += 1;
    if (isQuoted) {
      if (mark !== '"') cell += mark;
      else if (clean[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (mark === '"' && cell === "") isQuoted = true;
    else if (mark === separator) endCell();
    else if (mark === "\n") {
      endCell();
      rows.push({ line, cells: [] });
    } else if (mark !== "\r") cell += mark;
  }
  endCell();
  return rows.filter(({ cells }) => cells.some((one) => one.trim() !== ""));
}
