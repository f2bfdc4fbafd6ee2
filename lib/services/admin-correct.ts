import { and, desc, eq, inArray } from "drizzle-orm";
import { entry } from "#db/schema/ledger";
import { account, transfer } from "#db/schema/points";
import { project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { AppError, isAppError } from "#lib/domain/error";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { CORRECT_RULE } from "#lib/domain/reward";
import { accountId, budgetAccount, userAccount } from "./account";
import { recordAudit } from "./audit";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { cursorOfPlace, pastCursor } from "./project-cursor";
import { returnFreeBudget } from "./project-return";
import { addScores } from "./score-add";
import { postTransfers } from "./transfer";

type Correction = { id: string; transferId: string; amount: number };

/**
 * Takes an award or a fee back by its opposite: from the person's account to the project's budget, with the reason on their
 * statement. The original stays. Each can be reversed once; sending the same correction again changes nothing.
 */
export async function correctTransfer(
  ctx: Ctx,
  input: { id: string; transferId: string; reason: string },
): Promise<Correction> {
  await authorise(ctx, "transfer.correct");
  const original = await getCorrectable(ctx, input.transferId);
  try {
    return await inTx(ctx, async (tx) => {
      const done = await findCorrection(tx, input);
      if (done) return done;
      await postTransfers(tx, [
        {
          id: input.id,
          debit: userAccount(original.userId),
          credit: budgetAccount(original.projectId),
          amount: original.amount,
          kind: "correct",
          rule: CORRECT_RULE,
          projectId: original.projectId,
          contributionId: original.contributionId ?? undefined,
          round: original.round ?? undefined,
          reversesId: input.transferId,
          reason: input.reason,
        },
      ]);
      await returnFreeBudget(tx, [original.projectId]);
      await addScores(tx, [{ userId: original.userId, projectId: original.projectId, points: -original.amount }]);
      await recordAudit(tx, {
        action: "transfer.corrected",
        subjectId: original.userId,
        detail: { transfer: input.transferId, amount: original.amount, reason: input.reason },
      });
      return { id: input.id, transferId: input.transferId, amount: original.amount };
    });
  } catch (error) {
    // Two at once: the first took the points, so the second finds too few of them, or its id taken.
    const isSecond = isAppError(error, "transfer.conflict") || isAppError(error, "transfer.overdraft");
    const done = isSecond ? await findCorrection(ctx, input) : undefined;
    if (done) return done;
    throw error;
  }
}

/** The correction of this very id, already made; throws when another one reversed the transfer. */
async function findCorrection(ctx: Ctx, input: { id: string; transferId: string }): Promise<Correction | undefined> {
  const [row] = await ctx.db.select().from(transfer).where(eq(transfer.reversesId, input.transferId));
  if (!row) return undefined;
  if (row.id !== input.id) throw new AppError("transfer.already_reversed");
  return { id: row.id, transferId: input.transferId, amount: row.amount };
}

async function getCorrectable(ctx: Ctx, id: string) {
  const [row] = await ctx.db
    .select({ transfer, userId: account.ownerId, accountKind: account.kind })
    .from(transfer)
    .innerJoin(account, eq(account.id, transfer.creditAccountId))
    .where(eq(transfer.id, id));
  if (!row) throw new AppError("transfer.not_found", { details: { transfer: id } });
  const { kind, projectId, amount, contributionId, round } = row.transfer;
  const isPaid = (kind === "award" || kind === "fee") && row.accountKind === "user_available";
  if (!isPaid || !row.userId || !projectId) throw new AppError("transfer.not_correctable", { details: { kind } });
  return { userId: row.userId, projectId, amount, contributionId, round };
}

export type PaidLine = {
  id: string;
  createdAt: Date;
  kind: "award" | "fee";
  amount: number;
  project: { slug: string; name: string } | null;
  contributionId: string | null;
  entryIndex: number | null;
  /** When and why it was taken back; null while it stands. */
  correction: { at: Date; reason: string | null } | null;
};

/** Awards and fees of one person, newest first, for the admin who may have to take one back. */
export async function listPaid(ctx: Ctx, input: PageInput & { userId: string }): Promise<Page<PaidLine>> {
  await authorise(ctx, "transfer.correct");
  const [person] = await ctx.db.select({ id: user.id }).from(user).where(eq(user.id, input.userId));
  if (!person) throw new AppError("user.not_found", { details: { user: input.userId } });
  const rows = await ctx.db
    .select({ transfer, slug: project.slug, name: project.name, entryIndex: entry.index })
    .from(transfer)
    .leftJoin(project, eq(project.id, transfer.projectId))
    .leftJoin(entry, eq(entry.id, transfer.id))
    .where(
      and(
        eq(transfer.creditAccountId, accountId(userAccount(person.id))),
        inArray(transfer.kind, ["award", "fee"]),
        pastCursor(input.cursor, transfer, "older"),
      ),
    )
    .orderBy(desc(transfer.createdAt), desc(transfer.id))
    .limit(input.limit + 1);
  const corrections = await findCorrections(
    ctx,
    rows.map((row) => row.transfer.id),
  );
  const lines = rows.map(({ transfer: row, slug, name, entryIndex }) => ({
    id: row.id,
    createdAt: row.createdAt,
    kind: row.kind as PaidLine["kind"],
    amount: row.amount,
    project: slug && name ? { slug, name } : null,
    contributionId: row.contributionId,
    entryIndex,
    correction: corrections.get(row.id) ?? null,
  }));
  return pageOf(lines, input.limit, cursorOfPlace);
}

async function findCorrections(ctx: Ctx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, NonNullable<PaidLine["correction"]>>();
  const rows = await ctx.db
    .select({ reversesId: transfer.reversesId, at: transfer.createdAt, reason: transfer.reason })
    .from(transfer)
    .where(inArray(transfer.reversesId, [...ids]));
  return new Map(rows.map(({ reversesId, at, reason }) => [reversesId ?? "", { at, reason }]));
}
