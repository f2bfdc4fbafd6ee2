import { z } from "zod";
import { pageInputSchema } from "#lib/domain/paging";
import { snapshotProblems } from "#lib/domain/snapshot-state";
import { jobStates, listJobs, readWork, retryJob } from "#lib/services/admin-job";
import { auditActions, listAudit } from "#lib/services/audit";
import { readSnapshotState } from "#lib/services/snapshot-read";
import { requestSnapshot } from "#lib/services/snapshot-request";
import { auditView, jobView, workView } from "./admin-view";
import { pub } from "./base";

const tags = ["Administration"];

/** Background work and the audit view. */
export const adminWorkRouter = {
  readWork: pub
    .route({ method: "GET", path: "/admin/work", tags, summary: "How the background work stands" })
    .input(z.strictObject({}).optional())
    .output(workView)
    .handler(({ context }) => readWork(context.ctx)),
  listJobs: pub
    .route({ method: "GET", path: "/admin/jobs", tags, summary: "Jobs, newest first" })
    .input(pageInputSchema.extend({ state: z.enum(jobStates).optional() }))
    .output(z.strictObject({ items: z.array(jobView), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listJobs(context.ctx, input)),
  retryJob: pub
    .route({ method: "POST", path: "/admin/jobs/{id}/retry", tags, summary: "Try a failed job again" })
    .input(z.strictObject({ id: z.uuid().toLowerCase() }))
    .output(z.strictObject({ id: z.uuid().toLowerCase(), state: z.enum(jobStates) }))
    .handler(({ context, input }) => retryJob(context.ctx, input)),
  readSnapshots: pub
    .route({
      method: "GET",
      path: "/admin/snapshots",
      tags,
      summary: "The newest snapshot of all balances, and how the next one fares",
    })
    .input(z.strictObject({}).optional())
    .output(
      z.strictObject({
        newest: z
          .strictObject({
            size: z.int(),
            takenAt: z.date(),
            leaves: z.int(),
            root: z.string(),
            entryIndex: z.int().nullable(),
          })
          .nullable(),
        underWay: z.int().nullable(),
        problem: z.strictObject({ reason: z.enum(snapshotProblems), count: z.int(), at: z.date() }).nullable(),
      }),
    )
    .handler(({ context }) => readSnapshotState(context.ctx)),
  takeSnapshot: pub
    .route({
      method: "POST",
      path: "/admin/snapshots",
      tags,
      summary: "Have a snapshot of all balances taken now; asking twice takes one",
    })
    .input(z.strictObject({}).optional())
    .output(z.strictObject({ state: z.enum(["requested", "under_way", "unmoved", "unpublished"]) }))
    .handler(({ context }) => requestSnapshot(context.ctx)),
  listAudit: pub
    .route({ method: "GET", path: "/admin/audit", tags, summary: "What admins did, newest first" })
    .input(pageInputSchema.extend({ action: z.enum(auditActions).optional() }))
    .output(z.strictObject({ items: z.array(auditView), nextCursor: z.string().nullable() }))
    .handler(({ context, input }) => listAudit(context.ctx, input)),
};
