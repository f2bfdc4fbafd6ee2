import { z } from "zod";
import { type EntryKind, entryKinds } from "#lib/domain/entry";
import { pageInputSchema } from "#lib/domain/paging";
import { listEntries, readEntry, readTreeHead } from "#lib/services/ledger-read";
import { pub } from "./base";

const tags = ["Ledger"];
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const kind = z.enum(entryKinds as [EntryKind, ...EntryKind[]]);

const lineView = z.strictObject({
  index: z.int(),
  id: z.uuid().toLowerCase(),
  kind,
  subjectId: z.uuid().toLowerCase().nullable(),
  leafHash: hash,
  createdAt: z.date(),
});

export const ledgerRouter = {
  head: pub
    .route({ method: "GET", path: "/ledger", tags, summary: "Read the size and root of the ledger" })
    .input(z.strictObject({}))
    .output(z.strictObject({ size: z.int(), root: hash, updatedAt: z.date(), waiting: z.int() }))
    .handler(({ context }) => readTreeHead(context.ctx)),
  entries: pub
    .route({ method: "GET", path: "/ledger/entries", tags, summary: "List entries, newest first" })
    .input(pageInputSchema.extend({ kind: kind.optional(), subject: z.uuid().toLowerCase().optional() }))
    .output(z.strictObject({ items: z.array(lineView), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listEntries(context.ctx, input)),
  entry: pub
    .route({
      method: "GET",
      path: "/ledger/entries/{ref}",
      tags,
      summary: "Read one entry by index or id, with its bytes and inclusion proof",
    })
    .input(z.strictObject({ ref: z.string().regex(/^(\d{1,15}|[0-9a-f]{8}-[0-9a-f-]{27})$/) }))
    .output(
      lineView.extend({
        body: z.string(),
        proof: z.array(hash),
        size: z.int(),
        root: hash,
      }),
    )
    .handler(({ context, input }) => readEntry(context.ctx, input)),
};
