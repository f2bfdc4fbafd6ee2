import { z } from "zod";
import { boardMetrics, boardPeriods } from "#lib/domain/board";
import { pageInputSchema } from "#lib/domain/paging";
import { readBoard, readMyRank } from "#lib/services/board-read";
import { pub } from "./base";

const count = z.int();

const rowView = z.strictObject({
  rank: count.nullable(),
  /** Pseudonymous id, as in the ledger. */
  userId: z.uuid(),
  handle: z.string(),
  name: z.string().nullable(),
  points: count,
  accepted: count,
  decided: count,
  reviews: count,
  acceptance: count.nullable(),
});

const choiceSchema = z.strictObject({
  period: z.enum(boardPeriods).default("week"),
  metric: z.enum(boardMetrics).default("points"),
  project: z.string().max(100).optional(),
});

export const boardRouter = {
  read: pub
    .route({ method: "GET", path: "/leaderboard", tags: ["Leaderboard"], summary: "Read a leaderboard" })
    .input(choiceSchema.extend(pageInputSchema.shape))
    .output(
      z.strictObject({
        windowStart: z.string(),
        rows: z.array(rowView),
        nextCursor: z.string().nullable(),
      }),
    )
    .handler(({ context, input }) => readBoard(context.ctx, input)),

  mine: pub
    .route({
      method: "GET",
      path: "/leaderboard/mine",
      tags: ["Leaderboard"],
      summary: "Read one's own row of a leaderboard, between its neighbours; null when there is none",
    })
    .input(choiceSchema)
    .output(z.strictObject({ rows: z.array(rowView), handle: z.string(), hidden: z.boolean() }).nullable())
    .handler(({ context, input }) => readMyRank(context.ctx, input)),
};
