import { z } from "zod";
import { ADAPTIVE_OVERLAP } from "#lib/consensus/overlap";
import { head, id } from "./entry-part";
import { limits } from "./limits";

const count = z.int().min(0);
const basisPoints = count.max(10_000);
const act = z.enum(["stop", "ask", "escalate"]);
const version = z.int().min(1);

/** When items have answers enough by what is known of people, and what was decided of each. Source: docs/labelling.md. */
export const stopEntrySchemas = {
  "task.stop_set": z.strictObject({
    ...head,
    kind: z.literal("task.stop_set"),
    project: id,
    /** Items opened under this version of the task are held to it; its numbers of answers and its confidence are the task's. */
    version,
    rule: z.string().refine((found): found is typeof ADAPTIVE_OVERLAP.rule => found === ADAPTIVE_OVERLAP.rule),
    /** In millionths. */
    parameters: z.strictObject({ doubt: count, agreeing: count, smoothing: count }),
  }),
  "consensus.stopped": z.strictObject({
    ...head,
    kind: z.literal("consensus.stopped"),
    contribution: id,
    project: id,
    /** stop: sure enough; escalate: a person must judge; ask: closed all the same, as the budget covers no further answer. */
    act,
    decisions: z
      .array(
        z.strictObject({
          question: z.string().regex(/^q[1-9][0-9]?$/),
          /** The entry of the run whose model was asked. */
          run: id.nullable(),
          act,
          label: z
            .int()
            .min(0)
            .max(limits.labelCount - 1)
            .nullable(),
          confidence: basisPoints,
        }),
      )
      .max(limits.questionCount),
  }),
} as const;
