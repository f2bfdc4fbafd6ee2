import { z } from "zod";
import { type EntryKind, entryKinds } from "#lib/domain/entry";
import { pageInputSchema } from "#lib/domain/paging";
import { listMyEntries, readMyReceipts } from "#lib/services/receipt-mine";
import { pub } from "./base";

const tags = ["Ledger"];
const kind = z.enum(entryKinds as [EntryKind, ...EntryKind[]]);

export const receiptRouter = {
  list: pub
    .route({
      method: "GET",
      path: "/me/receipts",
      tags,
      summary: "List what the ledger records of me, newest first, and whether each entry has its receipt yet",
    })
    .input(pageInputSchema)
    .output(
      z.strictObject({
        items: z.array(
          z.strictObject({
            index: z.int(),
            id: z.uuid().toLowerCase(),
            kind,
            createdAt: z.date(),
            project: z.strictObject({ slug: z.string(), name: z.string() }).nullable(),
            contributionId: z.uuid().toLowerCase().nullable(),
            isPublished: z.boolean(),
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
    )
    .handler(({ context, input }) => listMyEntries(context.ctx, input)),
  files: pub
    .route({
      method: "GET",
      path: "/me/receipts/files",
      tags,
      summary:
        "Read my receipts, up to 100 at once, of one checkpoint, or of the newest anchored one that covers them: on further pages, give the size that the first one answered",
    })
    .input(
      z.strictObject({
        cursor: z.string().max(200).optional(),
        size: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      }),
    )
    .output(
      z.strictObject({
        items: z.array(z.strictObject({ index: z.int(), kind, size: z.int(), text: z.string() })),
        nextCursor: z.string().nullable(),
        size: z.int(),
        total: z.int().nullable(),
      }),
    )
    .handler(({ context, input }) => readMyReceipts(context.ctx, input)),
};
