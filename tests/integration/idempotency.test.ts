import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OpenedDb } from "#db/client";
import { idempotency } from "#db/schema/auth";
import { sha256 } from "#lib/services/hash";
import { type Answer, answerOnce } from "#lib/services/idempotency";
import { later } from "../support/api";
import { as, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let ctx: TestCtx;
let userId: string;
beforeAll(async () => {
  opened = await testDb();
  const system = testCtx(opened.db, opened.kind);
  userId = await makeUser(system);
  ctx = as(system, userId);
});
afterAll(() => opened.close());

const claim = (key: string, body = "a") => ({ key, requestHash: sha256(body) });
const done = (body: string): Answer => ({ status: 201, body });

it("gives the same request the first answer again and carries it out once", async () => {
  let runs = 0;
  const work = async () => done(`run ${++runs}`);
  expect(await answerOnce(ctx, claim("same"), work)).toEqual({ ...done("run 1"), isReplay: false });
  expect(await answerOnce(ctx, claim("same"), work)).toEqual({ ...done("run 1"), isReplay: true });
  expect(runs).toBe(1);
});

it("lets twins that come together wait for the one answer", async () => {
  let runs = 0;
  const work = async () => {
    runs += 1;
    await new Promise((resolve) => setTimeout(resolve, 120));
    return done("slow");
  };
  const answers = await Promise.all(Array.from({ length: 8 }, () => answerOnce(ctx, claim("twins"), work)));
  expect(runs).toBe(1);
  expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 8 }, () => "slow"));
  expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
});

it("refuses another request under the same key, also while the first still runs", async () => {
  let finish = () => {};
  let first: Promise<unknown> = Promise.resolve();
  await new Promise<void>((begun) => {
    first = answerOnce(ctx, claim("other", "a"), async () => {
      begun();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return done("a");
    });
  });
  const second = () => answerOnce(ctx, claim("other", "b"), async () => done("b"));
  await expect(second()).rejects.toMatchObject({ reason: "idempotency.conflict", details: { key: "other" } });
  finish();
  await first;
  await expect(second()).rejects.toMatchObject({ reason: "idempotency.conflict" });
});

it("keeps no refusal and no failure: mended, the request may use its key again", async () => {
  await answerOnce(ctx, claim("mend", "bad"), async () => ({ status: 400, body: "{}" }));
  await expect(
    answerOnce(ctx, claim("mend", "bad"), async () => {
      throw new Error("broken");
    }),
  ).rejects.toThrow("broken");
  expect(await answerOnce(ctx, claim("mend", "good"), async () => done("ok"))).toMatchObject({ isReplay: false });
});

it("takes over what a killed process left, once enough time has passed, and then keeps only the new answer", async () => {
  const stuck = { actorId: userId, ...claim("killed"), response: "", createdAt: ctx.now() };
  await opened.db.insert(idempotency).values(stuck);
  later(ctx, 61_000);
  expect(await answerOnce(ctx, claim("killed"), async () => done("after"))).toMatchObject({ isReplay: false });
  expect(await answerOnce(ctx, claim("killed"), async () => done("never"))).toMatchObject({ body: "after" });
});

it("forgets an answer after a day", async () => {
  await answerOnce(ctx, claim("old"), async () => done("old"));
  later(ctx, 24 * 3_600_000 + 1);
  expect(await answerOnce(ctx, claim("old", "b"), async () => done("new"))).toMatchObject({ body: "new" });
});

it("keeps each person's keys apart", async () => {
  const other = as(ctx, await makeUser(ctx));
  await answerOnce(ctx, claim("shared", "a"), async () => done("mine"));
  expect(await answerOnce(other, claim("shared", "b"), async () => done("theirs"))).toMatchObject({ body: "theirs" });
  const rows = await opened.db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.key, "shared"), eq(idempotency.actorId, userId)));
  expect(rows).toHaveLength(1);
});
