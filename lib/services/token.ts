import { randomBytes } from "node:crypto";
import { and, count, desc, eq, gt, isNull, lt, or } from "drizzle-orm";
import { apiToken } from "#db/schema/auth";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { type TokenScope, tokenScopes } from "#lib/domain/policy";
import type { CreateTokenInput } from "#lib/domain/token";
import { actorId, authorise } from "./authorise";
import { type Actor, type Ctx, inTx } from "./context";
import { sha256 } from "./hash";
import { consumeLimit } from "./rate-limit";

const PREFIX = "assay_";
const SECRET = /^assay_[A-Za-z0-9_-]{43}$/;
const DAY_MS = 86_400_000;
// "Last used" is shown to the minute: one write a minute and token, however busy it is.
const USE_STEP_MS = 60_000;

export type TokenView = {
  id: string;
  name: string;
  /** First characters of the secret, to tell tokens apart. */
  hint: string;
  scopes: TokenScope[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

/** Makes a token for the signed-in person. The secret is in this answer only: what is kept is its SHA-256. */
export async function createToken(ctx: Ctx, input: CreateTokenInput): Promise<TokenView & { secret: string }> {
  await authorise(ctx, "token.manage_own");
  const userId = actorId(ctx);
  await consumeLimit(ctx, "token.create", userId);
  const secret = PREFIX + randomBytes(32).toString("base64url");
  return inTx(ctx, async (tx) => {
    // The person's row is the lock: two tabs together stay under the limit.
    await tx.db.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
    const [live] = await tx.db.select({ count: count() }).from(apiToken).where(isLive(tx, userId));
    if ((live?.count ?? 0) >= limits.tokensPerUser) {
      throw new AppError("token.too_many", { details: { max: limits.tokensPerUser } });
    }
    const now = tx.now();
    const expiresAt = input.expiresInDays === null ? null : new Date(now.getTime() + input.expiresInDays * DAY_MS);
    const row: typeof apiToken.$inferInsert = {
      id: tx.newId(),
      userId,
      name: input.name,
      hash: sha256(secret),
      hint: secret.slice(0, PREFIX.length + 4),
      scopes: input.scopes,
      createdAt: now,
      expiresAt,
    };
    await tx.db.insert(apiToken).values(row);
    return { ...viewOf({ ...row, expiresAt, lastUsedAt: null }), secret };
  });
}

/** The person's tokens that still work, newest first; at most `limits.tokensPerUser`. */
export async function listTokens(ctx: Ctx): Promise<TokenView[]> {
  await authorise(ctx, "token.manage_own");
  const rows = await ctx.db
    .select()
    .from(apiToken)
    .where(isLive(ctx, actorId(ctx)))
    .orderBy(desc(apiToken.id));
  return rows.map(viewOf);
}

/** Ends a token at once. Ending it twice is the same as once. */
export async function revokeToken(ctx: Ctx, input: { id: string }): Promise<{ id: string }> {
  await authorise(ctx, "token.manage_own");
  const own = and(eq(apiToken.id, input.id), eq(apiToken.userId, actorId(ctx)));
  const [ended] = await ctx.db
    .update(apiToken)
    .set({ revokedAt: ctx.now() })
    .where(and(own, isNull(apiToken.revokedAt)))
    .returning({ id: apiToken.id });
  if (ended) return ended;
  const [known] = await ctx.db.select({ id: apiToken.id }).from(apiToken).where(own);
  if (!known) throw new AppError("token.not_found", { details: { token: input.id } });
  return known;
}

/** Who a bearer token speaks for. Unknown, ended and expired ones are refused alike, so that trying tells nothing. */
export async function authenticateToken(ctx: Ctx, secret: string): Promise<Actor> {
  if (!SECRET.test(secret)) throw new AppError("auth.token_invalid");
  const now = ctx.now();
  const [row] = await ctx.db
    .select({ token: apiToken, isAdmin: user.isAdmin, bannedAt: user.bannedAt })
    .from(apiToken)
    .innerJoin(user, eq(user.id, apiToken.userId))
    .where(eq(apiToken.hash, sha256(secret)));
  const isGone = !row || row.token.revokedAt || (row.token.expiresAt && row.token.expiresAt <= now);
  if (isGone) throw new AppError("auth.token_invalid");
  if (row.bannedAt) throw new AppError("auth.banned");
  await noteUse(ctx, row.token);
  return { kind: "user", userId: row.token.userId, isAdmin: row.isAdmin, scopes: scopesOf(row.token.scopes) };
}

async function noteUse(ctx: Ctx, token: { id: string; lastUsedAt: Date | null }): Promise<void> {
  const before = new Date(ctx.now().getTime() - USE_STEP_MS);
  if (token.lastUsedAt && token.lastUsedAt >= before) return;
  await ctx.db
    .update(apiToken)
    .set({ lastUsedAt: ctx.now() })
    .where(and(eq(apiToken.id, token.id), or(isNull(apiToken.lastUsedAt), lt(apiToken.lastUsedAt, before))));
}

function isLive(ctx: Ctx, userId: string) {
  const notExpired = or(isNull(apiToken.expiresAt), gt(apiToken.expiresAt, ctx.now()));
  return and(eq(apiToken.userId, userId), isNull(apiToken.revokedAt), notExpired);
}

function scopesOf(stored: string[]): TokenScope[] {
  return tokenScopes.filter((scope) => stored.includes(scope));
}

function viewOf(row: Omit<TokenView, "scopes"> & { scopes: string[] }): TokenView {
  const { id, name, hint, createdAt, expiresAt, lastUsedAt } = row;
  return { id, name, hint, scopes: scopesOf(row.scopes), createdAt, expiresAt, lastUsedAt };
}
