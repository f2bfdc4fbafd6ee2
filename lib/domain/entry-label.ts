import { z } from "zod";
import { disputeCauses, labelSkipReasons } from "./annotation";
import { consensusRules } from "./consensus";
import { amount, at, basisPoints, coded, hash, head, head2, head3, head4, id, question, version } from "./entry-part";
import { GOLD_SHARE } from "./gold-share";
import { limits } from "./limits";
import { questionForms } from "./question";
import { SPOT_CHECK_RULE } from "./spot-check";
import { FLAT_LABEL_RULE } from "./task";

/** What annotators are asked and paid, without the words. */
const terms = {
  questions: z
    .array(
      z.strictObject({ id: question, form: z.enum(questionForms), options: z.int().min(0).max(limits.labelCount) }),
    )
    .min(1)
    .max(limits.questionCount),
  answersWanted: z.int().min(1).max(limits.answersPerItem),
  answersMost: z.int().min(1).max(limits.answersPerItem),
  confidence: basisPoints,
  answerPrice: amount,
};
const policy = z.strictObject({ ...terms, rewardRule: z.literal(FLAT_LABEL_RULE) });
/** By spot-check/1: the accuracy that earns the full price, and how often gold is served. */
const policy2 = z.strictObject({
  ...terms,
  rewardRule: z.literal(SPOT_CHECK_RULE),
  target: basisPoints,
  goldShare: z.literal(GOLD_SHARE.rule),
});
/** SHA-256(salt of the item || the contribution's id): which item it is, until that may be known. */
const hidden = hash;
/** What coded questions got, each with the salt of its commitment. */
const values = z.array(z.strictObject({ question, value: coded, salt: hash })).max(limits.questionCount);

const opened = {
  kind: z.literal("task.opened"),
  project: id,
  actor: id,
  version,
  /** SHA-256 of the task's canonical JSON with all its words. */
  taskHash: hash,
  /** The published checkpoint by whose root items are put in order. */
  seed: z.strictObject({ size: amount, root: hash }),
};
const sealed = {
  kind: z.literal("annotation.sealed"),
  project: id,
  annotator: id,
  version,
  /** By question: SHA-256(salt of the question || canonical JSON of the answer). */
  commitments: z.array(z.strictObject({ question, hash })).max(limits.questionCount),
};
const skipped = {
  kind: z.literal("annotation.skipped"),
  project: id,
  annotator: id,
  reason: z.enum(labelSkipReasons),
};
const reached = {
  kind: z.literal("consensus.reached"),
  contribution: id,
  project: id,
  outcome: z.enum(["settled", "disputed"]),
  results: z
    .array(
      z.strictObject({
        question,
        rule: z.enum(Object.values(consensusRules)),
        value: coded.nullable(),
        confidence: basisPoints,
      }),
    )
    .max(limits.questionCount),
};

const taken = {
  /** When the item was taken from the queue; with it an audit sees what stood before it there. */
  claimed: at,
  /** True for somebody who answers only in some languages, and is given no item of another. */
  narrowed: z.boolean(),
};
const lapsed = { kind: z.literal("annotation.lapsed"), project: id, annotator: id };
const opening = {
  kind: z.literal("items.opened"),
  project: id,
  version,
  contributions: z.array(id).min(1).max(limits.itemsAtOnce),
};
/** Every sealed answer of the item, opened, and which item each was of: `item` is the salt of that commitment. */
const answersWithItem = z.array(z.strictObject({ annotation: id, item: hash, values })).max(limits.answersPerItem);

/** Bodies of the entries that labelling makes. Sources: docs/ledger.md, docs/labelling.md. */
export const labelEntrySchemas = {
  "task.opened": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...opened, policy }),
    z.strictObject({ ...head2, ...opened, policy: policy2 }),
  ]),
  "task.state_changed": z.strictObject({
    ...head,
    kind: z.literal("task.state_changed"),
    project: id,
    actor: id,
    state: z.enum(["open", "paused", "closed"]),
  }),
  "items.opened": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...opening }),
    z.strictObject({
      ...head2,
      ...opening,
      /** Where each stands in the queue (lib/domain/order-key.ts), in the order of the contributions. */
      keys: z.array(amount).min(1).max(limits.itemsAtOnce),
    }),
  ]),
  "items.prioritised": z.strictObject({
    ...head,
    kind: z.literal("items.prioritised"),
    project: id,
    actor: id,
    /** True: from here on they stand before all that are not first; false: where they stood before. */
    first: z.boolean(),
    contributions: z.array(id).min(1).max(limits.itemsAtOnce),
  }),
  // Version 2, of tasks with gold, does not say which item it is of: nobody can tell gold from its place or its number of answers.
  "annotation.sealed": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...sealed, contribution: id }),
    z.strictObject({ ...head2, ...sealed, item: hidden }),
    z.strictObject({ ...head3, ...sealed, ...taken, contribution: id }),
    z.strictObject({ ...head4, ...sealed, ...taken, item: hidden }),
  ]),
  "annotation.skipped": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...skipped, contribution: id }),
    z.strictObject({ ...head2, ...skipped, item: hidden }),
    z.strictObject({ ...head3, ...skipped, ...taken, contribution: id }),
    z.strictObject({ ...head4, ...skipped, ...taken, item: hidden }),
  ]),
  // An item that somebody held until their time for it ran out.
  "annotation.lapsed": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...lapsed, ...taken, contribution: id }),
    z.strictObject({ ...head2, ...lapsed, ...taken, item: hidden }),
  ]),
  "consensus.reached": z.discriminatedUnion("v", [
    z.strictObject({
      ...head,
      ...reached,
      /** Every sealed answer of the item, opened. */
      answers: z.array(z.strictObject({ annotation: id, values })).max(limits.answersPerItem),
    }),
    z.strictObject({
      ...head2,
      ...reached,
      answers: answersWithItem,
    }),
    z.strictObject({
      ...head3,
      ...reached,
      answers: answersWithItem,
      /** Those who passed the item over or let it lapse, by their entries, with the salt that shows it was this item. */
      left: z.array(z.strictObject({ entry: id, item: hash })).max(limits.leftPerItem),
    }),
  ]),
  "consensus.judged": z.strictObject({
    ...head,
    kind: z.literal("consensus.judged"),
    contribution: id,
    project: id,
    judge: id,
    cause: z.enum(disputeCauses),
    results: z.array(z.strictObject({ question, value: coded })).max(limits.questionCount),
  }),
} as const;
