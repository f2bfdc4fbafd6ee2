import { z } from "zod";
import { listClaims, readClaim } from "#lib/services/claim";
import { pub } from "./base";

const tags = ["Points"];
const size = z.int().min(1);

export const claimRouter = {
  list: pub
    .route({
      method: "GET",
      path: "/me/claims",
      tags,
      summary: "List the balances of mine that I can prove, newest first: one for each of the newest snapshots",
    })
    .input(z.strictObject({}).optional())
    .output(
      z.strictObject({
        account: z.uuid().toLowerCase(),
        items: z.array(
          z.strictObject({
            size,
            takenAt: z.date(),
            balance: z.int(),
            entryIndex: z.int().nullable(),
            isPublished: z.boolean(),
          }),
        ),
      }),
    )
    .handler(({ context }) => listClaims(context.ctx)),
  read: pub
    .route({
      method: "GET",
      path: "/me/claims/{size}",
      tags,
      summary:
        "Read my claim of one snapshot, a file that proves the balance to anybody; null until its entry is published",
    })
    .input(z.strictObject({ size: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }))
    .output(z.strictObject({ size, text: z.string() }).nullable())
    .handler(({ context, input }) => readClaim(context.ctx, input)),
};
