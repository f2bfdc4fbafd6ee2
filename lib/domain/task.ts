import { z } from "zod";
import { termsOf } from "./consensus";
import { isRunForm } from "./consensus-run";
import type { GOLD_SHARE } from "./gold-share";
import { limits } from "./limits";
import { MILLI_PER_POINT } from "./points";
import { type Question, questionsSchema } from "./question";
import { checkClasses, SPOT_CHECK_MOST_TARGET, SPOT_CHECK_RULE } from "./spot-check";
import { stopRules } from "./stop-rule";
import { storedText } from "./text";

/** What a project asks about its accepted items: one task a project. */
export const taskStates = ["draft", "open", "paused", "closed"] as const;
export type TaskState = (typeof taskStates)[number];

export const taskMoves: Record<TaskState, readonly TaskState[]> = {
  draft: ["open"],
  open: ["paused", "closed"],
  paused: ["open", "closed"],
  closed: [],
};

/** `flat-label/1`: the same price for every answer of an item that closes. */
export const FLAT_LABEL_RULE = "flat-label/1";
/** `spot-check/1` pays by what a person's checks on gold show. */
export const labelRules = [FLAT_LABEL_RULE, SPOT_CHECK_RULE] as const;
export type LabelRule = (typeof labelRules)[number];

const basisPoints = (least: number, most: number) =>
  z.int({ error: "not_integer" }).min(least, { error: "too_small" }).max(most, { error: "too_large" });
const people = z
  .int({ error: "not_integer" })
  .min(1, { error: "too_small" })
  .max(limits.answersPerItem, { error: "too_large" });

/** Everything an owner writes; prices in milli-points, shares in basis points. */
export const taskInputSchema = z
  .strictObject({
    questions: questionsSchema,
    /** Markdown, with examples; one key away while people label. */
    instructions: storedText(limits.guidelinesChars, 0).default(""),
    /** Answers each item gets at first. */
    answersWanted: people,
    /** Answers an item gets at most, when the first ones disagree; the same as answersWanted asks no further. */
    answersMost: people,
    /** Share of the votes, or posterior, from which no further answer is asked for. */
    confidence: basisPoints(5_000, 9_999).default(9_000),
    /** By what an item has answers enough: the share that agrees, or what the model makes of who said what. */
    stop: z.enum(stopRules, { error: "not_in_list" }).default("share"),
    answerPrice: z
      .int({ error: "not_integer" })
      .min(0, { error: "too_small" })
      .max(limits.maxPricePoints * MILLI_PER_POINT, { error: "too_large" }),
    rewardRule: z.enum(labelRules, { error: "not_in_list" }).default(FLAT_LABEL_RULE),
    /** By spot-check/1: accuracy on gold that earns the full price; above what guessing reaches. */
    target: basisPoints(1, SPOT_CHECK_MOST_TARGET).default(9_000),
    /** Who may answer: anyone who is signed in, or only people the owner gave this skill. */
    skill: storedText(limits.labelChars).nullable().default(null),
  })
  .refine(({ answersWanted, answersMost }) => answersMost >= answersWanted, {
    path: ["answersMost"],
    error: "too_small",
  })
  .superRefine(({ rewardRule, questions, target }, ctx) => {
    if (rewardRule !== SPOT_CHECK_RULE) return;
    const classes = checkClasses(questions.map(termsOf));
    if (classes === undefined) ctx.addIssue({ code: "custom", path: ["rewardRule"], message: "not_in_list" });
    else if (target <= Math.floor(10_000 / classes))
      ctx.addIssue({ code: "custom", path: ["target"], message: "too_small" });
  })
  // The model is one of codes: where none is asked for, there is nothing to be sure of.
  .refine(({ stop, questions }) => stop === "share" || questions.some(({ form }) => isRunForm(form.kind)), {
    path: ["stop"],
    error: "not_in_list",
  });
export type TaskInput = z.infer<typeof taskInputSchema>;

/** The part of a task that the ledger shows and an audit replays by: no text that somebody wrote. */
export type TaskPolicy = {
  questions: { id: string; form: Question["form"]["kind"]; options: number }[];
  answersWanted: number;
  answersMost: number;
  confidence: number;
  answerPrice: number;
} & (
  | { rewardRule: typeof FLAT_LABEL_RULE }
  | { rewardRule: typeof SPOT_CHECK_RULE; target: number; goldShare: typeof GOLD_SHARE.rule }
);

/** Milli-points to reserve for so many answers. */
export function reserveForAnswers(task: Pick<TaskInput, "answerPrice">, answers: number): number {
  return task.answerPrice * answers;
}
