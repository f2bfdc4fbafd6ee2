import { and, eq, ne, or } from "drizzle-orm";
import { contribution, draft } from "#db/schema/contribution";
import type { SubmitInput } from "#lib/domain/contribution";
import { AppError } from "#lib/domain/error";
import { deterministicId } from "./account";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { addContributions } from "./contribution-add";
import { recordRights } from "./declaration";
import { elsewhereError } from "./duplicate-elsewhere";
import { flagContent } from "./flag";
import { hex, type SealedContent, sealContent } from "./hash";
import { checkLanguage } from "./language-check";
import { nearError } from "./near-show";
import { parseContent } from "./parse";
import { getProjectFor, type ProjectRow } from "./project-find";
import { bindUpload } from "./upload-use";

/** `contentHash`: the SHA-256 in hex that duplicates are found by. */
export type Submitted = { id: string; contentHash: string };

/** Takes one contribution. The client makes the id: sending the same twice (double click, retry) gives the first answer again. */
export async function submitContribution(ctx: Ctx, input: SubmitInput): Promise<Submitted> {
  const project = await getProjectFor(ctx, input.project, "contribution.submit");
  const authorId = actorId(ctx);
  const parsed = parseContent(project, input.content);
  const content = sealContent(parsed);
  const known = await findSubmitted(ctx, input.id, authorId, content.contentHash);
  if (known) return known;
  assertOpen(project, input.language);
  const looksLike = checkLanguage(project, parsed, input.language);
  const flagged = flagContent(project, parsed, input.personalStatement);
  return inTx(ctx, async (tx) => {
    await bindUpload(tx, parsed, { userId: authorId, projectId: project.id, contributionId: input.id });
    const { declared, consentId } = await recordRights(tx, project, authorId, input);
    const arrival = {
      project,
      authorId,
      consentId,
      consentHash: input.consentHash,
      declaration: declared,
      reserveId: deterministicId("reserve", input.id, 1),
    };
    const result = await addContributions(tx, arrival, [
      { ...content, id: input.id, language: input.language, flagged, looksLike },
    ]);
    if (result.unfunded.length > 0) throw new AppError("budget.exhausted", { details: { project: project.slug } });
    if (result.elsewhere[0]) throw elsewhereError(result.elsewhere[0].holder);
    if (result.alike[0]) throw await nearError(tx, result.alike[0].near);
    if (result.duplicates.length > 0) {
      // The same id may just have been committed by this submission's twin (a double click): then it is no duplicate.
      const twin = await findSubmitted(tx, input.id, authorId, content.contentHash);
      if (twin) return twin;
      throw await duplicateError(tx, project.id, content);
    }
    await tx.db
      .delete(draft)
      .where(and(eq(draft.userId, authorId), eq(draft.projectId, project.id), eq(draft.key, "new")));
    return { id: input.id, contentHash: hex(content.contentHash) };
  });
}

/** Throws unless the project takes contributions now, and in this language when one is given. */
export function assertOpen(project: ProjectRow, language?: string): void {
  if (project.state !== "open") {
    throw new AppError("project.not_open", { details: { project: project.slug, state: project.state } });
  }
  if (language !== undefined && !project.languages.includes(language)) {
    throw new AppError("contribution.language", { details: { language, languages: project.languages.join(", ") } });
  }
}

async function findSubmitted(
  ctx: Ctx,
  id: string,
  authorId: string,
  contentHash: Uint8Array,
): Promise<Submitted | undefined> {
  const [row] = await ctx.db.select().from(contribution).where(eq(contribution.id, id));
  if (!row) return undefined;
  if (row.authorId !== authorId || Buffer.compare(row.contentHash, contentHash) !== 0) {
    throw new AppError("idempotency.conflict", { details: { key: id } });
  }
  return { id, contentHash: hex(contentHash) };
}

async function duplicateError(ctx: Ctx, projectId: string, content: SealedContent): Promise<AppError> {
  const first = await findByContent(ctx, projectId, content);
  return new AppError("contribution.duplicate", { details: { contribution: first ?? null } });
}

/** Id of the contribution that holds this content, or is about the same image, in the project, withdrawn ones aside. */
export async function findByContent(
  ctx: Ctx,
  projectId: string,
  { contentHash, mediaHash }: Pick<SealedContent, "contentHash" | "mediaHash">,
): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ id: contribution.id })
    .from(contribution)
    .where(
      and(
        eq(contribution.projectId, projectId),
        or(eq(contribution.contentHash, contentHash), mediaHash ? eq(contribution.mediaHash, mediaHash) : undefined),
        ne(contribution.status, "withdrawn"),
      ),
    );
  return row?.id;
}
