import { z } from "zod";
import { limits } from "./limits";
import { storedText } from "./text";

/** Forms a question can have; each has its answers in answer.ts and its screen in components/label. */
export const questionForms = [
  "single_class",
  "multi_label",
  "rating",
  "pairwise",
  "ranking",
  "spans",
  "free_text",
  "boxes",
  "segments",
] as const;
export type QuestionForm = (typeof questionForms)[number];

/** Forms whose answers are numbers of the question's own options: nothing personal can be in them, so the ledger opens them to all. */
export const codedForms = ["single_class", "multi_label", "rating", "pairwise", "ranking"] as const;
export type CodedForm = (typeof codedForms)[number];

/** Which segments of one answer may overlap: any, only those of different labels, none. */
export const overlapRules = ["any", "other_label", "none"] as const;
export type OverlapRule = (typeof overlapRules)[number];

/** What an annotator writes in answer to a question of free text. */
const textPurposes = ["answer", "translation", "correction", "caption", "transcription"] as const;

const names = (max: number, min = 2) =>
  z
    .array(storedText(limits.labelChars))
    .min(min, { error: "too_few" })
    .max(max, { error: "too_many" })
    .refine((list) => new Set(list).size === list.length, { error: "repeated" });

const form = {
  single_class: z.strictObject({ kind: z.literal("single_class"), classes: names(limits.labelCount) }),
  multi_label: z.strictObject({
    kind: z.literal("multi_label"),
    classes: names(limits.labelCount),
    /** Fewest labels that an answer must have; 0 lets "none of them" be an answer. */
    least: z.int({ error: "not_integer" }).min(0).max(limits.labelCount).default(0),
  }),
  /** Points of an ordinal scale, lowest first; each has its name. */
  rating: z.strictObject({ kind: z.literal("rating"), points: names(limits.ratingPoints) }),
  /** Which of the item's two texts is better; 0 the first, 1 the second, 2 neither, where that may be said. */
  pairwise: z.strictObject({ kind: z.literal("pairwise"), tie: z.boolean().default(true) }),
  /** Options are put in order, best first. */
  ranking: z.strictObject({ kind: z.literal("ranking"), options: names(limits.rankedOptions) }),
  spans: z.strictObject({
    kind: z.literal("spans"),
    classes: names(limits.labelCount, 1),
    /** Kinds of relation that may lead from one span to another. */
    relations: names(limits.labelCount, 0).default([]),
  }),
  free_text: z.strictObject({
    kind: z.literal("free_text"),
    purpose: z.enum(textPurposes, { error: "not_in_list" }).default("answer"),
    chars: z.int({ error: "not_integer" }).min(1).max(limits.contentFieldChars).default(limits.answerChars),
  }),
  boxes: z.strictObject({
    kind: z.literal("boxes"),
    classes: names(limits.labelCount, 1),
    polygons: z.boolean().default(false),
  }),
  segments: z.strictObject({
    kind: z.literal("segments"),
    classes: names(limits.labelCount, 1),
    /** Whether each segment is transcribed. */
    transcribed: z.boolean().default(false),
    overlap: z.enum(overlapRules, { error: "not_in_list" }).default("any"),
  }),
} satisfies Record<QuestionForm, z.ZodType>;

const questionSchema = z.strictObject({
  /** Within the task; ledger entries name questions by it. */
  id: z.string().regex(/^q[1-9][0-9]?$/, { error: "wrong_type" }),
  text: storedText(limits.summaryChars),
  hint: storedText(limits.summaryChars).optional(),
  isRequired: z.boolean().default(true),
  form: z.discriminatedUnion("kind", [
    form.single_class,
    form.multi_label,
    form.rating,
    form.pairwise,
    form.ranking,
    form.spans,
    form.free_text,
    form.boxes,
    form.segments,
  ]),
  /** Asked only when an earlier question of one class was answered so. */
  when: z
    .strictObject({
      question: z.string(),
      is: z.array(z.int().min(0)).min(1, { error: "too_few" }).max(limits.labelCount, { error: "too_many" }),
    })
    .optional(),
});
export type Question = z.infer<typeof questionSchema>;

/** The questions of a task, in the order they are asked. A condition leads back to an earlier question of one class and names classes it has. */
export const questionsSchema = z
  .array(questionSchema)
  .min(1, { error: "too_few" })
  .max(limits.questionCount, { error: "too_many" })
  .superRefine((questions, ctx) => {
    questions.forEach((question, at) => {
      const refuse = (path: PropertyKey[], message: string) =>
        ctx.addIssue({ code: "custom", path: [at, ...path], message });
      if (questions.findIndex(({ id }) => id === question.id) !== at) refuse(["id"], "repeated");
      if (!question.when) return;
      const { when } = question;
      const earlier = questions.slice(0, at).find(({ id }) => id === when.question);
      if (earlier?.form.kind !== "single_class") refuse(["when", "question"], "not_in_list");
      else if (when.is.some((code) => code >= optionCount(earlier))) refuse(["when", "is"], "not_in_list");
    });
  });

/** How many codes a question's answers are made of; 0 for forms whose answers are no codes. */
export function optionCount({ form: of }: Pick<Question, "form">): number {
  if (of.kind === "rating") return of.points.length;
  if (of.kind === "ranking") return of.options.length;
  if (of.kind === "pairwise") return of.tie ? 3 : 2;
  return of.kind === "free_text" ? 0 : of.classes.length;
}

/** True when the ledger opens a question's answers. */
export function isCoded(question: Pick<Question, "form">): boolean {
  return (codedForms as readonly string[]).includes(question.form.kind);
}

/** The questions that are asked, given the answers so far (codes of single-class questions by question id). */
export function askedQuestions(questions: readonly Question[], answers: Readonly<Record<string, unknown>>): Question[] {
  const asked: Question[] = [];
  for (const question of questions) {
    const { when } = question;
    const isAsked =
      !when || (asked.some(({ id }) => id === when.question) && when.is.includes(answers[when.question] as number));
    if (isAsked) asked.push(question);
  }
  return asked;
}
