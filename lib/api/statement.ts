import { z } from "zod";
import { pageInputSchema } from "#lib/domain/paging";
import { readStatement } from "#lib/services/statement-read";
import { pub } from "./base";

/** One transfer as a person sees it; amounts in milli-points. */
export const lineView = z.strictObject({
  id: z.uuid().toLowerCase(),
  createdAt: z.date(),
  kind: z.enum(["mint", "fund", "reserve", "award", "fee", "release", "correct", "return"]),
  rule: z.string(),
  amount: z.int(),
  balance: z.int().nullable(),
  project: z.strictObject({ slug: z.string(), name: z.string() }).nullable(),
  contributionId: z.uuid().toLowerCase().nullable(),
  round: z.int().nullable(),
  reason: z.string().nullable(),
  reversesId: z.uuid().toLowerCase().nullable(),
  entryIndex: z.int().nullable(),
});

export const statementRouter = {
  read: pub
    .route({ method: "GET", path: "/me/statement", tags: ["Points"], summary: "Read my points statement" })
    .input(pageInputSchema)
    .output(z.strictObject({ items: z.array(lineView), nextCursor: z.string().nullable(), balance: z.int() }))
    .handler(({ context, input }) => readStatement(context.ctx, input)),
};
