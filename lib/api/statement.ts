import { z } from "zod";
import { pageInputSchema } from "#lib/domain/paging";
import { transferKinds } from "#lib/domain/points";
import { readStatement } from "#lib/services/statement-read";
import { pub } from "./base";

/** One transfer as a person sees it; amounts in milli-points. */
export const lineView = z.strictObject({
  id: z.uuid().toLowerCase(),
  createdAt: z.date(),
  kind: z.enum(transferKinds),
  rule: z.string(),
  amount: z.int(),
  balance: z.int().nullable(),
  project: z.strictObject({ slug: z.string(), name: z.string() }).nullable(),
  contributionId: z.uuid().toLowerCase().nullable(),
  round: z.int().nullable(),
  reason: z.string().nullable(),
  reversesId: z.uuid().toLowerCase().nullable(),
  entryIndex: z.int().nullable(),
  /** Of payments by spot-check/1: the checks that they rest on. */
  checks: z
    .strictObject({
      answers: z.int(),
      right: z.int(),
      of: z.int(),
      share: z.int(),
      isLate: z.boolean(),
      isCorrection: z.boolean(),
    })
    .nullable(),
});

export const statementRouter = {
  read: pub
    .route({ method: "GET", path: "/me/statement", tags: ["Points"], summary: "Read my points statement" })
    .input(pageInputSchema)
    .output(z.strictObject({ items: z.array(lineView), nextCursor: z.string().nullable(), balance: z.int() }))
    .handler(({ context, input }) => readStatement(context.ctx, input)),
};
