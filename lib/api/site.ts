import { z } from "zod";
import { readSiteCounts } from "#lib/services/site-read";
import { pub } from "./base";

export const siteRouter = {
  counts: pub
    .route({
      method: "GET",
      path: "/counts",
      tags: ["Site"],
      summary: "Count accepted work, reviews, people and entries",
    })
    .input(z.strictObject({}))
    .output(z.strictObject({ accepted: z.int(), reviews: z.int(), people: z.int(), entries: z.int() }))
    .handler(({ context }) => readSiteCounts(context.ctx)),
};
