import { z } from "zod";
import { batchStates, columnMappingSchema, rowReasons } from "#lib/domain/batch";
import { declarationSchema } from "#lib/domain/declaration";
import { foundSchema } from "#lib/domain/door";
import { limits } from "#lib/domain/limits";
import { pageInputSchema } from "#lib/domain/paging";
import { looks } from "#lib/domain/script";
import { documentSplits, readingChoiceSchema, tableEncodings, tableFormats } from "#lib/domain/table";
import { openUploadedTable } from "#lib/services/batch-open";
import { previewBatch } from "#lib/services/batch-preview";
import { getBatch, listBatches, listRefusals } from "#lib/services/batch-read";
import { cancelBatch, resumeBatch, startBatch } from "#lib/services/batch-start";
import { listBatchFlags } from "#lib/services/flag";
import { pub } from "./base";

const tags = ["Imports"];

const id = z.uuid({ error: "wrong_type" }).toLowerCase();
const view = z.strictObject({
  id: z.uuid().toLowerCase(),
  project: z.strictObject({ slug: z.string(), name: z.string() }),
  fileName: z.string(),
  format: z.enum(tableFormats),
  sizeBytes: z.int(),
  state: z.enum(batchStates),
  mapping: columnMappingSchema.nullable(),
  reading: readingChoiceSchema.nullable(),
  readBytes: z.int(),
  acceptedRows: z.int(),
  refusedRows: z.int(),
  flaggedRows: z.int(),
  failure: z.string().nullable(),
  canResume: z.boolean(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
const refusal = z.strictObject({
  reason: z.enum(rowReasons),
  field: z.string().optional(),
  detail: z.string().optional(),
});
const preview = z.strictObject({
  id: z.uuid().toLowerCase(),
  reading: z.strictObject({
    format: z.enum(tableFormats),
    encoding: z.enum(tableEncodings).nullable(),
    delimiter: z.string().nullable(),
    header: z.boolean().nullable(),
    sheets: z.array(z.string()),
    sheet: z.string().nullable(),
    split: z.enum(documentSplits).nullable(),
    unusable: z.array(z.string()),
  }),
  columns: z.array(z.string()),
  fields: z.array(z.string()),
  mapping: columnMappingSchema,
  guessed: columnMappingSchema,
  rememberedAt: z.date().nullable(),
  unmapped: z.array(z.string()),
  samples: z.array(z.strictObject({ column: z.string(), values: z.array(z.string()) })),
  rows: z.array(
    z.strictObject({
      row: z.int(),
      line: z.int(),
      content: z.record(z.string(), z.string()).nullable(),
      language: z.string().nullable(),
      refusals: z.array(refusal),
      found: z.array(foundSchema),
      looksLike: z.enum(looks).nullable(),
    }),
  ),
});
const refusedRow = z.strictObject({
  row: z.int(),
  line: z.int(),
  reason: z.string(),
  field: z.string().nullable(),
  detail: z.string().nullable(),
  duplicateOf: z.uuid().toLowerCase().nullable(),
});

const flaggedRow = z.strictObject({
  row: z.int(),
  line: z.int(),
  contribution: z.uuid().toLowerCase(),
  found: z.array(foundSchema),
  near: z.strictObject({ id: z.uuid().toLowerCase(), percent: z.int() }).nullable(),
  looksLike: z.enum(looks).nullable(),
});

/** Uploading the file itself and downloading the whole report are streams, beside the router: lib/api/upload.ts, lib/api/report.ts. */
export const batchRouter = {
  list: pub
    .route({ method: "GET", path: "/me/imports", tags, summary: "List my imports, newest first" })
    .input(pageInputSchema.extend({ project: z.string().max(limits.slugChars).optional() }))
    .output(z.strictObject({ items: z.array(view), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listBatches(context.ctx, input)),
  get: pub
    .route({ method: "GET", path: "/imports/{id}", tags, summary: "State and progress of an import" })
    .input(z.strictObject({ id }))
    .output(view)
    .handler(({ context, input }) => getBatch(context.ctx, input)),
  open: pub
    .route({
      method: "POST",
      path: "/uploads/{id}/import",
      tags,
      summary: "Make an import of a table that came by tus; changes nothing else yet: look at a preview, then start it",
    })
    .input(z.strictObject({ id, reading: readingChoiceSchema.optional() }))
    .output(view.extend({ rows: z.int(), unreadableRows: z.int() }))
    .handler(({ context, input }) => openUploadedTable(context.ctx, input)),
  preview: pub
    .route({
      method: "POST",
      path: "/imports/{id}/preview",
      tags,
      summary:
        "First rows of an uploaded file under a mapping (that of the last such file, or guessed, when none is given), and how it is read; changes nothing",
    })
    .input(z.strictObject({ id, mapping: columnMappingSchema.optional(), reading: readingChoiceSchema.optional() }))
    .output(preview)
    .handler(({ context, input }) => previewBatch(context.ctx, input)),
  start: pub
    .route({ method: "POST", path: "/imports/{id}/start", tags, summary: "Start an import under a mapping" })
    .input(
      z.strictObject({
        id,
        mapping: columnMappingSchema,
        reading: readingChoiceSchema.optional(),
        consentHash: z.string().regex(/^[0-9a-f]{64}$/, { error: "wrong_type" }),
        declaration: declarationSchema,
      }),
    )
    .output(view)
    .handler(({ context, input }) => startBatch(context.ctx, input)),
  cancel: pub
    .route({ method: "POST", path: "/imports/{id}/cancel", tags, summary: "Stop an import; what came in stays" })
    .input(z.strictObject({ id }))
    .output(view)
    .handler(({ context, input }) => cancelBatch(context.ctx, input)),
  resume: pub
    .route({
      method: "POST",
      path: "/imports/{id}/resume",
      tags,
      summary: "Go on with an import that was cancelled or failed, at the first row not taken yet",
    })
    .input(z.strictObject({ id }))
    .output(view)
    .handler(({ context, input }) => resumeBatch(context.ctx, input)),
  refusals: pub
    .route({ method: "GET", path: "/imports/{id}/refusals", tags, summary: "List the refused rows of an import" })
    .input(pageInputSchema.extend({ id }))
    .output(z.strictObject({ items: z.array(refusedRow), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listRefusals(context.ctx, input)),
  flags: pub
    .route({
      method: "GET",
      path: "/imports/{id}/flags",
      tags,
      summary: "List the rows of an import that came in and may hold personal data",
    })
    .input(pageInputSchema.extend({ id }))
    .output(z.strictObject({ items: z.array(flaggedRow), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listBatchFlags(context.ctx, input)),
};
