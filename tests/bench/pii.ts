import { join } from "node:path";
import { findPersonalData } from "#lib/domain/personal-data";
import { type PersonalFinding, type PersonalKind, personalKinds } from "#lib/domain/personal-kind";
import { type Figure, timed } from "./report";
import { readRows } from "./shared-data";

const kindOf: Record<string, PersonalKind> = {
  EMAIL_ADDRESS: "email",
  IBAN_CODE: "iban",
  TW_NATIONAL_ID: "national_id",
  TW_ARC_NO: "resident_id",
  IP_ADDRESS: "ip_address",
  CREDIT_CARD: "card",
  TW_BUSINESS_NO: "business_number",
  PHONE_NUMBER: "phone",
};
// Labels that a reader may look for and that the scanner does not find: said, not left out.
const notFound = ["PERSON", "STREET_ADDRESS"];

type Row = { text: string; spans: { start: number; end: number; label: string }[] };
type Count = { truth: number; found: number; right: number; hit: number; exact: number };

/** Precision and recall by kind: a finding is right when it overlaps a marked span of its kind. */
function countKinds(rows: readonly Row[]): Map<PersonalKind, Count> {
  const counts = new Map<PersonalKind, Count>();
  for (const { text, spans } of rows) {
    const found = findPersonalData(text);
    const truth = spans.flatMap(({ start, end, label }) => {
      const kind = kindOf[label];
      return kind ? [{ kind, start, end }] : [];
    });
    for (const kind of personalKinds) {
      const count = counts.get(kind) ?? { truth: 0, found: 0, right: 0, hit: 0, exact: 0 };
      const [mine, theirs] = [found, truth].map((list) => list.filter((one) => one.kind === kind));
      count.truth += theirs?.length ?? 0;
      count.found += mine?.length ?? 0;
      count.right += mine?.filter((one) => theirs?.some((other) => overlap(one, other))).length ?? 0;
      count.hit += theirs?.filter((one) => mine?.some((other) => overlap(one, other))).length ?? 0;
      count.exact += mine?.filter((one) => theirs?.some((other) => isSame(one, other))).length ?? 0;
      counts.set(kind, count);
    }
  }
  return counts;
}

const overlap = (a: PersonalFinding, b: PersonalFinding) => a.start < b.end && b.start < a.end;
const isSame = (a: PersonalFinding, b: PersonalFinding) => a.start === b.start && a.end === b.end;
const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);

function figuresOf(name: string, rows: readonly Row[]): Figure[] {
  const figures = [...countKinds(rows)]
    .filter(([, { truth, found }]) => truth + found > 0)
    .flatMap(([kind, { truth, found, right, hit, exact }]): Figure[] => [
      {
        name: `${name}: ${kind}, precision of ${found} found, ${exact} of them to the character`,
        value: share(right, found),
        unit: "of 1",
      },
      { name: `${name}: ${kind}, recall of ${truth} marked`, value: share(hit, truth), unit: "of 1" },
    ]);
  const missed = notFound.map((label) => ({
    name: `${name}: ${label}, recall: not looked for`,
    value: 0,
    unit: `of ${rows.flatMap(({ spans }) => spans).filter((span) => span.label === label).length} marked`,
  }));
  return [...figures, ...missed];
}

const NATURAL = [
  ["text/commonvoice_sentences_en_cc0.jsonl", ["text"]],
  ["text/commonvoice_sentences_zhTW_cc0.jsonl", ["text"]],
  ["text/ntrex_translation_en_zhTW.jsonl", ["en", "zh_tw"]],
  ["text/sib200_topic_en_zhHant.jsonl", ["en", "zh_hant"]],
  ["text/uner_ner_spans_zhHant_gsd.jsonl", ["text"]],
  ["text/oasst_preference_pairs_en.jsonl", ["prompt", "chosen", "rejected"]],
  ["text/xed_emotion_zhTW.jsonl", ["text"]],
] as const;

/** How often the scanner speaks up in texts that people wrote for other reasons; each finding is shown, to be judged by eye. */
async function measureNatural(): Promise<Figure[]> {
  const texts: string[] = [];
  for (const [file, names] of NATURAL) {
    for (const row of await readRows<Record<string, string>>(file)) texts.push(...names.map((name) => row[name] ?? ""));
  }
  let findings: string[] = [];
  const ms = await timed(async () => {
    findings = texts.flatMap((text) => {
      const chars = [...text];
      return findPersonalData(text).map(({ kind, start, end }) => `${kind} ${chars.slice(start, end).join("")}`);
    });
  });
  return [
    {
      name: `found in ${texts.length.toLocaleString("en")} natural texts (${[...new Set(findings)].join("; ")})`,
      value: findings.length,
      unit: "findings",
    },
    { name: "texts scanned", value: texts.length / (ms / 1000), unit: "per second" },
  ];
}

/** `npm run bench -- pii`: what the scanner finds of marked personal data, and what it finds where nobody looked for any. */
export async function measurePii(): Promise<Figure[]> {
  const sets = [
    ["Taiwan (own, synthetic)", "own_synthetic_tw_pii.jsonl"],
    ["English (presidio-research)", "presidio_synth_v2_en.jsonl"],
  ] as const;
  const figures: Figure[] = [];
  for (const [name, file] of sets) figures.push(...figuresOf(name, await readRows<Row>(join("pii", file))));
  return [...figures, ...(await measureNatural())];
}
