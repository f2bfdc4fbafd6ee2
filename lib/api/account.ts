import { z } from "zod";
import { changePasswordSchema, exportSections, profileSchema } from "#lib/domain/account";
import { exportPage } from "#lib/services/user-export";
import { listDemoSignIns } from "#lib/services/user-options";
import { changePassword } from "#lib/services/user-password";
import { readMe, updateProfile } from "#lib/services/user-profile";
import { signOutEverywhere } from "#lib/services/user-session";
import { signInWays } from "#lib/sign-in-ways";
import { pub } from "./base";

const tags = ["Account"];

const meView = z.strictObject({
  id: z.uuid().toLowerCase(),
  handle: z.string(),
  name: z.string().nullable(),
  email: z.string(),
  emailVerified: z.boolean(),
  isAdmin: z.boolean(),
  hasPassword: z.boolean(),
  hiddenFromBoards: z.boolean(),
  createdAt: z.date(),
  balance: z.int(),
  reviews: z.boolean(),
  identities: z.array(z.string()),
});

const demoView = z.strictObject({
  email: z.string(),
  handle: z.string(),
  name: z.string().nullable(),
  role: z.enum(["admin", "owner", "reviewer", "contributor"]),
  password: z.string(),
});

const waysView = z.strictObject({
  github: z.boolean(),
  google: z.boolean(),
  emailLink: z.boolean(),
  /** True when mails can be sent, so that a forgotten password can be reset without an admin. */
  mail: z.boolean(),
  demo: z.array(demoView),
});

/** The signed-in person's own account. */
export const accountRouter = {
  me: pub
    .route({ method: "GET", path: "/account", tags, summary: "Who I am; null for nobody" })
    .input(z.strictObject({}).optional())
    .output(meView.nullable())
    .handler(({ context }) => readMe(context.ctx)),
  signInOptions: pub
    .route({ method: "GET", path: "/account/sign-in-options", tags, summary: "Ways to sign in at this site" })
    .input(z.strictObject({}).optional())
    .output(waysView)
    .handler(async ({ context }) => ({
      ...signInWays(context.ctx.mail.available),
      mail: context.ctx.mail.available,
      demo: await listDemoSignIns(context.ctx),
    })),
  update: pub
    .route({
      method: "PUT",
      path: "/account",
      tags,
      summary: "Change my name, handle and visibility (browser session only)",
    })
    .input(profileSchema)
    .output(meView)
    .handler(({ context, input }) => updateProfile(context.ctx, input)),
  changePassword: pub
    .route({ method: "POST", path: "/account/password", tags, summary: "Change my password (browser session only)" })
    .input(changePasswordSchema)
    .output(z.strictObject({ email: z.string() }))
    .handler(({ context, input }) => changePassword(context.ctx, input)),
  signOutEverywhere: pub
    .route({ method: "POST", path: "/account/sign-out", tags, summary: "End all my sessions (browser session only)" })
    .input(z.strictObject({}).optional())
    .output(z.strictObject({ done: z.literal(true) }))
    .handler(({ context }) => signOutEverywhere(context.ctx)),
  exportPage: pub
    .route({
      method: "GET",
      path: "/account/export/{section}",
      tags,
      summary: "One page of one part of my data (browser session only)",
    })
    .input(z.strictObject({ section: z.enum(exportSections), cursor: z.string().max(200).optional() }))
    .output(
      z.strictObject({
        items: z.array(z.record(z.string(), z.unknown())),
        files: z.array(z.strictObject({ path: z.string(), url: z.string() })),
        nextCursor: z.string().nullable(),
      }),
    )
    .handler(({ context, input }) => exportPage(context.ctx, input)),
};
