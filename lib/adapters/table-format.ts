import { limits } from "#lib/domain/limits";
import { holdsArray } from "./table-json-array";

const extensions: Record<string, "csv" | "tsv" | "jsonl"> = {
  csv: "csv",
  txt: "csv",
  tsv: "tsv",
  tab: "tsv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "jsonl",
};

const documents = new Set(["md", "markdown"]);

/** What a text file is. `text` is a document: prose, no table. `wrapped` is JSON whose array stands inside an object. */
export type TextFormat = "csv" | "tsv" | "jsonl" | "json" | "wrapped" | "text";

/**
 * Format of a text by how it starts (`isWhole`: and ends), and by its name where that leaves two: a single line that is an object with
 * a list of objects is a row of JSONL, but under the name .json a table.
 */
export function sniffText(fileName: string, start: string, isWhole: boolean): TextFormat {
  const extension = fileName.toLowerCase().split(".").at(-1) ?? "";
  if (documents.has(extension) || (extension === "txt" && hasParagraphs(start))) return "text";
  const byName = extensions[extension];
  if (/^\s*\[\s*[[{\]]/.test(start) || (byName === "jsonl" && /^\s*\[/.test(start))) return "json";
  if (byName !== "jsonl" && !/^\s*\{\s*["}]/.test(start))
    return byName ?? (chooseDelimiter(start, "csv") === "\t" ? "tsv" : "csv");
  if (!/^\s*\{/.test(start)) return "jsonl";
  const text = start.trim();
  const end = text.indexOf("\n");
  const isRow = isJson(end < 0 ? text : text.slice(0, end));
  // A line longer than any row may be can only be a table.
  const isTable = end < 0 && (text.length > limits.tableLineBytes || (isWhole && extension === "json"));
  if (isRow && !isTable) return "jsonl";
  return holdsArray(Buffer.from(text)) ? "wrapped" : "jsonl";
}

/** Prose has blank lines between its paragraphs; a table has none. */
function hasParagraphs(start: string): boolean {
  return /\S[ \t]*\r?\n[ \t]*\r?\n\s*\S/.test(start);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The separator that stands most often in the first record outside quotation marks; the format's own when none does. */
export function chooseDelimiter(start: string, format: TextFormat): string {
  const own = format === "tsv" ? "\t" : ",";
  const counts = new Map([
    [own, 0],
    [",", 0],
    [";", 0],
    ["\t", 0],
    ["|", 0],
  ]);
  let quoted = false;
  for (const char of start) {
    if (char === '"') quoted = !quoted;
    if (quoted) continue;
    if (char === "\n" || char === "\r") break;
    const count = counts.get(char);
    if (count !== undefined) counts.set(char, count + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** CR for the files of old Macs, whose lines end with nothing else; LF (with or without a CR before it) for all others. */
export function chooseLineBreak(start: string): "\n" | "\r" {
  return start.includes("\r") && !start.includes("\n") ? "\r" : "\n";
}

// Names of columns are short, no numbers, and no sentences.
const NAME_CHARS = 60;

/**
 * Whether the first record of a table names its columns. Only what can be no name says no: a number, a sentence; for one column, as lists of
 * sentences are kept, a long text as well.
 */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const isSentence = (cell: string) => /[。！？…]$|[^.][.!?]$/u.test(cell.trim());
  const isNumber = (cell: string) => /^\s*[-+]?\d+(?:[.,]\d+)*\s*%?\s*$/.test(cell);
  if (cells.some((cell) => isNumber(cell) || isSentence(cell))) return false;
  return cells.length > 1 || (cells[0]?.length ?? 0) <= NAME_CHARS;
}
