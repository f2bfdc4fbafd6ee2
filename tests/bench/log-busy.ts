import { eq } from "drizzle-orm";
import { published } from "#db/schema/ledger";
import { inTx } from "#lib/services/context";
import type { JobHandlers } from "#lib/services/job";
import { makePublisher } from "#lib/services/log-publish";
import { startLoop } from "#lib/services/loop";
import { makeUser, type TestCtx } from "#tests/support/ctx";
import { addTestEntries, testLog } from "#tests/support/log";
import type { Figure } from "./report";

const ACTS_PER_SECOND = 500;
const SECONDS = 15;
const TICK_MS = 20;
const ENTRIES = 2;
// As many people at once; who comes while all are served waits outside, as in a server.
const MOST_AT_ONCE = 64;

/** Acts of two entries each, 500 a second for a while, beside a whole job loop: how long the slowest waits from its commit to its publication. */
export async function measureBusyDelay(ctx: TestCtx): Promise<Figure[]> {
  const userId = await makeUser(ctx);
  const live = { ...ctx, now: () => new Date() };
  const errors: unknown[] = [];
  const loop = startLoop({
    ctx: live,
    handlers: {} as JobHandlers,
    flush: async () => {},
    publish: makePublisher(testLog()),
    anchor: async () => false,
    requestDue: async () => {},
    logError: (error) => errors.push(error),
  });
  const sizeNow = async () => {
    const [row] = await ctx.db.select({ size: published.size }).from(published).where(eq(published.id, 1));
    return row?.size ?? 0;
  };
  const before = await sizeNow();
  const committedAt: number[] = [];
  let [seen, worst] = [0, 0];
  const look = async () => {
    const now = performance.now();
    const done = Math.min(committedAt.length, Math.floor(((await sizeNow()) - before) / ENTRIES));
    for (; seen < done; seen += 1) worst = Math.max(worst, now - (committedAt[seen] ?? now));
  };
  const act = async () => {
    await inTx(live, (tx) => addTestEntries(tx, userId, ENTRIES));
    committedAt.push(performance.now());
    loop.wake();
  };
  const startedAt = performance.now();
  const acts = new Set<Promise<void>>();
  let begun = 0;
  for (let elapsed = 0; elapsed < SECONDS; elapsed = (performance.now() - startedAt) / 1_000) {
    for (; begun < elapsed * ACTS_PER_SECOND && acts.size < MOST_AT_ONCE; begun += 1) {
      const one: Promise<void> = act().finally(() => acts.delete(one));
      acts.add(one);
    }
    await look();
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(acts);
  const seconds = (performance.now() - startedAt) / 1_000;
  while (seen < begun) {
    await look();
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await loop.stop();
  if (errors.length > 0) throw errors[0];
  return [
    {
      name: `acts committed beside the loop, ${ACTS_PER_SECOND} asked for`,
      value: begun / seconds,
      unit: "per second",
    },
    {
      name: "from such an act's commit to its publication, the slowest",
      value: worst,
      unit: "ms",
      target: { text: "under 10 s", met: worst < 10_000 },
    },
  ];
}
