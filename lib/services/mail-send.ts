import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { user } from "#db/schema/user";
import { mailLocaleSchema } from "#lib/domain/account";
import { isDemoEmail } from "#lib/domain/demo";
import { type Ctx, inTx } from "./context";
import { enqueueJob } from "./job";
import { mailText } from "./mail-text";
import { type LinkPurpose, makeLink } from "./one-time-token";

const payloadSchema = z.union([
  z.object({ template: z.enum(["confirm", "changed"]), userId: z.uuid().toLowerCase(), locale: mailLocaleSchema }),
  z.object({ template: z.enum(["reset", "known"]), email: z.string(), locale: mailLocaleSchema }),
]);
type MailRequest = z.infer<typeof payloadSchema>;

const linkOf: Partial<Record<MailRequest["template"], LinkPurpose>> = {
  confirm: "confirm",
  reset: "reset",
  known: "reset",
};

/** Asks for a mail in the caller's transaction. The request holds no secret: the link is made when the mail is written. */
export async function enqueueMail(ctx: Ctx, request: MailRequest): Promise<void> {
  await enqueueJob(ctx, { kind: "mail.send", payload: request });
}

/** The job "mail.send": writes the mail to whom it may concern; nobody by that address, no mail. Twice is two mails, both good. */
export async function sendMail(ctx: Ctx, payload: Record<string, unknown>): Promise<void> {
  const request = payloadSchema.parse(payload);
  const [row] = await ctx.db
    .select({ id: user.id, email: user.email, bannedAt: user.bannedAt, emailVerified: user.emailVerified })
    .from(user)
    .where(
      "userId" in request ? eq(user.id, request.userId) : sql`lower(${user.email}) = ${request.email.toLowerCase()}`,
    );
  if (!row || row.bannedAt || isDemoEmail(row.email)) return;
  if (request.template === "confirm" && row.emailVerified) return;
  const purpose = linkOf[request.template];
  const link = purpose ? (await inTx(ctx, (tx) => makeLink(tx, purpose, row.id))).url : "";
  await ctx.mail.send({ to: row.email, ...mailText(request.locale, request.template, link) });
}
