import { z } from "zod";
import { draftContentSchema, draftPlaceSchema, saveDraftSchema } from "#lib/domain/draft";
import { deleteDraft, getDraft, saveDraft } from "#lib/services/draft";
import { pub } from "./base";

const tags = ["Drafts"];
const path = "/projects/{project}/drafts/{key}";

export const draftRouter = {
  get: pub
    .route({ method: "GET", path, tags, summary: "Read my draft of a form" })
    .input(draftPlaceSchema)
    .output(z.strictObject({ content: draftContentSchema, updatedAt: z.date() }).nullable())
    .handler(({ context, input }) => getDraft(context.ctx, input)),
  save: pub
    .route({ method: "PUT", path, tags, summary: "Keep what I typed and have not sent" })
    .input(saveDraftSchema)
    .output(z.strictObject({ updatedAt: z.date() }))
    .handler(({ context, input }) => saveDraft(context.ctx, input)),
  delete: pub
    .route({ method: "DELETE", path, tags, summary: "Let my draft go" })
    .input(draftPlaceSchema)
    .output(z.strictObject({ deleted: z.boolean() }))
    .handler(({ context, input }) => deleteDraft(context.ctx, input)),
};
