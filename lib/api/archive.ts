import { z } from "zod";
import { limits } from "#lib/domain/limits";
import { uploadStates } from "#lib/domain/media";
import { pageInputSchema } from "#lib/domain/paging";
import { getArchive, listArchives, listMemberRefusals } from "#lib/services/archive-read";
import { pub } from "./base";
import { uploadRefusalSchema } from "./media-upload";

const tags = ["Uploads"];

const id = z.uuid({ error: "wrong_type" }).toLowerCase();
const view = z.strictObject({
  id: z.uuid().toLowerCase(),
  fileName: z.string(),
  sizeBytes: z.int(),
  receivedBytes: z.int(),
  state: z.enum(uploadStates),
  refusal: uploadRefusalSchema.nullable(),
  files: z.int().nullable(),
  doneFiles: z.int(),
  checkingFiles: z.int(),
  readyFiles: z.int(),
  refusedFiles: z.int(),
  createdAt: z.date(),
});
const refused = uploadRefusalSchema.extend({ entry: z.int(), name: z.string() });

/** What comes out of uploaded archives and packs. Their bytes come by tus, lib/api/tus.ts; the whole report streams, lib/api/report.ts. */
export const archiveRouter = {
  list: pub
    .route({
      method: "GET",
      path: "/projects/{project}/archives",
      tags,
      summary: "List my archives of a project: how far their unpacking is, and what came of it",
    })
    .input(z.strictObject({ project: z.string().max(limits.slugChars) }))
    .output(z.strictObject({ items: z.array(view) }))
    .handler(({ context, input }) => listArchives(context.ctx, input)),
  get: pub
    .route({
      method: "GET",
      path: "/archives/{id}",
      tags,
      summary: "State of an archive or a pack, by the id of its upload",
    })
    .input(z.strictObject({ id }))
    .output(view)
    .handler(({ context, input }) => getArchive(context.ctx, input)),
  refusals: pub
    .route({
      method: "GET",
      path: "/archives/{id}/refusals",
      tags,
      summary: "List the members of an archive or a pack that are refused, each with its reason",
    })
    .input(pageInputSchema.extend({ id }))
    .output(z.strictObject({ items: z.array(refused), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listMemberRefusals(context.ctx, input)),
};
