import nlp from "compromise";
import type { Span } from "#lib/domain/phone-number";
import { type Figure, timed } from "./report";
import { readRows } from "./shared-data";

/*
 * Why the scanner leaves people's names out (docs/door.md): what the one kept JavaScript library that looks for them in English would
 * find, and how often it would speak up where somebody is merely mentioned. Nothing of Assay uses it.
 */

type Marked = { text: string; spans: (Span & { label: string })[] };

const ORDINARY = [
  ["text/commonvoice_sentences_en_cc0.jsonl", "text"],
  ["text/ntrex_translation_en_zhTW.jsonl", "en"],
] as const;

function findNames(text: string): Span[] {
  const people: { offset: { start: number; length: number } }[] = nlp(text).people().json({ offset: true });
  return people.map(({ offset: { start, length } }) => ({ start, end: start + length }));
}

const touches = (a: Span) => (b: Span) => a.start < b.end && b.start < a.end;

/** Precision and recall of names in marked English texts, and the share of ordinary sentences that would be stopped. */
export async function measureNames(): Promise<Figure[]> {
  const rows = await readRows<Marked>("pii/presidio_synth_v2_en.jsonl");
  const count = { marked: 0, hit: 0, found: 0, right: 0 };
  const ms = await timed(async () => {
    for (const { text, spans } of rows) {
      const marked = spans.filter(({ label }) => label === "PERSON");
      const found = findNames(text);
      count.marked += marked.length;
      count.found += found.length;
      count.hit += marked.filter((one) => found.some(touches(one))).length;
      count.right += found.filter((one) => marked.some(touches(one))).length;
    }
  });
  const ordinary: string[] = [];
  for (const [file, field] of ORDINARY)
    ordinary.push(...(await readRows<Record<string, string>>(file)).map((row) => row[field] ?? ""));
  const stopped = ordinary.filter((text) => findNames(text).length > 0).length;
  return [
    { name: `names, precision of ${count.found} found`, value: count.right / count.found, unit: "of 1" },
    { name: `names, recall of ${count.marked} marked`, value: count.hit / count.marked, unit: "of 1" },
    { name: `ordinary sentences, of ${ordinary.length}, it would speak up in`, value: stopped, unit: "sentences" },
    { name: "texts looked over", value: rows.length / (ms / 1000), unit: "per second" },
  ];
}
