import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OpenedDb } from "#db/client";
import { heartbeat } from "#db/schema/job";
import { readHealth } from "#lib/services/health";
import { LOOP_NAME } from "#lib/services/heartbeat";
import { GET } from "../../app/api/health/route";
import { later, serveDb } from "../support/api";
import { type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

const read = () => readHealth(async () => ctx);
const beat = (at: Date) =>
  opened.db
    .insert(heartbeat)
    .values({ name: LOOP_NAME, beatAt: at })
    .onConflictDoUpdate({ target: heartbeat.name, set: { beatAt: at } });

it("is not ready while nobody runs the job loop", async () => {
  expect(await read()).toEqual({
    ready: false,
    parts: { database: "ok", migrations: "ok", jobs: "failing" },
    log: "ok",
    anchor: "off",
    snapshot: "ok",
  });
});

it("is ready while the loop beats, and no more once it stopped", async () => {
  await beat(ctx.now());
  expect((await read()).ready).toBe(true);
  later(ctx, 20_001);
  expect((await read()).parts.jobs).toBe("failing");
});

it("names the database when it cannot be opened", async () => {
  const health = await readHealth(() => Promise.reject(new Error("ECONNREFUSED")));
  expect(health).toEqual({
    ready: false,
    parts: { database: "failing", migrations: "failing", jobs: "failing" },
    log: "unknown",
    anchor: "unknown",
    snapshot: "unknown",
  });
});

it("answers load balancers by status, and nobody keeps the answer", async () => {
  await beat(new Date());
  const good = await GET();
  expect([good.status, good.headers.get("cache-control")]).toEqual([200, "no-store"]);
  await beat(new Date(Date.now() - 60_000));
  const bad = await GET();
  expect([bad.status, bad.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await bad.json()).toMatchObject({ ready: false, parts: { jobs: "failing" } });
});

// Last: it takes this file's database apart.
it("names the migrations when the database is older or newer than the code", async () => {
  await opened.db.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', 9999999999999)`,
  );
  expect((await read()).parts).toEqual({ database: "ok", migrations: "failing", jobs: "failing" });
});
