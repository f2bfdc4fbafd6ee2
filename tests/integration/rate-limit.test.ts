import { afterAll, beforeAll, expect, it } from "vitest";
import type { OpenedDb } from "#db/client";
import { consumeLimit, rateLimits } from "#lib/services/rate-limit";
import { later } from "../support/api";
import { type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

const { max, windowMs } = rateLimits["mail.account"];

it("lets exactly the limit through, also when all come at once", async () => {
  const tries = Array.from({ length: max + 7 }, () => consumeLimit(ctx, "mail.account", "crowd"));
  const results = await Promise.allSettled(tries);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(max);
});

it("says how long to wait, and lets through again afterwards", async () => {
  for (let n = 0; n < max; n += 1) await consumeLimit(ctx, "mail.account", "one");
  later(ctx, 10_000);
  await expect(consumeLimit(ctx, "mail.account", "one")).rejects.toMatchObject({
    reason: "rate.limited",
    details: { retryAfterSeconds: (windowMs - 10_000) / 1000 },
  });
  later(ctx, windowMs - 10_000);
  await consumeLimit(ctx, "mail.account", "one");
});

it("counts each subject and each limit by itself", async () => {
  for (let n = 0; n < max; n += 1) await consumeLimit(ctx, "mail.account", "a");
  await consumeLimit(ctx, "mail.account", "b");
  await consumeLimit(ctx, "mail.address", "a");
  await expect(consumeLimit(ctx, "mail.account", "a")).rejects.toMatchObject({ reason: "rate.limited" });
});
