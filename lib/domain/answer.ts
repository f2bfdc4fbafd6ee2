import { z } from "zod";
import type { ItemRoom } from "./annotated-text";
import { limits } from "./limits";
import { askedQuestions, isCoded, optionCount, type Question } from "./question";
import { findOverlaps, isRepeated, type Segment, sortSegments } from "./segment";
import { contentText } from "./text";

/*
 * Answers by form, all plain JSON: single_class, rating, pairwise: a code; multi_label: codes, ascending; ranking: codes, best first;
 * free_text: a text; spans, boxes, segments: lists in order. Offsets of spans count Unicode code points, boxes pixels of the
 * published image, segments milliseconds.
 */
const offset = z.int({ error: "not_integer" }).min(0, { error: "too_small" });

/** Where an item ends; without the item nothing does. */
const endOf = (room: number | undefined) => room ?? Number.POSITIVE_INFINITY;
const beyond = { error: "past_end" };

const shapeSchema = (classes: number, room?: ItemRoom) =>
  z.discriminatedUnion("kind", [
    z
      .strictObject({
        kind: z.literal("box"),
        label: code(classes),
        x: offset,
        y: offset,
        width: offset.min(1, { error: "too_small" }),
        height: offset.min(1, { error: "too_small" }),
      })
      .refine(({ x, width }) => x + width <= endOf(room?.width), { path: ["width"], ...beyond })
      .refine(({ y, height }) => y + height <= endOf(room?.height), { path: ["height"], ...beyond }),
    z.strictObject({
      kind: z.literal("polygon"),
      label: code(classes),
      points: z
        .array(z.tuple([offset.max(endOf(room?.width), beyond), offset.max(endOf(room?.height), beyond)]))
        .min(3, { error: "too_few" })
        .max(limits.polygonPoints, { error: "too_many" }),
    }),
  ]);

export type Span = { from: number; to: number; label: number };
export type SpanAnswer = { spans: Span[]; relations: { from: number; to: number; label: number }[] };
export type Shape = z.infer<ReturnType<typeof shapeSchema>>;
export type AnswerValue = number | number[] | string | SpanAnswer | Shape[] | Segment[];
/** What one person says of one item: a value for each question that was asked and answered, by question id. */
export type Answer = Record<string, AnswerValue>;

function code(options: number) {
  return z
    .int({ error: "wrong_type" })
    .min(0, { error: "not_in_list" })
    .max(options - 1, { error: "not_in_list" });
}

const list = { error: ({ input }: { input?: unknown }) => (input === undefined ? "required" : "wrong_type") };

function codes(options: number, least: number) {
  return z
    .array(code(options), list)
    .min(least, { error: "too_few" })
    .refine((list) => new Set(list).size === list.length, { error: "repeated" });
}

const many = { error: "too_many" };

function spanSchema(classes: number, relations: number, room?: ItemRoom): z.ZodType<SpanAnswer> {
  const span = z.strictObject({ from: offset, to: offset.max(endOf(room?.chars), beyond), label: code(classes) });
  return z
    .strictObject({
      spans: z
        .array(
          span.refine(({ from, to }) => from < to, { path: ["to"], error: "too_small" }),
          list,
        )
        .max(limits.marksPerAnswer, many)
        .refine((list) => new Set(list.map(({ from, to, label }) => `${from} ${to} ${label}`)).size === list.length, {
          error: "repeated",
        }),
      relations: z
        .array(z.strictObject({ from: offset, to: offset, label: code(Math.max(relations, 1)) }), list)
        .max(relations === 0 ? 0 : limits.marksPerAnswer, many)
        .default([]),
    })
    .superRefine(({ spans, relations: list }, ctx) => {
      list.forEach(({ from, to }, at) => {
        if (from === to || from >= spans.length || to >= spans.length)
          ctx.addIssue({ code: "custom", path: ["relations", at], message: "not_in_list" });
      });
    });
}

/** Schema of one question's answer. Messages are keys of "error.field". */
function answerValueSchema(question: Pick<Question, "form">, room?: ItemRoom): z.ZodType<AnswerValue> {
  const { form } = question;
  const options = optionCount(question);
  switch (form.kind) {
    case "single_class":
    case "rating":
    case "pairwise":
      return code(options);
    case "multi_label":
      return codes(options, form.least).transform((list) => [...list].sort((a, b) => a - b));
    case "ranking":
      return codes(options, options);
    case "free_text":
      return contentText(form.chars);
    case "spans":
      return spanSchema(options, form.relations.length, room);
    case "boxes":
      return z
        .array(
          shapeSchema(options, room).refine(({ kind }) => kind === "box" || form.polygons, { error: "not_asked" }),
          list,
        )
        .max(limits.marksPerAnswer, many);
    case "segments":
      return z
        .array(
          z
            .strictObject({
              fromMs: offset,
              toMs: offset.max(endOf(room?.durationMs), beyond),
              label: code(options),
              text: contentText(limits.contentFieldChars).optional(),
            })
            .refine(({ fromMs, toMs }) => fromMs < toMs, { path: ["toMs"], error: "too_small" })
            .refine(({ text }) => text === undefined || form.transcribed, { path: ["text"], error: "not_asked" }),
          list,
        )
        .max(limits.marksPerAnswer, many)
        .transform(sortSegments)
        .superRefine((list, ctx) => {
          if (isRepeated(list)) ctx.addIssue({ code: "custom", message: "repeated" });
          const [first] = findOverlaps(list, form.overlap);
          if (first) ctx.addIssue({ code: "custom", path: [first.other], message: "overlapping" });
        });
  }
}

/**
 * Schema of a whole answer: a value for each question that is asked, given the values before it, and none for the others.
 * Marks stay within the item where its room is given. Input: any; output: a plain object whose canonical JSON is what commitments are made of.
 */
export function answerSchema(questions: readonly Question[], room?: ItemRoom): z.ZodType<Answer> {
  return z.record(z.string(), z.unknown()).transform((given, ctx): Answer => {
    const answer: Answer = {};
    const asked = askedQuestions(questions, given);
    for (const question of asked) {
      const value = given[question.id];
      if (value === undefined || value === null) {
        if (question.isRequired) ctx.addIssue({ code: "custom", path: [question.id], message: "required" });
        continue;
      }
      const parsed = answerValueSchema(question, room).safeParse(value);
      if (parsed.success) answer[question.id] = parsed.data;
      else
        for (const issue of parsed.error.issues)
          ctx.addIssue({
            code: "custom",
            path: [question.id, ...issue.path],
            message: issue.message,
            params: "params" in issue ? issue.params : undefined,
          });
    }
    for (const id of Object.keys(given))
      if (!asked.some((question) => question.id === id))
        ctx.addIssue({ code: "custom", path: [id], message: "not_asked" });
    return answer;
  });
}

/** The values that the ledger opens when an item closes, by question id. */
export function codedValues(questions: readonly Question[], answer: Answer): Record<string, number | number[]> {
  return Object.fromEntries(
    questions
      .filter((question) => isCoded(question) && answer[question.id] !== undefined)
      .map(({ id }) => [id, answer[id] as number | number[]]),
  );
}
