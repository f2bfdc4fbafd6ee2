import { z } from "zod";
import { goldCauses, goldInputSchema, goldRowSchema, goldStates } from "#lib/domain/gold";
import { limits } from "#lib/domain/limits";
import { pageInputSchema } from "#lib/domain/paging";
import { projectNamedSchema } from "#lib/domain/project-edit";
import { commitGold } from "#lib/services/gold-commit";
import { importGold, markGold, retireGold } from "#lib/services/gold-edit";
import { listCandidates, listGold } from "#lib/services/gold-list";
import { pub } from "./base";
import { itemContent } from "./item-content";

const tags = ["Labelling"];
const contribution = z.uuid({ error: "wrong_type" }).toLowerCase();
const known = z.record(z.string(), z.union([z.int(), z.array(z.int())]));
const line = z.strictObject({
  contribution,
  state: z.enum(goldStates),
  language: z.string(),
  ...itemContent,
  answer: known,
  hint: z.string(),
  exposures: z.int(),
  right: z.int(),
  answered: z.int(),
  set: z.int().nullable(),
  cause: z.enum(goldCauses).nullable(),
  openedAt: z.date().nullable(),
});
const sums = z.strictObject({
  draft: z.int(),
  ready: z.int(),
  retired: z.int(),
  suspended: z.int(),
  reserved: z.int(),
  free: z.int(),
});
const candidate = z.strictObject({ contribution, language: z.string(), ...itemContent });

export const goldRouter = {
  list: pub
    .route({ method: "GET", path: "/projects/{slug}/gold", tags, summary: "List a task's gold" })
    .input(pageInputSchema.extend(projectNamedSchema.shape))
    .output(z.strictObject({ items: z.array(line), nextCursor: z.string().nullable(), counts: sums }))
    .handler(({ context, input }) => listGold(context.ctx, input)),
  candidates: pub
    .route({
      method: "GET",
      path: "/projects/{slug}/gold-candidates",
      tags,
      summary: "List accepted items that could be gold",
    })
    .input(pageInputSchema.extend(projectNamedSchema.shape))
    .output(z.strictObject({ items: z.array(candidate), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listCandidates(context.ctx, input)),
  mark: pub
    .route({
      method: "PUT",
      path: "/projects/{slug}/gold/{contribution}",
      tags,
      summary: "Mark an item as gold: its known answer and the rule it teaches",
    })
    .input(goldInputSchema.extend(projectNamedSchema.shape))
    .output(z.strictObject({ contribution }))
    .handler(({ context, input }) => markGold(context.ctx, input)),
  retire: pub
    .route({
      method: "DELETE",
      path: "/projects/{slug}/gold/{contribution}",
      tags,
      summary: "Take gold out of use; the ledger then opens it",
    })
    .input(projectNamedSchema.extend({ contribution }))
    .output(z.strictObject({ state: z.enum(["removed", "retired"]) }))
    .handler(({ context, input }) => retireGold(context.ctx, input)),
  addMany: pub
    .route({ method: "POST", path: "/projects/{slug}/gold", tags, summary: "Mark many items as gold by rows" })
    .input(
      projectNamedSchema.extend({
        rows: z.array(goldRowSchema).min(1, { error: "too_few" }).max(limits.goldRows, { error: "too_many" }),
      }),
    )
    .output(
      z.strictObject({
        taken: z.int(),
        faults: z.array(
          z.strictObject({
            row: z.int(),
            reason: z.enum(["not_found", "not_fit", "answer", "fixed"]),
            question: z.string().nullable(),
          }),
        ),
      }),
    )
    .handler(({ context, input }) => importGold(context.ctx, input)),
  commit: pub
    .route({
      method: "POST",
      path: "/projects/{slug}/gold-sets",
      tags,
      summary: "Put the marked gold into use: its root and its points go into the ledger",
    })
    .input(projectNamedSchema)
    .output(z.strictObject({ count: z.int() }))
    .handler(({ context, input }) => commitGold(context.ctx, input)),
};
