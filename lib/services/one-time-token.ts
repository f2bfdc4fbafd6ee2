import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { oneTimeToken } from "#db/schema/auth";
import { AppError } from "#lib/domain/error";
import { env } from "#lib/env";
import type { Ctx } from "./context";
import { sha256 } from "./hash";

const HOUR_MS = 3_600_000;
const linkLifeMs = { reset: HOUR_MS, confirm: 48 * HOUR_MS, setup: 24 * HOUR_MS } as const;
export type LinkPurpose = keyof typeof linkLifeMs;

const pages: Record<LinkPurpose, string> = { reset: "/reset", confirm: "/confirm", setup: "/setup" };

export type OneTimeLink = { url: string; expiresAt: Date };

/** Makes a link that works once. The secret is only in the answer; its SHA-256 is kept. Links that ran out are swept on the way. */
export async function makeLink(ctx: Ctx, purpose: LinkPurpose, userId: string | null): Promise<OneTimeLink> {
  const secret = randomBytes(32).toString("base64url");
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + linkLifeMs[purpose]);
  await ctx.db.delete(oneTimeToken).where(lt(oneTimeToken.expiresAt, now));
  await ctx.db.insert(oneTimeToken).values({ hash: sha256(secret), purpose, userId, expiresAt });
  // Behind "#", so that it stays out of access logs, proxies and Referer headers.
  return { url: `${env().baseUrl}${pages[purpose]}#${secret}`, expiresAt };
}

/** Uses a link up: of two that come at once, one gets it and the other is refused. Returns whose it was. */
export async function consumeLink(ctx: Ctx, purpose: LinkPurpose, secret: string): Promise<{ userId: string | null }> {
  const [used] = await ctx.db
    .update(oneTimeToken)
    .set({ usedAt: ctx.now() })
    .where(and(isUsable(ctx, purpose), eq(oneTimeToken.hash, sha256(secret))))
    .returning({ userId: oneTimeToken.userId });
  if (!used) throw new AppError("auth.link_invalid");
  return used;
}

/** Whose link it is, without using it up; throws when it would not work. */
export async function findLink(ctx: Ctx, purpose: LinkPurpose, secret: string): Promise<{ userId: string | null }> {
  const [row] = await ctx.db
    .select({ userId: oneTimeToken.userId })
    .from(oneTimeToken)
    .where(and(isUsable(ctx, purpose), eq(oneTimeToken.hash, sha256(secret))));
  if (!row) throw new AppError("auth.link_invalid");
  return row;
}

export function isUsable(ctx: Ctx, purpose: LinkPurpose) {
  return and(eq(oneTimeToken.purpose, purpose), isNull(oneTimeToken.usedAt), gt(oneTimeToken.expiresAt, ctx.now()));
}
