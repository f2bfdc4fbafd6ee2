import { z } from "zod";
import { erasureCauses, type RemovalKind, removalKinds } from "#lib/domain/erasure";
import { limits } from "#lib/domain/limits";
import { findRemoval, listNewestRemovals, listRemovals } from "#lib/services/removal-read";
import { pub } from "./base";

const tags = ["Removals"];
const id = z.uuid({ error: "wrong_type" }).toLowerCase();
const place = z.coerce.number({ error: "wrong_type" }).int().min(-1);
const limit = z.coerce.number({ error: "wrong_type" }).int().min(1).max(limits.pageSizeMax).default(limits.pageSizeMax);

const view = z.strictObject({
  index: z.int(),
  contribution: id,
  project: z.strictObject({ id, slug: z.string() }),
  kind: z.enum(Object.keys(removalKinds) as [RemovalKind, ...RemovalKind[]]),
  cause: z.enum(erasureCauses).nullable(),
  at: z.date(),
});

/** What copies of the data must leave out. */
export const removalRouter = {
  list: pub
    .route({
      method: "GET",
      path: "/removals",
      tags,
      summary: "What was withdrawn or erased after an entry, in order; `cursor` is the next `after`, also at the end",
    })
    .input(z.strictObject({ after: place.optional(), limit }))
    .output(z.strictObject({ items: z.array(view), cursor: z.int(), isEnd: z.boolean() }))
    .handler(({ context, input }) => listRemovals(context.ctx, input)),
  newest: pub
    .route({ method: "GET", path: "/removals/newest", tags, summary: "The newest ones before an entry, newest first" })
    .input(z.strictObject({ before: place.optional(), limit }))
    .output(z.strictObject({ items: z.array(view), nextBefore: z.int().nullable() }))
    .handler(({ context, input }) => listNewestRemovals(context.ctx, input)),
  find: pub
    .route({
      method: "GET",
      path: "/removals/{contribution}",
      tags,
      summary: "Whether a contribution was withdrawn or erased; null while it is there",
    })
    .input(z.strictObject({ contribution: id }))
    .output(view.nullable())
    .handler(({ context, input }) => findRemoval(context.ctx, input)),
};
