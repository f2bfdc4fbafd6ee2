import { readCsv } from "./csv-text";
import { parseCell } from "./gold";
import type { SuggestionFault, SuggestionRow } from "./model-help";
import { isCoded, type Question } from "./question";

export type SuggestionTable = {
  rows: SuggestionRow[];
  faults: SuggestionFault[];
  /** The column that a table lacks; then it has no rows. */
  missing: "item" | "question" | null;
};

/**
 * Rows of a file of suggestions. CSV: columns `contribution` (an id, or a content's hash) or `content` (the item's text), `confidence` if wanted, and one
 * for each question, called by its id (q1) or its words. JSONL: an object a line with the same names and `answer`, an object by question id.
 */
export function readSuggestions(text: string, questions: readonly Question[]): SuggestionTable {
  return text
    .replace(/^\uFEFF/, "")
    .trimStart()
    .startsWith("{")
    ? readLines(text)
    : readTable(text, questions);
}

function readTable(text: string, questions: readonly Question[]): SuggestionTable {
  const [head, ...body] = readCsv(text);
  const names = (head?.cells ?? []).map((name) => name.trim().toLowerCase());
  const placeOf = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name));
  const item = placeOf("contribution", "id", "item", "content_hash");
  const [content, confidence] = [placeOf("content", "text"), placeOf("confidence")];
  const asked = questions
    .map(({ id, text: words }) => ({ id, at: placeOf(id, words.trim().toLowerCase()) }))
    .filter(({ at }) => at >= 0);
  if (item < 0 && content < 0) return { rows: [], faults: [], missing: "item" };
  if (asked.length === 0) return { rows: [], faults: [], missing: "question" };
  const rows = body.map(({ line, cells }) => ({
    line,
    contribution: (cells[item] ?? "").trim(),
    content: cells[content] ?? "",
    confidence: (cells[confidence] ?? "").trim() || null,
    answer: Object.fromEntries(
      asked.flatMap(({ id, at }) => ((cells[at] ?? "").trim() === "" ? [] : [[id, cells[at]]])),
    ),
  }));
  return { rows, faults: [], missing: null };
}

function readLines(text: string): SuggestionTable {
  const table: SuggestionTable = { rows: [], faults: [], missing: null };
  for (const [at, one] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (one.trim() === "") continue;
    const row = rowOf(at + 1, one);
    if (row) table.rows.push(row);
    else table.faults.push({ row: at + 1, line: at + 1, reason: "unreadable", question: null, message: null });
  }
  return table;
}

function rowOf(line: number, text: string): SuggestionRow | undefined {
  const found = parseJson(text);
  if (!isRecord(found)) return undefined;
  const { contribution, id, item, content, text: words, confidence = null, answer } = found;
  const named = contribution ?? id ?? item ?? "";
  const said = content ?? words ?? "";
  const isSure = confidence === null || typeof confidence === "number" || typeof confidence === "string";
  if (typeof named !== "string" || typeof said !== "string" || !isSure || !isRecord(answer)) return undefined;
  return { line, contribution: named.trim(), content: said, confidence, answer };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The values of a row as the task's schema wants them: names of options become codes, JSON of marks becomes marks. What is neither stays as it is,
 * and the schema then says what is wrong with it.
 */
export function answerOfRow(
  questions: readonly Question[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([id, value]) => {
      const question = questions.find((one) => one.id === id);
      if (!question || typeof value !== "string" || question.form.kind === "free_text") return [id, value];
      if (isCoded(question)) return [id, parseCell(question, value) ?? -1];
      return [id, parseJson(value) ?? value];
    }),
  );
}
