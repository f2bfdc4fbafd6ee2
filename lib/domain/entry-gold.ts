import { z } from "zod";
import { amount, basisPoints, coded, hash, head, head2, id, question, version } from "./entry-part";
import { goldCauses } from "./gold";
import { GOLD_FAULT } from "./gold-share";
import { limits } from "./limits";
import { SPOT_CHECK_GOLD, SPOT_CHECK_RULE } from "./spot-check";

const set = z.int().min(1);
const leaf = z.int().min(0);
const count = z.int().min(0);

/** What a share of the price rests on. */
const evidence = {
  classes: z.int().min(2).max(limits.labelCount),
  target: basisPoints,
  /** The last gold answers: right, of so many. */
  right: count.max(SPOT_CHECK_GOLD),
  of: count.max(SPOT_CHECK_GOLD),
  /** Class-balanced accuracy by the estimator, rounded down; `input` is the hash of the answers that it was given. Null in small campaigns. */
  estimate: z
    .strictObject({ rule: z.literal("worker-score/1"), input: hash, accuracy: basisPoints, answers: count })
    .nullable(),
};
const evidence1 = z.strictObject(evidence);
/** The estimate counts answers that were opened, and gold that was sealed, by the entries before index `size`. */
const evidence2 = z.strictObject({ ...evidence, size: amount });

const settled = {
  kind: z.literal("label.settled"),
  project: id,
  annotator: id,
  version,
  rule: z.literal(SPOT_CHECK_RULE),
  /** Answers settled: to items that closed, and to gold. */
  answers: count,
  gold: count,
  /** True when there was too little gold and the time for it was over. */
  late: z.boolean(),
  /** Share of the price that each answer earns. */
  share: basisPoints,
  paid: amount,
  returned: amount,
};
const corrected = {
  kind: z.literal("label.corrected"),
  project: id,
  annotator: id,
  /** The settlement whose checks are counted again, without the gold that was suspended since. */
  settlement: id,
  share: basisPoints,
  /** What the settlement comes to now. */
  paid: amount,
  /** Milli-points more, or taken back; one of them is 0. What somebody no longer has is not taken. */
  more: amount,
  less: amount,
  waived: amount,
};

const committed = {
  kind: z.literal("gold.committed"),
  project: id,
  actor: id,
  version,
  set,
  count: z.int().min(1).max(limits.goldItems),
  /** RFC 6962 root over the salted commitments of the set's items. */
  root: hash,
  /** Milli-points set aside for the answers to it. */
  reserve: amount,
};
const used = { kind: z.literal("gold.used"), project: id, set, leaf };
const usedAnswer = {
  annotation: id,
  /** Salt of the commitment to the item. */
  item: hash,
  values: z.array(z.strictObject({ question, value: coded, salt: hash })).max(limits.questionCount),
};

/** Bodies of the entries that gold and the settlement by it make. Sources: docs/ledger.md, docs/labelling.md. */
export const goldEntrySchemas = {
  "gold.committed": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...committed }),
    z.strictObject({
      ...head2,
      ...committed,
      /** SHA-256 of the task's secret key, by which it is drawn whose turn for gold it is. */
      turns: hash,
    }),
  ]),
  "gold.opened": z.strictObject({
    ...head,
    kind: z.literal("gold.opened"),
    project: id,
    set,
    leaf,
    contribution: id,
    answers: z
      .array(z.strictObject({ question, value: coded }))
      .min(1)
      .max(limits.questionCount),
    salt: hash,
    /** Inclusion proof of the leaf in the set's tree. */
    proof: z.array(hash).max(16),
    cause: z.enum(goldCauses),
    /** Sealed answers to it, which entries gold.used open. */
    used: count,
  }),
  "gold.used": z.discriminatedUnion("v", [
    z.strictObject({
      ...head,
      ...used,
      answers: z.array(z.strictObject(usedAnswer)).min(1).max(limits.goldOpenedAtOnce),
    }),
    z.strictObject({
      ...head2,
      ...used,
      answers: z
        .array(
          z.strictObject({
            ...usedAnswer,
            /** Which of the person's tasks, from 0, called for it, and whether they were trusted then; null where nobody noted it. */
            turn: z.strictObject({ number: count, trusted: z.boolean() }).nullable(),
          }),
        )
        .min(1)
        .max(limits.goldOpenedAtOnce),
    }),
  ]),
  // Once all gold is opened and the task is closed: whoever has the key sees whose turn it was.
  "gold.turns_opened": z.strictObject({ ...head, kind: z.literal("gold.turns_opened"), project: id, key: hash }),
  "gold.suspended": z.strictObject({
    ...head,
    kind: z.literal("gold.suspended"),
    project: id,
    set,
    leaf,
    contribution: id,
    rule: z.literal(GOLD_FAULT.rule),
    /** Of so many people who are good at other gold, so many failed. */
    failed: count,
    of: count,
  }),
  "gold.released": z.strictObject({
    ...head,
    kind: z.literal("gold.released"),
    project: id,
    /** Milli-points that were set aside for gold and not needed. */
    amount,
  }),
  "label.settled": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...settled, evidence: evidence1 }),
    z.strictObject({ ...head2, ...settled, evidence: evidence2 }),
  ]),
  "label.corrected": z.discriminatedUnion("v", [
    z.strictObject({ ...head, ...corrected, evidence: evidence1 }),
    z.strictObject({ ...head2, ...corrected, evidence: evidence2 }),
  ]),
} as const;
