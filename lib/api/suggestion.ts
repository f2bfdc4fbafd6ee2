import { z } from "zod";
import { limits } from "#lib/domain/limits";
import { modelNamed, suggestionFaults, suggestionRowSchema, suggestionSources } from "#lib/domain/model-help";
import { pageInputSchema } from "#lib/domain/paging";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { setHelp } from "#lib/services/model-help";
import { addSuggestions } from "#lib/services/suggestion-add";
import { listSuggestions, readModelHelp } from "#lib/services/suggestion-read";
import { pub } from "./base";

const tags = ["Labelling"];
const set = z.strictObject({
  set: z.int(),
  source: z.enum(suggestionSources),
  model: z.string(),
  version: z.string(),
  count: z.int(),
  root: z.string(),
  createdAt: z.date(),
  entryIndex: z.int().nullable(),
});
const fault = z.strictObject({
  row: z.int(),
  line: z.int().nullable(),
  reason: z.enum(suggestionFaults),
  question: z.string().nullable(),
  message: z.string().nullable(),
});
const line = z.strictObject({
  contribution: z.uuid().toLowerCase(),
  answer: z.record(z.string(), z.unknown()),
  confidence: z.int().nullable(),
  leaf: z.string(),
  salt: z.string(),
});

export const suggestionRouter = {
  read: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/model-help",
      tags,
      summary: "What models suggest to a task's items, and whether annotators see it",
    })
    .input(projectNamedSchema)
    .output(
      z.strictObject({
        isShown: z.boolean(),
        rule: z.string(),
        share: z.int(),
        items: z.int(),
        sets: z.array(set),
      }),
    )
    .handler(({ context, input }) => readModelHelp(context.ctx, input)),
  show: pub
    .route({
      method: "PUT",
      path: "/projects/{slug}/model-help",
      tags,
      summary: "Let annotators see suggestions, or not; the ledger tells from when on",
    })
    .input(projectNamedSchema.extend({ isShown: z.boolean() }))
    .output(z.strictObject({ isShown: z.boolean() }))
    .handler(({ context, input }) => setHelp(context.ctx, input)),
  add: pub
    .route({
      method: "POST",
      path: "/projects/{slug}/suggestion-sets",
      tags,
      summary: "Send what a model says of a task's items; each refused row is told of",
    })
    .input(
      projectNamedSchema.extend({
        ...modelNamed,
        rows: z
          .array(suggestionRowSchema)
          .min(1, { error: "too_few" })
          .max(limits.suggestionRows, { error: "too_many" }),
      }),
    )
    .output(z.strictObject({ set: z.int().nullable(), taken: z.int(), same: z.int(), faults: z.array(fault) }))
    .handler(({ context, input }) => addSuggestions(context.ctx, input)),
  list: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/suggestion-sets/{set}",
      tags,
      summary: "List the suggestions of a set, with what its ledger entry's root is made of",
    })
    .input(
      pageInputSchema.extend({
        ...projectNamedSchema.shape,
        set: z.coerce.number().int({ error: "not_integer" }).min(1, { error: "too_small" }),
        cursor: z.uuid({ error: "wrong_type" }).optional(),
      }),
    )
    .output(z.strictObject({ items: z.array(line), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listSuggestions(context.ctx, input)),
};
