import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenedDb } from "#db/client";
import { apiToken } from "#db/schema/auth";
import { user } from "#db/schema/user";
import { limits } from "#lib/domain/limits";
import { authenticateToken, createToken, listTokens, revokeToken } from "#lib/services/token";
import { later } from "../support/api";
import { as, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  system = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

const input = { name: "CI", scopes: ["read" as const, "contribute" as const], expiresInDays: 90 };

async function person() {
  const id = await makeUser(system);
  return { id, ctx: as(system, id) };
}

describe("an API token", () => {
  it("speaks for its maker with its scopes, and its secret is kept as a hash only", async () => {
    const { id, ctx } = await person();
    const made = await createToken(ctx, input);
    expect(made.secret).toMatch(/^assay_[A-Za-z0-9_-]{43}$/);
    expect(await authenticateToken(system, made.secret)).toEqual({
      kind: "user",
      userId: id,
      isAdmin: false,
      scopes: ["read", "contribute"],
    });
    const [row] = await opened.db.select().from(apiToken).where(eq(apiToken.id, made.id));
    expect(JSON.stringify(row)).not.toContain(made.secret.slice(12));
    expect(await listTokens(ctx)).toEqual([expect.not.objectContaining({ secret: expect.anything() })]);
  });

  it("works no more once it is revoked, and revoking twice is the same as once", async () => {
    const { ctx } = await person();
    const made = await createToken(ctx, input);
    expect(await revokeToken(ctx, { id: made.id })).toEqual({ id: made.id });
    expect(await revokeToken(ctx, { id: made.id })).toEqual({ id: made.id });
    await expect(authenticateToken(system, made.secret)).rejects.toMatchObject({ reason: "auth.token_invalid" });
    expect(await listTokens(ctx)).toEqual([]);
  });

  it("works no more once it has expired", async () => {
    const { ctx } = await person();
    const made = await createToken(ctx, { ...input, expiresInDays: 1 });
    later(system, 86_400_000 - 1);
    await authenticateToken(system, made.secret);
    later(system, 1);
    await expect(authenticateToken(system, made.secret)).rejects.toMatchObject({ reason: "auth.token_invalid" });
  });

  it("is refused for a banned person", async () => {
    const { id, ctx } = await person();
    const made = await createToken(ctx, input);
    await opened.db.update(user).set({ bannedAt: system.now() }).where(eq(user.id, id));
    await expect(authenticateToken(system, made.secret)).rejects.toMatchObject({ reason: "auth.banned" });
  });

  it("cannot make, list or end tokens itself", async () => {
    const { id } = await person();
    const byToken = as(system, id, { scopes: ["read", "contribute", "review", "manage"] });
    await expect(createToken(byToken, input)).rejects.toMatchObject({ reason: "auth.scope_missing" });
    await expect(listTokens(byToken)).rejects.toMatchObject({ reason: "auth.scope_missing" });
    await expect(revokeToken(byToken, { id: system.newId() })).rejects.toMatchObject({ reason: "auth.scope_missing" });
  });

  it("of somebody else is not found", async () => {
    const owner = await person();
    const other = await person();
    const made = await createToken(owner.ctx, input);
    await expect(revokeToken(other.ctx, { id: made.id })).rejects.toMatchObject({ reason: "token.not_found" });
    await authenticateToken(system, made.secret);
  });

  it("is one of at most so many, however fast they are asked for", async () => {
    const { ctx } = await person();
    const tries = Array.from({ length: limits.tokensPerUser + 4 }, () => createToken(ctx, input));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(limits.tokensPerUser);
    expect(await listTokens(ctx)).toHaveLength(limits.tokensPerUser);
    await expect(createToken(ctx, input)).rejects.toMatchObject({
      reason: "token.too_many",
      details: { max: limits.tokensPerUser },
    });
  });

  it("notes its use to the minute, not at each request", async () => {
    const { ctx } = await person();
    const made = await createToken(ctx, input);
    const lastUse = async () => (await listTokens(ctx))[0]?.lastUsedAt?.getTime();
    await authenticateToken(system, made.secret);
    const first = await lastUse();
    expect(first).toBe(system.clock.at);
    later(system, 30_000);
    await authenticateToken(system, made.secret);
    expect(await lastUse()).toBe(first);
    later(system, 31_000);
    await authenticateToken(system, made.secret);
    expect(await lastUse()).toBe(system.clock.at);
  });

  it.each(["", "assay_", `assay_${"a".repeat(42)}`, `assay_${"a".repeat(43)}`, "Bearer x", "assay_' or 1=1 --"])(
    "that nobody made is refused: %s",
    async (secret) => {
      await expect(authenticateToken(system, secret)).rejects.toMatchObject({ reason: "auth.token_invalid" });
    },
  );
});
