import { z } from "zod";
import { type ErrorReason, errorCodes } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { imageViewSchema, uploadStates } from "#lib/domain/media";
import { finishUpload } from "#lib/services/upload-check";
import { getUpload, listUploads } from "#lib/services/upload-read";
import { removeUpload } from "#lib/services/upload-remove";
import { pub } from "./base";

const tags = ["Uploads"];

const named = z.strictObject({ id: z.uuid({ error: "wrong_type" }).toLowerCase() });
const view = z.strictObject({
  id: z.uuid().toLowerCase(),
  project: z.string(),
  fileName: z.string(),
  sizeBytes: z.int(),
  receivedBytes: z.int(),
  state: z.enum(uploadStates),
  originalSha256: z.string().nullable(),
  image: imageViewSchema.nullable(),
  refusal: z
    .strictObject({
      reason: z.enum(Object.keys(errorCodes) as [ErrorReason, ...ErrorReason[]]),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    })
    .nullable(),
  createdAt: z.date(),
});

/** What becomes of uploaded files. Their bytes come beside the router, by tus: lib/api/tus.ts. */
export const imageRouter = {
  list: pub
    .route({
      method: "GET",
      path: "/projects/{project}/uploads",
      tags,
      summary: "List my files of a project that are on their way or wait to be sent in",
    })
    .input(z.strictObject({ project: z.string().max(limits.slugChars) }))
    .output(z.strictObject({ items: z.array(view) }))
    .handler(({ context, input }) => listUploads(context.ctx, input)),
  get: pub
    .route({
      method: "GET",
      path: "/uploads/{id}",
      tags,
      summary: "State of an upload, its image or why it is refused",
    })
    .input(named)
    .output(view)
    .handler(({ context, input }) => getUpload(context.ctx, input)),
  finish: pub
    .route({
      method: "POST",
      path: "/uploads/{id}/finish",
      tags,
      summary: "Say that all bytes were sent; the last one by tus says so too",
    })
    .input(named)
    .output(view)
    .handler(({ context, input }) => finishUpload(context.ctx, input)),
  remove: pub
    .route({ method: "DELETE", path: "/uploads/{id}", tags, summary: "Throw away a file that was not sent in" })
    .input(named)
    .output(z.strictObject({ id: z.uuid().toLowerCase() }))
    .handler(({ context, input }) => removeUpload(context.ctx, input)),
};
