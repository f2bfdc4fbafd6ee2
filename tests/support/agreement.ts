import { readFileSync } from "node:fs";
import type { MarkedSpan } from "#lib/consensus/alpha-span";
import { type Answers, arrangeAnswers } from "#lib/consensus/answers";

type Cell = number | string | null;
export type AgreementCase = {
  id: string;
  format: "ratings" | "contingency" | "counts";
  categories: (number | string)[];
  data: Cell[][];
  expected: { coefficient: string; value: number; tolerance: number; recomputed?: number }[];
};
type SpanCase = {
  continuum: { begin: number; length: number };
  units: { rater: number; offset: number; length: number; category: string }[];
  expected: { coefficient: string; value: number; tolerance: number }[];
};

const file = JSON.parse(readFileSync("tests/vectors/agreement.json", "utf8")) as {
  cases: AgreementCase[];
  unitising_cases: SpanCase[];
};

/** Published tables with the coefficients that were published for them. */
export const agreementCases = file.cases;
export const spanCases = file.unitising_cases.map(({ units, ...rest }) => ({
  ...rest,
  spans: units.map(({ rater, category, ...span }): MarkedSpan => ({ ...span, worker: rater, kind: category })),
}));

/** Rows are items, columns workers; null is no answer. */
export function answersOf(rows: readonly (readonly Cell[])[], labels: readonly (number | string)[]): Answers {
  const given = rows.flatMap((row, item) =>
    row.flatMap((cell, worker) => (cell === null ? [] : [{ item, worker, label: labels.indexOf(cell) }])),
  );
  return arrangeAnswers({
    items: rows.length,
    workers: Math.max(...rows.map((row) => row.length)),
    classes: Math.max(2, labels.length),
    item: given.map(({ item }) => item),
    worker: given.map(({ worker }) => worker),
    label: given.map(({ label }) => label),
  });
}

export function readCase({ format, data, categories }: AgreementCase): Answers {
  if (format === "ratings") return answersOf(data, categories);
  const repeat = (count: Cell, row: readonly (string | number)[]) => Array.from({ length: Number(count) }, () => row);
  const label = (at: number) => categories[at] as string | number;
  if (format === "counts")
    return answersOf(
      data.map((row) => row.flatMap((count, at) => Array.from({ length: Number(count) }, () => label(at)))),
      categories,
    );
  return answersOf(
    data.flatMap((row, one) => row.flatMap((count, other) => repeat(count, [label(one), label(other)]))),
    categories,
  );
}
