import { and, eq, lt } from "drizzle-orm";
import { idempotency } from "#db/schema/auth";
import { AppError } from "#lib/domain/error";
import { actorId } from "./authorise";
import type { Ctx } from "./context";

const KEPT_MS = 24 * 3_600_000;
// A request that was claimed this long ago and never answered died with its process.
const ABANDONED_MS = 60_000;
const WAIT_MS = 10_000;
const POLL_MS = 50;
const SWEEP_ODDS = 1 / 200;
// No real answer is empty, so this marks a request that is still being worked on.
const PENDING = "";

export type Answer = { status: number; body: string };
type Claim = { key: string; requestHash: Uint8Array };

/**
 * Runs `work` once for each key of the acting person: the same request again gets the first answer, a twin that comes meanwhile waits for
 * it, and another request under the same key is refused. Refused and failed requests are not kept: mended, they may use the key again.
 */
export async function answerOnce(
  ctx: Ctx,
  claim: Claim,
  work: () => Promise<Answer>,
): Promise<Answer & { isReplay: boolean }> {
  const found = await claimOrFind(ctx, claim);
  if ("answer" in found) return { ...found.answer, isReplay: true };
  try {
    const answer = await work();
    if (answer.status < 400) await keepAnswer(ctx, claim, found.claimedAt, answer);
    else await dropClaim(ctx, claim, found.claimedAt);
    return { ...answer, isReplay: false };
  } catch (error) {
    await dropClaim(ctx, claim, found.claimedAt);
    throw error;
  } finally {
    if (Math.random() < SWEEP_ODDS) await sweep(ctx);
  }
}

async function claimOrFind(ctx: Ctx, claim: Claim): Promise<{ claimedAt: Date } | { answer: Answer }> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const claimedAt = ctx.now();
    if (await insertClaim(ctx, claim, claimedAt)) return { claimedAt };
    const [row] = await ctx.db.select().from(idempotency).where(isOwn(ctx, claim));
    // Gone between the two statements: the first one was refused, so the key is free again.
    if (!row) continue;
    const ageMs = claimedAt.getTime() - row.createdAt.getTime();
    if (ageMs > KEPT_MS || (row.response === PENDING && ageMs > ABANDONED_MS)) {
      await dropClaim(ctx, claim, row.createdAt);
      continue;
    }
    const details = { key: claim.key };
    if (Buffer.compare(row.requestHash, claim.requestHash) !== 0)
      throw new AppError("idempotency.conflict", { details });
    if (row.response !== PENDING) return { answer: JSON.parse(row.response) as Answer };
    if (Date.now() > deadline) throw new AppError("idempotency.running", { details });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function insertClaim(ctx: Ctx, claim: Claim, createdAt: Date): Promise<boolean> {
  const rows = await ctx.db
    .insert(idempotency)
    .values({ actorId: actorId(ctx), ...claim, response: PENDING, createdAt })
    .onConflictDoNothing()
    .returning({ key: idempotency.key });
  return rows.length > 0;
}

async function keepAnswer(ctx: Ctx, claim: Claim, claimedAt: Date, { status, body }: Answer): Promise<void> {
  await ctx.db
    .update(idempotency)
    .set({ response: JSON.stringify({ status, body }) })
    .where(and(isOwn(ctx, claim), eq(idempotency.createdAt, claimedAt)));
}

/** Only the claim of that instant: one that was taken over meanwhile belongs to another request. */
async function dropClaim(ctx: Ctx, claim: Claim, claimedAt: Date): Promise<void> {
  await ctx.db.delete(idempotency).where(and(isOwn(ctx, claim), eq(idempotency.createdAt, claimedAt)));
}

async function sweep(ctx: Ctx): Promise<void> {
  await ctx.db.delete(idempotency).where(lt(idempotency.createdAt, new Date(ctx.now().getTime() - KEPT_MS)));
}

function isOwn(ctx: Ctx, claim: Claim) {
  return and(eq(idempotency.actorId, actorId(ctx)), eq(idempotency.key, claim.key));
}
