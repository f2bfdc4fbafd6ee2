import { z } from "zod";
import { CONSENSUS } from "#lib/consensus/consensus";
import { DAWID_SKENE } from "#lib/consensus/dawid-skene";
import { amount, hash, head, id } from "./entry-part";

const count = z.int().min(0);
const rule = <R extends string>(name: R) => z.string().refine((found): found is R => found === name);

/** One label for each closed item of a question, from all opened answers together; whoever has the log makes the same. Source: docs/labelling.md. */
export const runEntrySchemas = {
  "consensus.run": z.strictObject({
    ...head,
    kind: z.literal("consensus.run"),
    project: id,
    question: z.string().regex(/^q[1-9][0-9]?$/),
    /** The rule with all its numbers, in millionths where they are no whole ones. */
    rule: rule(CONSENSUS.rule),
    model: rule(DAWID_SKENE.rule),
    parameters: z.strictObject({
      answersPerItem: count,
      knownAnswersPerItem: count,
      knownAnswersPerWorker: count,
      agreeing: count,
      smoothing: count,
      rounds: count,
      tolerance: count,
    }),
    /** Answers count that were opened by the entries before this index. */
    size: amount,
    answers: count,
    inputHash: hash,
    items: count,
    root: hash,
    /** Items where the model and the majority say different labels, or one of them none. */
    flagged: count,
    decidedBy: z.enum([DAWID_SKENE.rule, "majority/1"]),
    /** Rounds the model took. */
    rounds: count,
  }),
} as const;
