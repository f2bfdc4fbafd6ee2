import { z } from "zod";
import { answerInputSchema, labelSkipReasons } from "#lib/domain/annotation";
import { languageSchema } from "#lib/domain/language";
import { limits } from "#lib/domain/limits";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { claimEmpties } from "#lib/domain/review";
import { readLanguages, setLanguages } from "#lib/services/annotator";
import { readProgress } from "#lib/services/gold-lesson";
import { answerSeat, undoAnswer } from "#lib/services/label-answer";
import { renewSeat, skipSeat } from "#lib/services/label-claim";
import { claimLabelItems } from "#lib/services/label-read";
import { pub } from "./base";
import { itemContent } from "./item-content";
import { ownLabels } from "./label-mine";

const { label: _, ...content } = itemContent;

const tags = ["Labelling"];
const slotNamed = z.strictObject({ slotId: z.uuid({ error: "wrong_type" }).toLowerCase() });
const lease = z.strictObject({ leaseExpiresAt: z.date() });
const answer = z.record(z.string().max(3), z.unknown());
const item = z.strictObject({
  slotId: z.uuid().toLowerCase(),
  language: z.string(),
  ...content,
  leaseExpiresAt: z.date(),
  draft: answer.nullable(),
  suggestion: z
    .strictObject({ model: z.string(), version: z.string(), answer, confidence: z.int().nullable() })
    .nullable(),
});
const wanted = z
  .int({ error: "not_integer" })
  .min(1, { error: "too_small" })
  .max(limits.claimedAtOnce, { error: "too_large" })
  .default(1);

export const labelRouter = {
  ...ownLabels,
  claim: pub
    .route({
      method: "POST",
      path: "/projects/{slug}/label-slots",
      tags,
      summary: "Claim the next items to label; those I hold already come first",
    })
    .input(projectNamedSchema.extend({ wanted }))
    .output(z.strictObject({ items: z.array(item), empty: z.enum(claimEmpties).nullable() }))
    .handler(({ context, input }) => claimLabelItems(context.ctx, { project: input.slug, wanted: input.wanted })),
  renew: pub
    .route({
      method: "POST",
      path: "/label-slots/{slotId}/lease",
      tags,
      summary: "Keep an item for longer, and what I have typed",
    })
    .input(slotNamed.extend({ draft: answer.optional() }))
    .output(lease)
    .handler(({ context, input }) => renewSeat(context.ctx, input)),
  skip: pub
    .route({ method: "POST", path: "/label-slots/{slotId}/skip", tags, summary: "Pass an item over" })
    .input(slotNamed.extend({ reason: z.enum(labelSkipReasons, { error: "not_in_list" }).default("unsure") }))
    .output(slotNamed)
    .handler(({ context, input }) => skipSeat(context.ctx, input)),
  answer: pub
    .route({ method: "PUT", path: "/label-slots/{slotId}/answer", tags, summary: "Answer an item" })
    .input(answerInputSchema)
    .output(z.strictObject({ slotId: z.uuid().toLowerCase(), sealsAt: z.date(), sealed: z.boolean() }))
    .handler(({ context, input }) => answerSeat(context.ctx, input)),
  languages: pub
    .route({
      method: "GET",
      path: "/me/projects/{slug}/languages",
      tags,
      summary: "Languages I label in; none means all",
    })
    .input(projectNamedSchema)
    .output(z.strictObject({ languages: z.array(z.string()) }))
    .handler(({ context, input }) => readLanguages(context.ctx, input)),
  setLanguages: pub
    .route({ method: "PUT", path: "/me/projects/{slug}/languages", tags, summary: "Say in which languages I label" })
    .input(
      projectNamedSchema.extend({
        languages: z.array(languageSchema).max(limits.languageCount, { error: "too_many" }),
      }),
    )
    .output(z.strictObject({ languages: z.array(z.string()) }))
    .handler(({ context, input }) => setLanguages(context.ctx, input)),
  progress: pub
    .route({
      method: "GET",
      path: "/me/projects/{slug}/label-progress",
      tags,
      summary: "How I am doing: rules I missed in training, and my rounded accuracy at the last settlement",
    })
    .input(projectNamedSchema)
    .output(
      z.strictObject({
        lessons: z.array(z.string()),
        accuracy: z.int().nullable(),
        settledAt: z.date().nullable(),
      }),
    )
    .handler(({ context, input }) => readProgress(context.ctx, input)),
  undo: pub
    .route({
      method: "DELETE",
      path: "/label-slots/{slotId}/answer",
      tags,
      summary: "Take an answer back before it is sealed",
    })
    .input(slotNamed)
    .output(lease)
    .handler(({ context, input }) => undoAnswer(context.ctx, input)),
};
