import { and, desc, eq } from "drizzle-orm";
import { consent } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import { consentWording, type Licence } from "#lib/domain/licence";
import type { Ctx } from "./context";
import { hex, sha256 } from "./hash";

/** SHA-256 in hex of the wording a contributor to this project agrees to today. */
export function consentHashOf(project: { licence: string }): string {
  return hex(sha256(consentWording(project.licence as Licence)));
}

/** The row of this person's consent to the present wording; made on the first submission that carries the right hash. */
export async function recordConsent(
  ctx: Ctx,
  project: { id: string; licence: string },
  userId: string,
  shownHash: string,
): Promise<string> {
  const wanted = consentHashOf(project);
  if (shownHash !== wanted) throw new AppError("consent.missing", { details: { expected: wanted } });
  const wordingHash = Uint8Array.from(Buffer.from(wanted, "hex"));
  const [known] = await ctx.db
    .select({ id: consent.id })
    .from(consent)
    .where(and(eq(consent.userId, userId), eq(consent.projectId, project.id), eq(consent.wordingHash, wordingHash)))
    .orderBy(desc(consent.id))
    .limit(1);
  if (known) return known.id;
  const id = ctx.newId();
  await ctx.db.insert(consent).values({
    id,
    userId,
    projectId: project.id,
    licence: project.licence,
    wordingHash,
    createdAt: ctx.now(),
  });
  return id;
}
