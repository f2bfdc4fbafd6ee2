import { z } from "zod";
import { itemStates, labelSkipReasons } from "#lib/domain/annotation";
import { consensusRules } from "#lib/domain/consensus";
import { pageInputSchema } from "#lib/domain/paging";
import { questionsSchema } from "#lib/domain/question";
import { listOwnAnswers, listPassed } from "#lib/services/label-mine";
import { pub } from "./base";
import { itemContent } from "./item-content";

const tags = ["Labelling"];
const about = {
  contributionId: z.uuid().toLowerCase(),
  project: z.strictObject({ slug: z.string(), name: z.string() }),
  language: z.string(),
  ...itemContent,
  at: z.date(),
};
const result = z.strictObject({
  question: z.string(),
  rule: z.enum(Object.values(consensusRules)),
  value: z.union([z.int(), z.array(z.int())]).nullable(),
  confidence: z.int(),
});
const answer = z.strictObject({
  ...about,
  id: z.uuid().toLowerCase(),
  state: z.enum(itemStates),
  questions: questionsSchema,
  answer: z.record(z.string(), z.unknown()),
  results: z.array(result).nullable(),
  paid: z.int().nullable(),
  price: z.int(),
  entryIndex: z.int().nullable(),
});
const passed = z.strictObject({ ...about, reason: z.enum(labelSkipReasons) });

/** What I answered and passed over; part of the router of labelling. */
export const ownLabels = {
  mine: pub
    .route({ method: "GET", path: "/me/answers", tags, summary: "List my sealed answers and what their items came to" })
    .input(pageInputSchema)
    .output(z.strictObject({ items: z.array(answer), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listOwnAnswers(context.ctx, input)),
  passed: pub
    .route({ method: "GET", path: "/me/skips", tags, summary: "List what I passed over" })
    .input(pageInputSchema)
    .output(z.strictObject({ items: z.array(passed), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listPassed(context.ctx, input)),
};
