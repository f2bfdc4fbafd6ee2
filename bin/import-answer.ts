import { z } from "zod";
import { batchStates, columnMappingSchema } from "#lib/domain/batch";
import { licenceSchema } from "#lib/domain/licence";

/** What the import command reads of REST's answers; the rest of them may grow. */
export const projectAnswer = z.object({
  name: z.string(),
  licences: z.array(z.object({ id: licenceSchema, consentHash: z.string() })).min(1),
  declarationHash: z.string(),
});

export const uploadAnswer = z.object({ id: z.uuid(), rows: z.int(), unreadableRows: z.int() });

export const previewAnswer = z.object({
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
});
