import { z } from "zod";
import { linkSecretSchema, requestResetSchema, resetSchema, setupSchema, signUpFormSchema } from "#lib/domain/account";
import { checkSetupLink, completeSetup } from "#lib/services/setup";
import { readResetLink, requestReset, resetPassword } from "#lib/services/user-password";
import { confirmEmail, signUp } from "#lib/services/user-sign-up";
import { pub } from "./base";

const tags = ["Users"];
const linkInput = z.strictObject({ token: linkSecretSchema });
const emailOutput = z.strictObject({ email: z.string() });

/** What people do before they are signed in. */
export const userRouter = {
  signUp: pub
    .route({ method: "POST", path: "/users", tags, summary: "Make an account", successStatus: 201 })
    .input(signUpFormSchema)
    .output(z.strictObject({ next: z.enum(["sign_in", "confirm"]) }))
    .handler(({ context, input }) => signUp(context.ctx, { ...input, address: context.call.address })),
  confirmEmail: pub
    .route({ method: "POST", path: "/users/confirm", tags, summary: "Confirm an e-mail address by its mailed link" })
    .input(linkInput)
    .output(emailOutput)
    .handler(({ context, input }) => confirmEmail(context.ctx, input)),
  requestReset: pub
    .route({ method: "POST", path: "/users/request-reset", tags, summary: "Ask for a password reset link by e-mail" })
    .input(requestResetSchema)
    .output(z.strictObject({ sent: z.literal(true) }))
    .handler(({ context, input }) => requestReset(context.ctx, { ...input, address: context.call.address })),
  // A POST, so that the secret stands in no address and no access log.
  readResetLink: pub
    .route({ method: "POST", path: "/users/read-reset", tags, summary: "Whose password a reset link would set" })
    .input(linkInput)
    .output(emailOutput)
    .handler(({ context, input }) => readResetLink(context.ctx, input)),
  resetPassword: pub
    .route({ method: "POST", path: "/users/reset", tags, summary: "Set a new password by a reset link" })
    .input(resetSchema)
    .output(emailOutput)
    .handler(({ context, input }) => resetPassword(context.ctx, input)),
  checkSetup: pub
    .route({ method: "POST", path: "/setup/check", tags, summary: "Whether the link for the first admin still works" })
    .input(linkInput)
    .output(z.strictObject({ usable: z.literal(true) }))
    .handler(({ context, input }) => checkSetupLink(context.ctx, input)),
  completeSetup: pub
    .route({ method: "POST", path: "/setup", tags, summary: "Make the first admin by the link printed at start" })
    .input(setupSchema)
    .output(emailOutput)
    .handler(({ context, input }) => completeSetup(context.ctx, input)),
};
