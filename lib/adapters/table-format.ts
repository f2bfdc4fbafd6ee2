import type { TableFormat } from "#lib/domain/batch";

const extensions: Record<string, TableFormat> = {
  csv: "csv",
  txt: "csv",
  tsv: "tsv",
  tab: "tsv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "jsonl",
};

/** Format of a table by its name, and by its first character where the name says nothing or something else. */
export function sniffFormat(fileName: string, start: string): TableFormat {
  const byName = extensions[fileName.toLowerCase().split(".").at(-1) ?? ""];
  if (byName === "jsonl") return "jsonl";
  if (/^\s*\{\s*"/.test(start)) return "jsonl";
  return byName ?? (chooseDelimiter(start, "csv") === "\t" ? "tsv" : "csv");
}

/** The separator that stands most often in the first record outside quotation marks; the format's own when none does. */
export function chooseDelimiter(start: string, format: TableFormat): string {
  const own = format === "tsv" ? "\t" : ",";
  const counts = new Map([
    [own, 0],
    [",", 0],
    [";", 0],
    ["\t", 0],
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
