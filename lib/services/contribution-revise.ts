import { and, eq } from "drizzle-orm";
import { contribution, draft, revision } from "#db/schema/contribution";
import { project } from "#db/schema/project";
import type { ReviseInput } from "#lib/domain/contribution";
import type { DeclarationInput } from "#lib/domain/declaration";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { FLAT_RULE, GRANT_RULE, reserveForRevision } from "#lib/domain/reward";
import { budgetAccount, deterministicId, reservedAccount, treasuryAccount } from "./account";
import { actorId, authorise } from "./authorise";
import { type Ctx, databaseConstraint, inTx } from "./context";
import { insertSlots } from "./contribution-add";
import { findByContent } from "./contribution-submit";
import { type Declaration, findDeclaration, recordDeclaration } from "./declaration";
import { elsewhereError, findElsewhere } from "./duplicate-elsewhere";
import { addFlags, flagContent } from "./flag";
import { commitmentOf, hex, type SealedContent, sealContent } from "./hash";
import { checkLanguage } from "./language-check";
import { findNeighbours, keepKeys } from "./near";
import { nearError } from "./near-show";
import { appendEntries } from "./outbox";
import { parseContent } from "./parse";
import { addToCounts, getProjectById, type ProjectRow } from "./project-find";
import { postTransfers, type TransferPlan } from "./transfer";
import { bindUpload } from "./upload-use";

type Row = typeof contribution.$inferSelect;

/** The author answers a request for changes: the old version is kept, a new round of reviews opens. */
export async function reviseContribution(ctx: Ctx, input: ReviseInput): Promise<{ id: string; round: number }> {
  const authorId = actorId(ctx);
  const [row] = await ctx.db
    .select()
    .from(contribution)
    .where(and(eq(contribution.id, input.id), eq(contribution.authorId, authorId)));
  if (!row) throw new AppError("contribution.not_found", { details: { contribution: input.id } });
  const project = await getProjectById(ctx, row.projectId);
  await authorise(ctx, "contribution.submit", project.id);
  const content = parseContent(project, input.content);
  const sealed = sealContent(content);
  if (Buffer.compare(sealed.contentHash, row.contentHash) === 0) throw new AppError("contribution.unchanged");
  if (row.status !== "changes_requested" || row.round !== input.round || row.round >= limits.maxRounds) {
    throw new AppError("contribution.wrong_state", { details: { status: row.status, round: row.round } });
  }
  const looksLike = checkLanguage(project, content, row.language);
  const flagged = flagContent(project, content, input.personalStatement);
  try {
    return await inTx(ctx, async (tx) => {
      await bindUpload(tx, content, { userId: authorId, projectId: project.id, contributionId: row.id });
      const holder = (await findElsewhere(tx, project, [sealed])).get(hex(sealed.contentHash));
      if (holder) throw elsewhereError(holder);
      const found = await findNeighbours(tx, project, [{ id: row.id, content: sealed.content }], () => true);
      const near = found.neighbours.get(row.id) ?? null;
      if (near && project.nearDuplicates === "refuse") throw await nearError(tx, near);
      const declared = await redeclare(tx, project, row, input.declaration);
      const opened = await openRound(tx, row, sealed, declared);
      const what = { found: [], statement: null, ...flagged, near, looksLike };
      if (flagged || near || looksLike) await addFlags(tx, [{ ...what, contributionId: row.id, round: opened.round }]);
      await keepKeys(tx, found, new Set([row.id]));
      return opened;
    });
  } catch (error) {
    if (!["contribution_content_key", "contribution_media_key"].includes(databaseConstraint(error) ?? "")) throw error;
    const first = await findByContent(ctx, row.projectId, sealed);
    throw new AppError("contribution.duplicate", { details: { contribution: first ?? null }, cause: error });
  }
}

/** A revision is declared anew, under the licence that the contribution came in with. */
async function redeclare(ctx: Ctx, project: ProjectRow, row: Row, input: DeclarationInput): Promise<Declaration> {
  const licence = (await findDeclaration(ctx, row.declarationId))?.licence ?? project.licence;
  return recordDeclaration(ctx, { ...project, licence, otherLicences: [] }, row.authorId, input);
}

async function openRound(
  ctx: Ctx,
  row: Row,
  sealed: SealedContent,
  declared: Declaration,
): Promise<{ id: string; round: number }> {
  const round = row.round + 1;
  const amount = reserveForRevision(row);
  const [moved] = await ctx.db
    .update(contribution)
    .set({
      ...sealed,
      declarationId: declared.id,
      status: "in_review",
      round,
      reserved: row.reserved + amount,
      decidedAt: null,
    })
    .where(
      and(
        eq(contribution.id, row.id),
        eq(contribution.status, "changes_requested"),
        eq(contribution.round, row.round),
        eq(contribution.reserved, row.reserved),
      ),
    )
    .returning({ id: contribution.id });
  if (!moved) throw new AppError("contribution.wrong_state", { details: { status: row.status, round: row.round } });
  await ctx.db.insert(revision).values({
    contributionId: row.id,
    round: row.round,
    content: row.content,
    contentHash: row.contentHash,
    salt: row.salt,
    declarationId: row.declarationId,
    createdAt: ctx.now(),
  });
  await insertSlots(ctx, { id: row.projectId, reviewsWanted: row.reviewsWanted }, row.authorId, [row.id], round);
  await reserveRound(ctx, row, round, amount);
  const body = {
    id: deterministicId("contribution.revised", row.id, round),
    at: ctx.now().toISOString(),
    kind: "contribution.revised",
    contribution: row.id,
    project: row.projectId,
    author: row.authorId,
    round,
    commitment: hex(commitmentOf(sealed)),
  } as const;
  await appendEntries(ctx, [{ ...body, v: 2, declaration: declared.hash }]);
  await ctx.db.delete(draft).where(and(eq(draft.userId, row.authorId), eq(draft.key, row.id)));
  await addToCounts(ctx, row.projectId, { changes_requested: -1, in_review: 1 });
  return { id: row.id, round };
}

async function reserveRound(ctx: Ctx, row: Row, round: number, amount: number): Promise<void> {
  const [closed] = await ctx.db
    .select({ id: project.id })
    .from(project)
    .where(and(eq(project.id, row.projectId), eq(project.state, "closed")));
  // The promise outlives the project: its budget went back to the treasury, and the new round's reviews come from there.
  const drawn: TransferPlan = {
    id: deterministicId("fund", row.id, round),
    debit: treasuryAccount,
    credit: budgetAccount(row.projectId),
    amount: closed ? amount : 0,
    kind: "fund",
    rule: GRANT_RULE,
    projectId: row.projectId,
  };
  try {
    await postTransfers(ctx, [
      drawn,
      {
        id: deterministicId("reserve", row.id, round),
        debit: budgetAccount(row.projectId),
        credit: reservedAccount(row.projectId),
        amount,
        kind: "reserve",
        rule: FLAT_RULE,
        projectId: row.projectId,
        contributionId: row.id,
        round,
      },
    ]);
  } catch (error) {
    if (error instanceof AppError && error.reason === "transfer.overdraft") {
      throw new AppError("budget.exhausted", { details: { project: row.projectId }, cause: error });
    }
    throw error;
  }
}
