import { z } from "zod";
import { batchStates, columnMappingSchema } from "#lib/domain/batch";
import { modalities } from "#lib/domain/content";
import { type ErrorReason, errorCodes } from "#lib/domain/error";
import { licenceSchema } from "#lib/domain/licence";
import { uploadStates } from "#lib/domain/media";

/** What the import command reads of REST's answers; the rest of them may grow. */
export const projectAnswer = z.object({
  name: z.string(),
  slug: z.string(),
  modality: z.enum(modalities),
  languages: z.array(z.string()).min(1),
  licences: z.array(z.object({ id: licenceSchema, consentHash: z.string() })).min(1),
  declarationHash: z.string(),
});

export const uploadAnswer = z.object({ id: z.uuid(), rows: z.int(), unreadableRows: z.int() });

export const previewAnswer = z.object({
  reading: z.object({
    format: z.string(),
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    header: z.boolean().nullable(),
    sheet: z.string().nullable(),
    unusable: z.array(z.string()),
  }),
  columns: z.array(z.string()),
  mapping: columnMappingSchema,
  unmapped: z.array(z.string()),
  rows: z.array(
    z.object({
      line: z.int(),
      content: z.record(z.string(), z.string()).nullable(),
      refusals: z.array(z.object({ reason: z.string() })),
    }),
  ),
});

export const batchAnswer = z.object({
  state: z.enum(batchStates),
  sizeBytes: z.int(),
  readBytes: z.int(),
  acceptedRows: z.int(),
  refusedRows: z.int(),
  flaggedRows: z.int(),
  failure: z.string().nullable(),
  canResume: z.boolean(),
});

const refusalAnswer = z.object({
  reason: z.enum(Object.keys(errorCodes) as [ErrorReason, ...ErrorReason[]]),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const sentFile = z.object({
  id: z.uuid(),
  fileName: z.string(),
  sizeBytes: z.int(),
  state: z.enum(uploadStates),
  refusal: refusalAnswer.nullable(),
});

export const mediaAnswer = sentFile.extend({
  archiveId: z.uuid().nullable(),
  originalSha256: z.string().nullable(),
  media: z.object({ sha256: z.string() }).nullable(),
});

export const uploadsAnswer = z.object({ items: z.array(mediaAnswer) });

export const archiveAnswer = sentFile.extend({
  files: z.int().nullable(),
  checkingFiles: z.int(),
  refusedFiles: z.int(),
});

export const archivesAnswer = z.object({ items: z.array(archiveAnswer) });

export const memberRefusalsAnswer = z.object({
  items: z.array(refusalAnswer.extend({ entry: z.int(), name: z.string() })),
  nextCursor: z.string().nullable(),
});

export const submittedAnswer = z.object({ id: z.uuid() });
