import { z } from "zod";
import { amountSchema, banReasonSchema, correctionReasonSchema, mintNoteSchema } from "#lib/domain/account";
import { limits } from "#lib/domain/limits";
import { pageInputSchema } from "#lib/domain/paging";
import { banUser, unbanUser } from "#lib/services/admin-ban";
import { correctTransfer, listPaid } from "#lib/services/admin-correct";
import { grantAdmin, revokeAdmin } from "#lib/services/admin-role";
import { fundProject, listFunding, listTreasury, mintPoints, readTreasury } from "#lib/services/admin-treasury";
import { listUsers, makeResetLink, readUser } from "#lib/services/admin-user";
import {
  banView,
  correctionView,
  fundingView,
  grantView,
  paidView,
  roleView,
  treasuryLineView,
  treasuryView,
  userDetailView,
  userView,
} from "./admin-view";
import { adminWorkRouter } from "./admin-work";
import { pub } from "./base";

const tags = ["Administration"];
const userInput = z.strictObject({ userId: z.uuid().toLowerCase() });

/** Administration; each service asks for its own right. */
export const adminRouter = {
  ...adminWorkRouter,
  listUsers: pub
    .route({ method: "GET", path: "/admin/users", tags, summary: "People, newest first" })
    .input(
      pageInputSchema.extend({
        search: z.string().max(100).optional(),
        filter: z.enum(["all", "admins", "banned"]).default("all"),
      }),
    )
    .output(pageOf(userView))
    .handler(({ context, input }) => listUsers(context.ctx, input)),
  readUser: pub
    .route({ method: "GET", path: "/admin/users/{handle}", tags, summary: "One person" })
    .input(z.strictObject({ handle: z.string().max(limits.handleMaxChars * 2) }))
    .output(userDetailView)
    .handler(({ context, input }) => readUser(context.ctx, input)),
  listPaid: pub
    .route({
      method: "GET",
      path: "/admin/users/{userId}/paid",
      tags,
      summary: "Awards and fees of one person, newest first",
    })
    .input(pageInputSchema.extend({ userId: z.uuid().toLowerCase() }))
    .output(pageOf(paidView))
    .handler(({ context, input }) => listPaid(context.ctx, input)),
  grantAdmin: pub
    .route({
      method: "POST",
      path: "/admin/users/{userId}/grant-admin",
      tags,
      summary: "Make somebody an admin (browser session only)",
    })
    .input(userInput)
    .output(roleView)
    .handler(({ context, input }) => grantAdmin(context.ctx, input)),
  revokeAdmin: pub
    .route({
      method: "POST",
      path: "/admin/users/{userId}/revoke-admin",
      tags,
      summary: "Take the admin role away (browser session only)",
    })
    .input(userInput)
    .output(roleView)
    .handler(({ context, input }) => revokeAdmin(context.ctx, input)),
  makeResetLink: pub
    .route({
      method: "POST",
      path: "/admin/users/{userId}/reset-link",
      tags,
      summary: "A password reset link to hand over (browser session only)",
    })
    .input(userInput)
    .output(z.strictObject({ url: z.string(), expiresAt: z.date() }))
    .handler(({ context, input }) => makeResetLink(context.ctx, input)),
  banUser: pub
    .route({ method: "POST", path: "/admin/users/{userId}/ban", tags, summary: "Block somebody" })
    .input(userInput.extend({ reason: banReasonSchema }))
    .output(banView)
    .handler(({ context, input }) => banUser(context.ctx, input)),
  unbanUser: pub
    .route({ method: "POST", path: "/admin/users/{userId}/unban", tags, summary: "Let somebody back in" })
    .input(userInput)
    .output(banView)
    .handler(({ context, input }) => unbanUser(context.ctx, input)),
  readTreasury: pub
    .route({ method: "GET", path: "/admin/treasury", tags, summary: "Where all points are" })
    .input(z.strictObject({}).optional())
    .output(treasuryView)
    .handler(({ context }) => readTreasury(context.ctx)),
  listTreasury: pub
    .route({
      method: "GET",
      path: "/admin/treasury/transfers",
      tags,
      summary: "Points issued and granted, newest first",
    })
    .input(pageInputSchema)
    .output(pageOf(treasuryLineView))
    .handler(({ context, input }) => listTreasury(context.ctx, input)),
  mint: pub
    .route({
      method: "POST",
      path: "/admin/treasury/mint",
      tags,
      summary: "Issue points into the treasury",
      successStatus: 201,
    })
    .input(z.strictObject({ id: z.uuid().toLowerCase(), amount: amountSchema, note: mintNoteSchema }))
    .output(grantView)
    .handler(({ context, input }) => mintPoints(context.ctx, input)),
  listFunding: pub
    .route({
      method: "GET",
      path: "/admin/projects",
      tags,
      summary: "Projects with their budgets and requests, newest first",
    })
    .input(pageInputSchema.extend({ asking: z.stringbool().or(z.boolean()).default(false) }))
    .output(pageOf(fundingView))
    .handler(({ context, input }) => listFunding(context.ctx, input)),
  fund: pub
    .route({
      method: "POST",
      path: "/admin/projects/{slug}/fund",
      tags,
      summary: "Grant a project points from the treasury",
      successStatus: 201,
    })
    .input(z.strictObject({ id: z.uuid().toLowerCase(), slug: z.string().max(limits.slugChars), amount: amountSchema }))
    .output(grantView)
    .handler(({ context, input }) => fundProject(context.ctx, input)),
  correct: pub
    .route({
      method: "POST",
      path: "/admin/transfers/{transferId}/correct",
      tags,
      summary: "Take an award or a fee back by an opposite transfer",
      successStatus: 201,
    })
    .input(
      z.strictObject({
        id: z.uuid().toLowerCase(),
        transferId: z.uuid().toLowerCase(),
        reason: correctionReasonSchema,
      }),
    )
    .output(correctionView)
    .handler(({ context, input }) => correctTransfer(context.ctx, input)),
};

function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}
