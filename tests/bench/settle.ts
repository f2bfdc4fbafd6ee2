import { eq, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { account } from "#db/schema/points";
import { slot } from "#db/schema/review";
import { accountId, budgetAccount } from "#lib/services/account";
import { recordConsent } from "#lib/services/consent";
import { inTx } from "#lib/services/context";
import { addContributions } from "#lib/services/contribution-add";
import { sealContent } from "#lib/services/hash";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { sealDueReviews } from "#lib/services/review-seal";
import { as, makeProject, makeUser, type TestCtx } from "#tests/support/ctx";
import { bareTransactions } from "./bare";
import { type Figure, timed } from "./report";

const CHUNK = 500;

/** Puts `count` items of one author into a project, by the service that every contribution comes through. */
export async function fillProject(ctx: TestCtx, count: number, reviewsWanted: number, reviewers: string[]) {
  const authorId = await makeUser(ctx);
  const project = await makeProject(ctx, { reviewers, reviewsWanted, budget: 10_000_000_000 });
  const consentId = await recordConsent(ctx, project, authorId, project.consentHash);
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - start) }, (_, position) => ({
      ...sealContent({ text: `Sentence number ${start + position} of ${project.slug}` }),
      id: ctx.newId(),
      language: "en",
    }));
    await inTx(ctx, (tx) =>
      addContributions(
        tx,
        {
          project,
          authorId,
          consentId,
          consentHash: project.consentHash,
          batchId: ctx.newId(),
          reserveId: ctx.newId(),
        },
        rows,
      ),
    );
  }
  return project;
}

/** Verdicts of single-review items, decided one by one and sealed by the loop's batches. */
export async function measureVerdicts(ctx: TestCtx, items: number): Promise<Figure[]> {
  const reviewers = await Promise.all(Array.from({ length: 4 }, () => makeUser(ctx)));
  const project = await fillProject(ctx, items, 1, reviewers);
  const slots = await ctx.db.select().from(slot).where(eq(slot.projectId, project.id));
  await queryRows(
    ctx.db,
    sql`update slot set state = 'decided', holder_id = ${reviewers[0]}, decision = 'accept', seals_at = ${ctx.now().toISOString()}::timestamptz where project_id = ${project.id}`,
  );
  let sealed = 0;
  const sealing = await timed(async () => {
    for (let count = await sealDueReviews(ctx); count > 0; count = await sealDueReviews(ctx)) sealed += count;
  });
  const single = await fillProject(ctx, 200, 1, reviewers);
  const me = as(ctx, reviewers[1] ?? "");
  const deciding = await timed(async () => {
    for (let turn = 0; turn < 200; turn += 1) {
      const claimed = await claimSlots(me, { project: single.slug, wanted: 1 });
      await decideReview(me, { slotId: claimed.slots[0]?.id ?? "", decision: "accept", undoMs: 0 });
    }
  });
  const bare = await bareTransactions(ctx, 1, 300);
  const [budget] = await ctx.db
    .select()
    .from(account)
    .where(eq(account.id, accountId(budgetAccount(project.id))));
  if (sealed !== slots.length || !budget) throw new Error(`sealed ${sealed} of ${slots.length}`);
  return [
    {
      name: "verdicts settled, sealed in batches",
      value: sealed / (sealing / 1000),
      unit: "per second",
      baseline: { name: "one-row transactions, one client", value: bare.perSecond },
    },
    {
      name: "claim, decide and settle one by one, one client",
      value: 200 / (deciding / 1000),
      unit: "per second",
      baseline: { name: "one-row transactions, one client", value: bare.perSecond },
    },
  ];
}
