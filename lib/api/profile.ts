import { z } from "zod";
import { boardPeriods } from "#lib/domain/board";
import { pageInputSchema } from "#lib/domain/paging";
import { readProfile, readScoreParts } from "#lib/services/profile-read";
import { pub } from "./base";
import { lineView } from "./statement";

const tags = ["People"];
const count = z.int();

export const profileRouter = {
  read: pub
    .route({ method: "GET", path: "/people/{handle}", tags, summary: "Read a person's public page" })
    .input(z.strictObject({ handle: z.string().max(60) }))
    .output(
      z.strictObject({
        userId: z.uuid().toLowerCase(),
        handle: z.string(),
        name: z.string().nullable(),
        joinedAt: z.date(),
        hidden: z.boolean(),
        points: count,
        accepted: count,
        decided: count,
        reviews: count,
        days: z.array(z.strictObject({ day: z.string(), points: count, accepted: count, reviews: count })),
      }),
    )
    .handler(({ context, input }) => readProfile(context.ctx, input)),
  parts: pub
    .route({ method: "GET", path: "/people/{handle}/score", tags, summary: "List the transfers that make a score" })
    .input(
      pageInputSchema.extend({
        handle: z.string().max(60),
        period: z.enum(boardPeriods).default("all"),
        date: z.iso.date().optional(),
        project: z.string().max(100).optional(),
      }),
    )
    .output(
      z.strictObject({
        items: z.array(lineView),
        nextCursor: z.string().nullable(),
        from: z.string(),
        points: z.int(),
      }),
    )
    .handler(({ context, input }) => readScoreParts(context.ctx, input)),
};
