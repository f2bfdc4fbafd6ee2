import { bandKeys, likeness, type Runs, runsOfContent } from "#lib/domain/near-text";
import type { Figure } from "./report";
import { readRows } from "./shared-data";

type Row = { group: string; kind: string; same_content: string; text: string };
type Known = { group: string; runs: Runs; keys: Set<number> };

const DEFAULT = 60;
const THRESHOLDS = [50, DEFAULT, 70, 80];

const sketch = (text: string) => {
  const runs = runsOfContent("text", { text }) ?? new Set<number>();
  return { runs, keys: new Set(bandKeys(runs, "bench")) };
};

/** The most alike of the originals that shares a band, as the service looks for it. */
function nearestOf(known: readonly Known[], text: string) {
  const { runs, keys } = sketch(text);
  let best = { group: "", percent: 0 };
  for (const one of known) {
    if (![...keys].some((key) => one.keys.has(key))) continue;
    const percent = likeness(runs, one.runs);
    if (percent > best.percent) best = { group: one.group, percent };
  }
  return best;
}

/** `npm run bench -- near`: variants of 35 texts held against their originals; those of one half of the text are no copies. */
export async function measureNear(): Promise<Figure[]> {
  const rows = await readRows<Row>("nasty/misc/duplicates.jsonl");
  const known = rows.filter(({ kind }) => kind === "original").map(({ group, text }) => ({ group, ...sketch(text) }));
  const variants = rows
    .filter(({ kind }) => kind !== "original")
    .map((row) => ({ ...row, near: nearestOf(known, row.text) }));
  const figures = THRESHOLDS.flatMap((threshold): Figure[] => {
    const found = variants.filter(({ near }) => near.percent >= threshold);
    const right = found.filter(({ group, near, same_content: same }) => near.group === group && same !== "different");
    const copies = variants.filter(({ same_content: same }) => same !== "different");
    const at = `alike from ${threshold} %${threshold === DEFAULT ? " (default)" : ""}`;
    return [
      { name: `${at}: precision of ${found.length} found`, value: right.length / found.length, unit: "of 1" },
      { name: `${at}: recall of ${copies.length} copies`, value: right.length / copies.length, unit: "of 1" },
    ];
  });
  const missed = variants.filter(({ same_content: same, near }) => same !== "different" && near.percent < DEFAULT);
  const wrong = variants.filter(({ same_content: same, near }) => same === "different" && near.percent >= DEFAULT);
  const kindsOf = (list: readonly Row[]) => [...new Set(list.map(({ kind }) => kind))].join(", ") || "none";
  return [
    ...figures,
    { name: `missed at ${DEFAULT} % (${kindsOf(missed)})`, value: missed.length, unit: "texts" },
    { name: `wrongly found at ${DEFAULT} % (${kindsOf(wrong)})`, value: wrong.length, unit: "texts" },
  ];
}
