import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inArray } from "drizzle-orm";
import { expect, test } from "vitest";
import { type OpenedDb, openDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { slot } from "#db/schema/review";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { type Acknowledged, runUntilKilled } from "#tests/support/crash-run";
import { makeProject, makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { countWaiting, listBroken } from "#tests/support/invariants";
import { makeRandom } from "#tests/support/random";

const KILLS = 50;
const PEOPLE = 4;
const MOST_ACTS = 24;
const LIFE_MS = 50;

type Place = { reopen(): Promise<OpenedDb>; env: Record<string, string>; remove(): Promise<void> };

async function makePlace(): Promise<Place> {
  if (!process.env.DATABASE_URL) {
    const dataDir = await mkdtemp(join(tmpdir(), "assay-crash-"));
    return {
      reopen: () => openDb({ dataDir }),
      env: { CRASH_DIR: dataDir },
      remove: () => rm(dataDir, { recursive: true }),
    };
  }
  const opened = await testDb();
  const reopen = async () => ({ ...opened, close: async () => {} });
  return { reopen, env: { CRASH_URL: opened.url ?? "" }, remove: opened.close };
}

async function listLost(db: OpenedDb["db"], acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const idsOf = (what: Acknowledged["what"]) => acknowledged.filter((one) => one.what === what).map((one) => one.id);
  const submitted = idsOf("submitted");
  const items = await db
    .select()
    .from(contribution)
    .where(inArray(contribution.id, [...submitted, ""].filter(Boolean)));
  const found = new Map(items.map((row) => [row.id, row.status]));
  const slots = await db
    .select()
    .from(slot)
    .where(inArray(slot.id, idsOf("decided")));
  const kept = new Set(
    slots.filter((row) => row.decision && row.state !== "leased" && row.state !== "open").map((row) => row.id),
  );
  return [
    ...submitted.filter((id) => !found.has(id)).map((id) => `submission ${id} is gone`),
    ...idsOf("withdrawn")
      .filter((id) => found.get(id) !== "withdrawn")
      .map((id) => `withdrawal of ${id} is gone`),
    ...idsOf("decided")
      .filter((id) => !kept.has(id))
      .map((id) => `decision on ${id} is gone`),
  ];
}

test(
  `killed ${KILLS} times at any moment: every acknowledged act is there once, every unit sums to zero, the tree recomputes`,
  async () => {
    const place = await makePlace();
    const opened = await place.reopen();
    const ctx = testCtx(opened.db, opened.kind);
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => makeUser(ctx)));
    const project = await makeProject(ctx, { reviewers: people, budget: 100_000_000 });
    await opened.close();
    const random = makeRandom(20_261_123);
    const env = { ...place.env, CRASH_USERS: people.join(","), CRASH_PROJECT: project.slug };
    const acknowledged: Acknowledged[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      acknowledged.push(
        ...(await runUntilKilled({ env, acts: Math.floor(random() * MOST_ACTS), lifeMs: random() * LIFE_MS })),
      );
    }
    const after = await place.reopen();
    expect(acknowledged.filter((one) => one.what === "submitted").length).toBeGreaterThan(KILLS);
    expect(acknowledged.filter((one) => one.what === "decided").length).toBeGreaterThan(KILLS);
    expect(await listLost(after.db, acknowledged)).toEqual([]);
    expect(await listBroken(after.db)).toEqual([]);
    // What was left in between is finished by the next start, and is still sound.
    const later = { ...testCtx(after.db, after.kind), now: () => new Date() };
    while ((await sealDueReviews(later)) > 0);
    while ((await sequenceBatch(later)).count > 0);
    expect(await countWaiting(after.db)).toBe(0);
    expect(await listBroken(after.db)).toEqual([]);
    await after.close();
    await place.remove();
  },
  15 * 60_000,
);
