import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { anchor, anchorEvent, anchorWatch } from "#db/schema/anchor";
import { heartbeat, job } from "#db/schema/job";
import { published } from "#db/schema/ledger";
import { answerMetrics } from "#lib/api/metrics";
import { inTx } from "#lib/services/context";
import { LOOP_NAME } from "#lib/services/heartbeat";
import { growLog } from "#tests/support/anchor";
import { restRequest, serveDb } from "#tests/support/api";
import { makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, testLog } from "#tests/support/log";
import { GET } from "../../app/api/metrics/route";

const token = "0123456789abcdef0123456789abcdef";
let opened: OpenedDb;
let ctx: TestCtx;
let userId = "";
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  userId = await makeUser(ctx);
});
afterAll(() => opened.close());

const ask = (given?: string) =>
  answerMetrics(restRequest("/api/metrics", given === undefined ? {} : { token: given }), token);

/** Values by name and labels; every line must be one that Prometheus reads. */
async function scrape(): Promise<Map<string, number>> {
  const text = await (await ask(token)).text();
  const values = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("# ")) continue;
    const [, name = "", value = ""] = /^([a-z_0-9]+(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? [];
    expect(name, line).not.toBe("");
    expect(values.has(name), line).toBe(false);
    values.set(name, Number(value));
  }
  return values;
}

test("nobody without the token learns anything, and without a configured one there is no such address", async () => {
  for (const wrong of [undefined, "", "x", `${token}0`, token.slice(1)]) {
    const refused = await ask(wrong);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="assay"']);
    expect(await refused.text()).not.toContain("assay_");
  }
  expect((await answerMetrics(restRequest("/api/metrics", { token }), undefined)).status).toBe(404);
  expect((await GET(restRequest("/api/metrics", { token }))).status).toBe(404);
});

test("tells what operators alert on, as the database has it at that moment", async () => {
  const empty = await scrape();
  expect(empty.get('assay_part_ok{part="jobs"}')).toBe(0);
  expect(empty.has("assay_anchor_entries")).toBe(false);
  const size = await growLog(ctx, testLog(), userId, 7);
  const earlier = { ...ctx, now: () => new Date(Date.now() - 30_000) };
  await inTx(earlier, (tx) => addTestEntries(tx, userId, 3));
  await ctx.db.insert(heartbeat).values({ name: LOOP_NAME, beatAt: ctx.now() });
  const common = { payload: {}, maxAttempts: 5, runAt: ctx.now(), createdAt: ctx.now() };
  await ctx.db.insert(job).values(
    (["waiting", "waiting", "failed", "done"] as const).map((state) => ({
      ...common,
      id: ctx.newId(),
      kind: "mail.send",
      state,
    })),
  );
  const values = await scrape();
  const expected: Record<string, number> = {
    assay_log_entries: size,
    assay_log_signed_entries: size,
    assay_log_published_entries: size,
    'assay_log_halted{reason="behind"}': 0,
    assay_outbox_entries: 3,
    'assay_jobs{kind="mail.send",state="waiting"}': 2,
    'assay_jobs{kind="mail.send",state="failed"}': 1,
    'assay_part_ok{part="jobs"}': 1,
  };
  for (const [name, value] of Object.entries(expected)) expect(values.get(name), name).toBe(value);
  expect(values.has('assay_jobs{kind="mail.send",state="done"}')).toBe(false);
  expect(values.get("assay_outbox_oldest_seconds")).toBeGreaterThanOrEqual(30);
  expect(values.get("assay_log_checkpoint_age_seconds")).toBeLessThan(20);
  expect(values.get("assay_loop_age_seconds")).toBeLessThan(20);
  expect(values.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
});

test("tells of the anchoring: size, lag, age, what is wrong, what is left to pay with", async () => {
  const size = (await scrape()).get("assay_log_published_entries") ?? 0;
  const place = { chainId: 31_337, contract: `0x${"ab".repeat(20)}` };
  const claim = { size: size - 2, root: new Uint8Array(32), oldSize: 0, noteHash: new Uint8Array(32) };
  const at = new Date(Date.now() - 600_000);
  const block = { txHash: `0x${"1".repeat(64)}`, block: 5, blockHash: `0x${"2".repeat(64)}` };
  await ctx.db.insert(anchorEvent).values({ ...place, ...claim, ...block, at, matches: true });
  await ctx.db.insert(anchor).values({
    ...place,
    ...claim,
    id: ctx.newId(),
    nonce: 0,
    state: "confirmed",
    createdAt: at,
    endedAt: at,
    gasUsed: 60_000,
    gasPriceWei: "2000000000",
  });
  const problem = { problem: "no_funds" as const, detail: "", problemAt: at };
  const seen = { scannedTo: 9, block: 9, checkedAt: ctx.now(), balanceWei: "1500000000000000000" };
  await ctx.db.insert(anchorWatch).values({ ...place, ...seen, ...problem });
  await ctx.db.update(published).set({ halt: "fork", haltedAt: at });
  const values = await scrape();
  const expected: Record<string, number> = {
    [`assay_anchor_info{chain_id="31337",contract="${place.contract}"}`]: 1,
    assay_anchor_entries: size - 2,
    assay_anchor_lag_entries: 2,
    assay_anchor_pending: 0,
    'assay_anchor_problem{problem="no_funds"}': 1,
    'assay_anchor_problem{problem="mismatch"}': 0,
    assay_anchor_balance_coins: 1.5,
    assay_anchor_last_cost_coins: 0.00012,
    assay_anchor_last_gas: 60_000,
    'assay_log_halted{reason="fork"}': 1,
  };
  for (const [name, value] of Object.entries(expected)) expect(values.get(name), name).toBe(value);
  expect(values.get("assay_anchor_age_seconds")).toBeGreaterThanOrEqual(600);
});

test("a database that cannot be opened leaves the process's metrics, and says so", async () => {
  (globalThis as { assayDb?: Promise<unknown> }).assayDb = Promise.reject(new Error("ECONNREFUSED"));
  const values = await scrape();
  expect(values.get('assay_part_ok{part="database"}')).toBe(0);
  expect(values.has("assay_log_entries")).toBe(false);
  expect(values.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
});
