import { randomInt } from "node:crypto";
import { eq } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { account } from "#db/schema/points";
import { slot } from "#db/schema/review";
import { FLAT_RULE, reserveForSubmission } from "#lib/domain/reward";
import { accountId, budgetAccount, deterministicId, reservedAccount } from "./account";
import type { Ctx } from "./context";
import { commitmentOf, hex, type SealedContent } from "./hash";
import { appendEntries } from "./outbox";
import { addToCounts, type ProjectRow } from "./project-find";
import { postTransfers } from "./transfer";

export type NewContribution = SealedContent & { id: string; language: string };

type Arrival = {
  project: ProjectRow;
  authorId: string;
  consentId: string;
  consentHash: string;
  batchId?: string;
  /** Names the reservation, so that the same arrival can never reserve twice. */
  reserveId: string;
};

export type Added = {
  added: string[];
  /** Refused because the content is in the project already (or earlier in this list). */
  duplicates: NewContribution[];
  /** Refused because the budget does not cover them. */
  unfunded: NewContribution[];
};

/**
 * The one way a contribution comes in, alone or by the hundred: rows, review slots, reservation, ledger entries and counts in the
 * caller's transaction. The budget is looked at first, so a promise is only made when it is covered.
 */
export async function addContributions(ctx: Ctx, arrival: Arrival, rows: readonly NewContribution[]): Promise<Added> {
  const { project } = arrival;
  const price = reserveForSubmission(project);
  const funded =
    price === 0 ? rows.length : Math.min(rows.length, Math.floor((await lockBudget(ctx, project.id)) / price));
  const unfunded = rows.slice(funded);
  const offered = rows.slice(0, funded);
  const inserted = new Set(await insertRows(ctx, arrival, offered, price));
  const added = offered.filter((row) => inserted.has(row.id));
  if (added.length > 0) {
    await insertSlots(
      ctx,
      project,
      arrival.authorId,
      added.map((row) => row.id),
      1,
    );
    await postTransfers(ctx, [
      {
        id: arrival.reserveId,
        debit: budgetAccount(project.id),
        credit: reservedAccount(project.id),
        amount: price * added.length,
        kind: "reserve",
        rule: FLAT_RULE,
        projectId: project.id,
        contributionId: arrival.batchId ? undefined : added[0]?.id,
        batchId: arrival.batchId,
      },
    ]);
    await appendEntries(
      ctx,
      added.map((row) => submittedEntry(ctx, arrival, row)),
    );
    await addToCounts(ctx, project.id, { in_review: added.length });
  }
  return { added: added.map((row) => row.id), duplicates: offered.filter((row) => !inserted.has(row.id)), unfunded };
}

// Locking the budget first keeps two arrivals from both counting on the same points.
async function lockBudget(ctx: Ctx, projectId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ balance: account.balance })
    .from(account)
    .where(eq(account.id, accountId(budgetAccount(projectId))))
    .for("update");
  return row?.balance ?? 0;
}

async function insertRows(
  ctx: Ctx,
  arrival: Arrival,
  rows: readonly NewContribution[],
  reserved: number,
): Promise<string[]> {
  if (rows.length === 0) return [];
  const { project } = arrival;
  const inserted = await ctx.db
    .insert(contribution)
    .values(
      rows.map((row) => ({
        id: row.id,
        projectId: project.id,
        authorId: arrival.authorId,
        batchId: arrival.batchId ?? null,
        status: "in_review" as const,
        language: row.language,
        content: row.content,
        contentHash: row.contentHash,
        salt: row.salt,
        consentId: arrival.consentId,
        policyVersion: project.policyVersion,
        acceptPrice: project.acceptPrice,
        reviewPrice: project.reviewPrice,
        reviewsWanted: project.reviewsWanted,
        reserved,
        createdAt: ctx.now(),
      })),
    )
    .onConflictDoNothing()
    .returning({ id: contribution.id });
  return inserted.map((row) => row.id);
}

/** One open slot for each wanted review of a round. */
export async function insertSlots(
  ctx: Ctx,
  project: { id: string; reviewsWanted: number },
  authorId: string,
  contributionIds: readonly string[],
  round: number,
): Promise<void> {
  const hour = Math.floor(ctx.now().getTime() / 3_600_000);
  const rows = contributionIds.flatMap((contributionId) => {
    const orderKey = hour * 2 ** 20 + randomInt(2 ** 20);
    return Array.from({ length: project.reviewsWanted }, (_, ordinal) => ({
      id: deterministicId("slot", contributionId, round, ordinal),
      projectId: project.id,
      contributionId,
      round,
      authorId,
      orderKey,
      state: "open" as const,
    }));
  });
  await ctx.db.insert(slot).values(rows);
}

function submittedEntry(ctx: Ctx, arrival: Arrival, row: NewContribution) {
  return {
    v: 1,
    id: deterministicId("contribution.submitted", row.id),
    at: ctx.now().toISOString(),
    kind: "contribution.submitted",
    contribution: row.id,
    project: arrival.project.id,
    author: arrival.authorId,
    batch: arrival.batchId ?? null,
    commitment: hex(commitmentOf(row)),
    licence: arrival.project.licence,
    consentHash: arrival.consentHash,
    policyVersion: arrival.project.policyVersion,
  } as const;
}
