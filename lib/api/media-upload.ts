import { z } from "zod";
import { type ErrorReason, errorCodes } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import {
  mediaViewSchema,
  shownNeighbourSchema,
  type UploadState,
  uploadPurposes,
  uploadStates,
} from "#lib/domain/media";
import { finishUpload } from "#lib/services/upload-check";
import { getUpload, listUploads } from "#lib/services/upload-read";
import { removeUpload } from "#lib/services/upload-remove";
import { getRoom } from "#lib/services/upload-room";
import { pub } from "./base";

const tags = ["Uploads"];

const named = z.strictObject({ id: z.uuid({ error: "wrong_type" }).toLowerCase() });
/** Why a file is not taken, in words of the table of reasons. */
export const uploadRefusalSchema = z.strictObject({
  reason: z.enum(Object.keys(errorCodes) as [ErrorReason, ...ErrorReason[]]),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const room = z.strictObject({ usedBytes: z.int(), maxBytes: z.int() });
const countsOf = () =>
  Object.fromEntries(uploadStates.map((state) => [state, z.int()])) as Record<UploadState, z.ZodInt>;
const view = z.strictObject({
  id: z.uuid().toLowerCase(),
  project: z.string(),
  purpose: z.enum(uploadPurposes),
  archiveId: z.uuid().toLowerCase().nullable(),
  fileName: z.string(),
  sizeBytes: z.int(),
  receivedBytes: z.int(),
  state: z.enum(uploadStates),
  originalSha256: z.string().nullable(),
  media: mediaViewSchema.nullable(),
  near: shownNeighbourSchema.nullable(),
  refusal: uploadRefusalSchema.nullable(),
  createdAt: z.date(),
});

/** What becomes of uploaded files. Their bytes come beside the router, by tus: lib/api/tus.ts. */
export const uploadRouter = {
  list: pub
    .route({
      method: "GET",
      path: "/projects/{project}/uploads",
      tags,
      summary: "List my files of a project that are on their way or wait to be sent in",
    })
    .input(
      z.strictObject({
        project: z.string().max(limits.slugChars),
        purpose: z.enum(uploadPurposes, { error: "not_in_list" }).optional(),
        archive: z.uuid({ error: "wrong_type" }).toLowerCase().optional(),
      }),
    )
    .output(z.strictObject({ items: z.array(view), counts: z.strictObject(countsOf()) }))
    .handler(({ context, input }) => listUploads(context.ctx, input)),
  room: pub
    .route({
      method: "GET",
      path: "/projects/{project}/room",
      tags,
      summary: "How much room for files I have and the project has, and how much of it is taken",
    })
    .input(z.strictObject({ project: z.string().max(limits.slugChars) }))
    .output(z.strictObject({ person: room, share: room.nullable(), project: room }))
    .handler(({ context, input }) => getRoom(context.ctx, input)),
  get: pub
    .route({
      method: "GET",
      path: "/uploads/{id}",
      tags,
      summary: "State of an upload, what is published of it or why it is refused",
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
