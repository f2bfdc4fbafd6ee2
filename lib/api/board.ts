import { z } from "zod";
import { boardMetrics, boardPeriods } from "#lib/domain/board";
import { pageInputSchema } from "#lib/domain/paging";
import { readBoard } from "#lib/services/board-read";
import { pub } from "./base";

const count = z.int();

const rowView = z.strictObject({
  rank: count.nullable(),
  handle: z.string(),
  name: z.string().nullable(),
  points: count,
  accepted: count,
  decided: count,
  reviews: count,
  acceptance: count.nullable(),
});

export const boardRouter = {
  read: pub
    .route({ method: "GET", path: "/leaderboard", tags: ["Leaderboard"], summary: "Read a leaderboard" })
    .input(
      pageInputSchema.extend({
        period: z.enum(boardPeriods).default("week"),
        metric: z.enum(boardMetrics).default("points"),
        project: z.string().max(100).optional(),
      }),
    )
    .output(
      z.strictObject({
        windowStart: z.string(),
        rows: z.array(rowView),
        nextCursor: z.string().nullable(),
        mine: z.strictObject({ rows: z.array(rowView), handle: z.string(), hidden: z.boolean() }).nullable(),
      }),
    )
    .handler(({ context, input }) => readBoard(context.ctx, input)),
};
