import { z } from "zod";
import { type EntryKind, entryKinds } from "#lib/domain/entry";
import { haltReasons } from "#lib/domain/log";
import { pageInputSchema } from "#lib/domain/paging";
import { logVkeys } from "#lib/log-key";
import { logPolicy } from "#lib/log-policy";
import { listEntries, readEntry, readTreeHead } from "#lib/services/ledger-read";
import { readLogState } from "#lib/services/log-read";
import { readReceipt } from "#lib/services/receipt";
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

const haltView = z.strictObject({
  source: z.string(),
  size: z.int(),
  root: hash.nullable(),
  treeSize: z.int(),
  treeRoot: hash.nullable(),
});

export const ledgerRouter = {
  head: pub
    .route({ method: "GET", path: "/ledger", tags, summary: "Read the size and root of the ledger" })
    .input(z.strictObject({}))
    .output(z.strictObject({ size: z.int(), root: hash, updatedAt: z.date(), waiting: z.int() }))
    .handler(({ context }) => readTreeHead(context.ctx)),
  log: pub
    .route({
      method: "GET",
      path: "/ledger/log",
      tags,
      summary:
        "Read the state of the public log: newest checkpoint, verifier keys, witnesses, and why nothing is signed if so",
    })
    .input(z.strictObject({}))
    .output(
      z.strictObject({
        published: z.strictObject({ size: z.int(), root: hash, at: z.date(), note: z.string() }).nullable(),
        signedSize: z.int().nullable(),
        vkeys: z.array(z.string()),
        halt: z.strictObject({ reason: z.enum(haltReasons), detail: haltView.nullable(), at: z.date() }).nullable(),
        witnesses: z.array(
          z.strictObject({
            name: z.string(),
            vkey: z.string(),
            size: z.int().nullable(),
            cosignedAt: z.date().nullable(),
            problem: z.string().nullable(),
          }),
        ),
        needsQuorum: z.boolean(),
      }),
    )
    .handler(async ({ context }) => ({ ...(await readLogState(context.ctx, logPolicy())), vkeys: logVkeys() })),
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
  receipt: pub
    .route({
      method: "GET",
      path: "/ledger/entries/{ref}/receipt",
      tags,
      summary:
        "Read an entry's receipt (C2SP tlog-proof), with its anchor once there is one, and what opens its commitment for its author; null while it is not published yet",
    })
    .input(z.strictObject({ ref: z.string().regex(/^(\d{1,15}|[0-9a-f]{8}-[0-9a-f-]{27})$/) }))
    .output(z.strictObject({ index: z.int(), kind, size: z.int(), text: z.string() }).nullable())
    .handler(({ context, input }) => readReceipt(context.ctx, input)),
};
