import type { ItemState } from "./annotation";
import type { Answer, AnswerValue, Shape, SpanAnswer } from "./answer";
import type { QuestionResult } from "./consensus";
import type { HelpKind } from "./model-help";
import type { PersonalKind } from "./personal-kind";
import { optionCount, type Question } from "./question";
import type { Segment } from "./segment";

/** A closed item with everything that is known of its labels: nothing is left out, also not what few people said. */
export type ExportedItem = {
  item: string;
  /** SHA-256 of the content's comparable form, hex. */
  contentHash: string;
  language: string;
  state: Exclude<ItemState, "open">;
  cause: string | null;
  labels: ExportedLabel[];
  answers: {
    annotation: string;
    /** The account as the ledger names it. */
    annotator: string;
    answer: Answer;
    activeMs: number | null;
    /** Whether a model's suggestion was in sight (lib/domain/model-help.ts), and the number of its set; of `withheld` that drawn not to be. */
    help: HelpKind;
    suggestionSet: number | null;
    /** Index of the entry that sealed it; null while it waits for its place. */
    sealed: number | null;
  }[];
  /** What models said of it, oldest first: apart from the answers, and counted nowhere. Confidence in basis points. */
  suggestions: { set: number; model: string; version: string; answer: Answer; confidence: number | null }[];
  entries: { consensus: number | null; judged: number | null };
  /** Kinds of what may be personal in it, by field; empty where nothing was found, or nothing was looked for. */
  personalData: Record<string, PersonalKind[]>;
};

export type ExportedLabel = {
  question: string;
  /** What the item's own answers came to when it closed, or what a person judged. */
  own: Pick<QuestionResult, "rule" | "value" | "confidence"> | null;
  /** What the newest run over all items says; null before it. Shares by code: the soft label. */
  together: {
    rule: string;
    value: AnswerValue | null;
    confidence: number;
    majority: AnswerValue | null;
    differs: boolean;
    shares: number[] | null;
    /** Index of the run's entry; null where there is none. */
    entry: number | null;
  } | null;
};

/** Names of the columns of the table: a row for each item and question. */
export const exportColumns = [
  "item",
  "content_hash",
  "language",
  "state",
  "question",
  "question_text",
  "label",
  "confidence",
  "rule",
  "item_label",
  "item_confidence",
  "item_rule",
  "majority",
  "differs",
  "soft_label",
  "answers",
  "cause",
  "consensus_entry",
  "run_entry",
  "sealed_entries",
  "personal_data",
  "model",
  "model_version",
  "suggestion",
  "suggestion_confidence",
  "suggestion_seen",
] as const;

/** Rows of the table for one item. What has more than one part is JSON. */
export function exportRows(questions: readonly Question[], item: ExportedItem): string[][] {
  return item.labels.map(({ question: id, own, together }) => {
    const question = questions.find((one) => one.id === id);
    const name = (value: AnswerValue | null | undefined) => (question ? nameValue(question, value ?? null) : null);
    const answers = item.answers.filter(({ answer }) => answer[id] !== undefined);
    // A person's judgement stands above what was counted.
    const said = item.suggestions.findLast(({ answer }) => answer[id] !== undefined);
    const best = item.state === "judged" || !together ? own : together;
    return [
      item.item,
      item.contentHash,
      item.language,
      item.state,
      id,
      question?.text ?? "",
      cell(name(best?.value)),
      best ? String(best.confidence / 10_000) : "",
      item.state === "judged" ? "judged" : (best?.rule ?? ""),
      cell(name(own?.value)),
      own ? String(own.confidence / 10_000) : "",
      own?.rule ?? "",
      cell(name(together?.majority)),
      together ? String(together.differs) : "",
      question && together?.shares ? JSON.stringify(nameShares(question, together.shares)) : "",
      JSON.stringify(answers.map(({ annotator, answer }) => [annotator, name(answer[id])])),
      item.cause ?? "",
      String(item.entries.judged ?? item.entries.consensus ?? ""),
      String(together?.entry ?? ""),
      JSON.stringify(answers.map(({ sealed }) => sealed)),
      Object.keys(item.personalData).length > 0 ? JSON.stringify(item.personalData) : "",
      said?.model ?? "",
      said?.version ?? "",
      cell(name(said?.answer[id])),
      said && said.confidence !== null ? String(said.confidence / 10_000) : "",
      // In the order of the answers: the set that was in sight, or none.
      item.suggestions.length > 0
        ? JSON.stringify(answers.map(({ help, suggestionSet }) => (help === "shown" ? suggestionSet : null)))
        : "",
    ];
  });
}

/** One line of JSON for an item: values as they were given, beside the names of codes. */
export function exportLine(questions: readonly Question[], item: ExportedItem): string {
  const labels = item.labels.map((label) => {
    const question = questions.find(({ id }) => id === label.question);
    if (!question) return label;
    const name = (value: AnswerValue | null) => nameValue(question, value);
    return {
      question: label.question,
      text: question.text,
      own: label.own && { ...label.own, name: name(label.own.value) },
      together: label.together && {
        ...label.together,
        name: name(label.together.value),
        shares: label.together.shares && nameShares(question, label.together.shares),
      },
    };
  });
  return JSON.stringify({ ...item, labels });
}

const cell = (value: unknown) =>
  value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

const PAIR_NAMES = ["first", "second", "neither"];

/** Names of a question's codes; none for texts. */
function codeNames({ form }: Question): readonly string[] {
  if (form.kind === "rating") return form.points;
  if (form.kind === "ranking") return form.options;
  if (form.kind === "pairwise") return PAIR_NAMES;
  return form.kind === "free_text" ? [] : form.classes;
}

/** A value with names in place of codes, those of marks too. */
function nameValue(question: Question, value: AnswerValue | null): unknown {
  const names = codeNames(question);
  if (typeof value === "number") return names[value] ?? value;
  if (value === null || typeof value === "string") return value;
  const { form } = question;
  if (form.kind === "multi_label" || form.kind === "ranking")
    return (value as number[]).map((code) => names[code] ?? code);
  const named = <M extends { label: number }>(marks: readonly M[], of = names) =>
    marks.map((mark) => ({ ...mark, label: of[mark.label] ?? mark.label }));
  if (form.kind !== "spans") return named(value as (Shape | Segment)[]);
  const { spans, relations } = value as SpanAnswer;
  return { spans: named(spans), relations: named(relations, form.relations) };
}

/** Shares by name, to six digits; of two options with one name the places stand apart. */
function nameShares(question: Question, shares: readonly number[]): Record<string, number> {
  const names = codeNames(question).slice(0, optionCount(question));
  return Object.fromEntries(shares.map((share, code) => [names[code] ?? String(code), Math.round(share * 1e6) / 1e6]));
}
