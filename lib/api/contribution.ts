import { z } from "zod";
import { modalities } from "#lib/domain/content";
import {
  checkInputSchema,
  contributionStatuses,
  duplicateElsewhereSchema,
  reviseInputSchema,
  submitInputSchema,
} from "#lib/domain/contribution";
import { listOwnSchema } from "#lib/domain/contribution-paging";
import { declaredSchema } from "#lib/domain/declaration";
import { doorPolicies, foundSchema, personalStatements } from "#lib/domain/door";
import { type EntryKind, entryKinds } from "#lib/domain/entry";
import { eraseAllInputSchema, eraseInputSchema, erasureCauses } from "#lib/domain/erasure";
import { labelSchemaSchema } from "#lib/domain/label";
import { mediaViewSchema, shownNeighbourSchema } from "#lib/domain/media";
import { transferKinds } from "#lib/domain/points";
import { decisions } from "#lib/domain/review";
import { looks } from "#lib/domain/script";
import { checkContent } from "#lib/services/contribution-check";
import { eraseContribution } from "#lib/services/contribution-erase";
import { countOwnContributions, listOwnContributions } from "#lib/services/contribution-read";
import { reviseContribution } from "#lib/services/contribution-revise";
import { submitContribution } from "#lib/services/contribution-submit";
import { getContribution } from "#lib/services/contribution-view";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { readErasure, requestErasure } from "#lib/services/erase-all";
import { pub } from "./base";

const tags = ["Contributions"];

const content = z.record(z.string(), z.string());
const status = z.enum(contributionStatuses);
const named = z.strictObject({ slug: z.string(), name: z.string() });
const idInput = z.strictObject({ id: z.uuid({ error: "wrong_type" }).toLowerCase() });

const own = z.strictObject({
  id: z.uuid().toLowerCase(),
  project: named,
  status,
  round: z.int(),
  language: z.string(),
  content,
  media: mediaViewSchema.nullable(),
  isErased: z.boolean(),
  fromImport: z.boolean(),
  earned: z.int(),
  acceptPrice: z.int(),
  createdAt: z.date(),
  decidedAt: z.date().nullable(),
});
const counts = z.strictObject({
  in_review: z.int(),
  changes_requested: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  withdrawn: z.int(),
  balance: z.int(),
});
const erasureState = z.strictObject({ isRunning: z.boolean(), left: z.int() });
const round = z.strictObject({
  round: z.int(),
  content: content.nullable(),
  reviewsDone: z.int(),
  verdict: z
    .strictObject({
      id: z.uuid().toLowerCase(),
      outcome: z.enum(["accepted", "rejected", "changes_requested"]),
      rule: z.string(),
      createdAt: z.date(),
    })
    .nullable(),
  reviews: z.array(
    z.strictObject({
      id: z.uuid().toLowerCase(),
      reviewer: z.int(),
      decision: z.enum(decisions),
      reason: z.string().nullable(),
      feedback: z.string().nullable(),
      createdAt: z.date(),
    }),
  ),
});
const view = z.strictObject({
  id: z.uuid().toLowerCase(),
  viewer: z.enum(["author", "staff", "other"]),
  project: named.extend({
    modality: z.enum(modalities),
    labelSchema: labelSchemaSchema,
    licence: z.string(),
    declarationHash: z.string(),
    personalData: z.enum(doorPolicies),
    nearDuplicates: z.enum(doorPolicies),
  }),
  status,
  round: z.int(),
  language: z.string(),
  content: content.nullable(),
  flagged: z.strictObject({ found: z.array(foundSchema), statement: z.enum(personalStatements).nullable() }).nullable(),
  declared: declaredSchema.nullable(),
  licence: z.string(),
  media: z.array(mediaViewSchema),
  contentHash: z.string().nullable(),
  erased: z.strictObject({ at: z.date(), cause: z.enum(erasureCauses) }).nullable(),
  canErase: z.enum(["own", "cause"]).nullable(),
  author: z.string().nullable(),
  fileName: z.string().nullable(),
  acceptPrice: z.int(),
  reviewPrice: z.int(),
  reviewsWanted: z.int(),
  rounds: z.array(round),
  transfers: z.array(
    z.strictObject({
      id: z.uuid().toLowerCase(),
      kind: z.enum(transferKinds),
      amount: z.int(),
      createdAt: z.date(),
    }),
  ),
  entries: z.array(
    z.strictObject({
      id: z.uuid().toLowerCase(),
      kind: z.enum(entryKinds as [EntryKind, ...EntryKind[]]),
      index: z.int().nullable(),
      createdAt: z.date(),
    }),
  ),
  canRevise: z.boolean(),
  canWithdraw: z.boolean(),
  createdAt: z.date(),
  decidedAt: z.date().nullable(),
});

const reading = {
  mine: pub
    .route({ method: "GET", path: "/me/contributions", tags, summary: "List my contributions, newest first" })
    .input(listOwnSchema)
    .output(z.strictObject({ items: z.array(own), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listOwnContributions(context.ctx, input)),
  counts: pub
    .route({ method: "GET", path: "/me/contribution-counts", tags, summary: "Count my contributions by status" })
    .input(z.strictObject({}).optional())
    .output(counts)
    .handler(({ context }) => countOwnContributions(context.ctx)),
  erasure: pub
    .route({ method: "GET", path: "/me/erasure", tags, summary: "How far the erasure of everything of mine is" })
    .input(z.strictObject({}).optional())
    .output(erasureState)
    .handler(({ context }) => readErasure(context.ctx)),
  get: pub
    .route({ method: "GET", path: "/contributions/{id}", tags, summary: "Read a contribution with its history" })
    .input(idInput)
    .output(view)
    .handler(({ context, input }) => getContribution(context.ctx, input)),
  check: pub
    .route({
      method: "POST",
      path: "/projects/{project}/content-check",
      tags,
      summary: "Check a content without sending it",
    })
    .input(checkInputSchema)
    .output(
      z.strictObject({
        issues: z.array(z.strictObject({ path: z.string(), message: z.string() })),
        contentHash: z.string().nullable(),
        duplicateOf: z.uuid().toLowerCase().nullable(),
        duplicateElsewhere: duplicateElsewhereSchema.nullable(),
        personalData: z.strictObject({ policy: z.enum(doorPolicies), found: z.array(foundSchema) }),
        near: shownNeighbourSchema.nullable(),
        looksLike: z.enum(looks).nullable(),
      }),
    )
    .handler(({ context, input }) => checkContent(context.ctx, input)),
};

const changing = {
  submit: pub
    .route({
      method: "POST",
      path: "/projects/{project}/contributions",
      tags,
      summary: "Send a contribution; its id is made by the client, so sending twice gives one",
      successStatus: 201,
    })
    .input(submitInputSchema)
    .output(z.strictObject({ id: z.uuid().toLowerCase(), contentHash: z.string() }))
    .handler(({ context, input }) => submitContribution(context.ctx, input)),
  revise: pub
    .route({
      method: "POST",
      path: "/contributions/{id}/revisions",
      tags,
      summary: "Send the new version that reviewers asked for",
      successStatus: 201,
    })
    .input(reviseInputSchema)
    .output(z.strictObject({ id: z.uuid().toLowerCase(), round: z.int() }))
    .handler(({ context, input }) => reviseContribution(context.ctx, input)),
  withdraw: pub
    .route({
      method: "POST",
      path: "/contributions/{id}/withdrawal",
      tags,
      summary: "Take a contribution back before it is reviewed, or instead of revising it",
    })
    .input(idInput)
    .output(z.strictObject({ id: z.uuid().toLowerCase() }))
    .handler(({ context, input }) => withdrawContribution(context.ctx, input)),
  erase: pub
    .route({
      method: "POST",
      path: "/contributions/{id}/erasure",
      tags,
      summary: "Destroy a contribution's content: one's own, or with cause and note as owner or admin",
    })
    .input(eraseInputSchema)
    .output(z.strictObject({ id: z.uuid().toLowerCase() }))
    .handler(({ context, input }) => eraseContribution(context.ctx, input)),
  eraseAll: pub
    .route({
      method: "POST",
      path: "/me/erasure",
      tags,
      summary: "Destroy the content of everything of mine, in the background; `handle` confirms it",
    })
    .input(eraseAllInputSchema)
    .output(erasureState)
    .handler(({ context, input }) => requestErasure(context.ctx, input)),
};

export const contributionRouter = { ...reading, ...changing };
