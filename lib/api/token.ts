import { z } from "zod";
import { tokenScopes } from "#lib/domain/policy";
import { createTokenSchema } from "#lib/domain/token";
import { createToken, listTokens, revokeToken } from "#lib/services/token";
import { pub } from "./base";

const tags = ["Tokens"];

const tokenView = z.strictObject({
  id: z.uuid().toLowerCase(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.enum(tokenScopes)),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
});

export const tokenRouter = {
  list: pub
    .route({ method: "GET", path: "/tokens", tags, summary: "List my API tokens (browser session only)" })
    .input(z.strictObject({}).optional())
    .output(z.array(tokenView))
    .handler(({ context }) => listTokens(context.ctx)),
  create: pub
    .route({
      method: "POST",
      path: "/tokens",
      tags,
      summary: "Make an API token; its secret is shown once (browser session only)",
      successStatus: 201,
    })
    .input(createTokenSchema)
    .output(tokenView.extend({ secret: z.string() }))
    .handler(({ context, input }) => createToken(context.ctx, input)),
  revoke: pub
    .route({ method: "DELETE", path: "/tokens/{id}", tags, summary: "End an API token (browser session only)" })
    .input(z.strictObject({ id: z.uuid().toLowerCase() }))
    .output(z.strictObject({ id: z.uuid().toLowerCase() }))
    .handler(({ context, input }) => revokeToken(context.ctx, input)),
};
