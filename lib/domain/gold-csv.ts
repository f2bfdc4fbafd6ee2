import { readCsv } from "./csv-text";
import type { GoldRow } from "./gold";
import type { Question } from "./question";

export type GoldTable = { rows: GoldRow[]; missing: "item" | "question" | null };

/**
 * Rows of a table of gold. Columns: `contribution` (an id) or `content` (the item's text), `hint` if wanted, and one for each question, called by its id
 * (q1) or its words. `missing` says which column a table lacks; then it has no rows.
 */
export function readGoldTable(text: string, questions: readonly Question[]): GoldTable {
  const [head = [], ...body] = readCsv(text).map(({ cells }) => cells);
  const names = head.map((name) => name.trim().toLowerCase());
  const placeOf = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name));
  const [contribution, content, hint] = [placeOf("contribution", "id"), placeOf("content", "text"), placeOf("hint")];
  const asked = questions
    .map((question) => ({ id: question.id, at: placeOf(question.id, question.text.trim().toLowerCase()) }))
    .filter(({ at }) => at >= 0);
  if (contribution < 0 && content < 0) return { rows: [], missing: "item" };
  if (asked.length === 0) return { rows: [], missing: "question" };
  const rows = body.map((cells) => ({
    contribution: (cells[contribution] ?? "").trim(),
    content: cells[content] ?? "",
    hint: (cells[hint] ?? "").trim(),
    cells: Object.fromEntries(asked.map(({ id, at }) => [id, (cells[at] ?? "").trim()])),
  }));
  return { rows, missing: null };
}
