import { z } from "zod";
import { limits } from "./limits";
import { tokenScopes } from "./policy";
import { storedText } from "./text";

export const createTokenSchema = z.strictObject({
  name: storedText(limits.labelChars),
  scopes: z
    .array(z.enum(tokenScopes))
    .min(1, { error: "too_few" })
    .transform((scopes) => [...new Set(scopes)]),
  /** Days until it expires; null for a token without an end. */
  expiresInDays: z.int().min(1).max(3650).nullable().default(90),
});
export type CreateTokenInput = z.infer<typeof createTokenSchema>;
