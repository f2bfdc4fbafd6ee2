import { z } from "zod";
import { limits } from "./limits";

/** Why an annotator passes an item over; the owner sees it. */
export const labelSkipReasons = ["unsure", "language", "unreadable", "offensive"] as const;
export type LabelSkipReason = (typeof labelSkipReasons)[number];

/** Why answers came to no consensus, as whoever judges them finds. */
export const disputeCauses = ["ambiguous", "guideline_gap", "annotator_error", "edge_case", "subjective"] as const;

export const itemStates = ["open", "settled", "disputed", "judged"] as const;
export type ItemState = (typeof itemStates)[number];

/** What an annotator sends; `answer` is then parsed by the task's own answerSchema. */
export const answerInputSchema = z.strictObject({
  slotId: z.uuid({ error: "wrong_type" }).toLowerCase(),
  answer: z.record(z.string().max(3), z.unknown()),
  /** Milliseconds the annotator was at the item. */
  activeMs: z.int({ error: "not_integer" }).min(0).max(limits.leaseMs).default(0),
  /** Milliseconds in which undo is possible; 0 seals at once. */
  undoMs: z.int().min(0).max(limits.undoMaxMs).default(limits.undoMs),
});
export type AnswerInput = z.infer<typeof answerInputSchema>;

export const firstInputSchema = z.strictObject({
  contributions: z
    .array(z.uuid({ error: "wrong_type" }).toLowerCase())
    .min(1, { error: "required" })
    .max(limits.itemsAtOnce, { error: "too_many" }),
  /** False puts them back where they stood. */
  first: z.boolean({ error: "wrong_type" }).default(true),
});
export type FirstInput = z.infer<typeof firstInputSchema>;

export const judgeInputSchema = z.strictObject({
  id: z.uuid({ error: "wrong_type" }).toLowerCase(),
  answer: z.record(z.string().max(3), z.unknown()),
  cause: z.enum(disputeCauses, { error: "not_in_list" }),
});
export type JudgeInput = z.infer<typeof judgeInputSchema>;
