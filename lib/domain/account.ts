import { z } from "zod";
import { limits } from "./limits";
import { MILLI_PER_POINT, parsePoints } from "./points";
import { storedText } from "./text";
import { emailSchema, handleSchema, passwordSchema, signUpSchema } from "./user";

/** Languages that mails are written in; the interface's own. */
export const mailLocaleSchema = z.enum(["en", "zh-TW"]).default("en");
export type MailLocale = z.infer<typeof mailLocaleSchema>;

/** Secret of a one-time link: 32 random bytes in base64url. */
export const linkSecretSchema = z.string({ error: "required" }).max(100, { error: "wrong_format" });

export const signUpFormSchema = signUpSchema.extend({ locale: mailLocaleSchema });
export const requestResetSchema = z.strictObject({ email: emailSchema, locale: mailLocaleSchema });
export const resetSchema = z.strictObject({ token: linkSecretSchema, password: passwordSchema });
export const setupSchema = signUpSchema.extend({ token: linkSecretSchema });

export const changePasswordSchema = z.strictObject({
  /** Empty for a person who has none yet (they sign in through GitHub, Google or a link). */
  current: z.string({ error: "required" }).max(limits.passwordMaxChars, { error: "too_long" }),
  next: passwordSchema,
  locale: mailLocaleSchema,
});

export const profileSchema = z.strictObject({
  handle: handleSchema,
  /** Shown beside the handle; null for none. */
  name: storedText(limits.nameChars).nullable(),
  hiddenFromBoards: z.boolean({ error: "wrong_type" }),
});
export type ProfileInput = z.infer<typeof profileSchema>;

/** Points that an admin moves: milli-points, above zero, to the largest budget. */
export const amountSchema = z
  .int({ error: "not_integer" })
  .min(1, { error: "too_small" })
  .max(limits.maxBudgetPoints * MILLI_PER_POINT, { error: "too_large" });

/** The same as a person types it, in points: "1,000" or "12.5". */
export const amountTextSchema = z
  .string()
  .transform((text, ctx) => {
    const milli = parsePoints(text.replace(/[\s,_]/g, ""));
    if (milli !== undefined) return milli;
    ctx.addIssue({ code: "custom", message: text.trim() === "" ? "required" : "amount_shape" });
    return z.NEVER;
  })
  .pipe(amountSchema);

/** Why a transfer is corrected: shown to the person on their statement. */
export const correctionReasonSchema = storedText(limits.feedbackChars, 10);

export const mintNoteSchema = storedText(limits.summaryChars, 3);
export const banReasonSchema = storedText(limits.feedbackChars, 3);

/** Parts of the export of one's own data; each is read in pages. */
export const exportSections = [
  "profile",
  "contributions",
  "revisions",
  "drafts",
  "uploads",
  "reviews",
  "answers",
  "skips",
  "lapses",
  "transfers",
  "consents",
  "memberships",
  "tokens",
] as const;
export type ExportSection = (typeof exportSections)[number];
