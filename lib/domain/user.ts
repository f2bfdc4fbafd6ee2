import { z } from "zod";
import { limits } from "./limits";
import { countChars, storedText } from "./text";

export const emailSchema = z
  .string({ error: "required" })
  .trim()
  .toLowerCase()
  .max(254, { error: "too_long" })
  .pipe(z.email({ error: "email_shape" }));

export const passwordSchema = z
  .string({ error: "required" })
  .refine((text) => countChars(text) >= limits.passwordMinChars, {
    error: "password_short",
    params: { limit: limits.passwordMinChars },
  })
  .refine((text) => countChars(text) <= limits.passwordMaxChars, {
    error: "too_long",
    params: { limit: limits.passwordMaxChars },
  });

/** Public name in addresses and boards: letters, digits and single hyphens. */
export const handleSchema = z
  .string({ error: "required" })
  .trim()
  .min(limits.handleMinChars, { error: "too_short" })
  .max(limits.handleMaxChars, { error: "too_long" })
  .regex(/^[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*$/, { error: "handle_shape" });

export const signUpSchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  handle: handleSchema,
  name: storedText(limits.nameChars).optional(),
});
export type SignUpInput = z.infer<typeof signUpSchema>;
