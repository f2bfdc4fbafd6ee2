import { eq, sql } from "drizzle-orm";
import { heartbeat } from "#db/schema/job";
import type { Ctx } from "./context";

export const LOOP_NAME = "loop";

// The loop beats every 5 s; three missed beats and some slack mean that nobody does the background work.
const BEAT_MAX_MS = 20_000;

export async function beat(ctx: Ctx): Promise<void> {
  await ctx.db
    .insert(heartbeat)
    .values({ name: LOOP_NAME, beatAt: ctx.now() })
    .onConflictDoUpdate({ target: heartbeat.name, set: { beatAt: sql`excluded.beat_at` } });
}

/** True while some process runs the job loop. */
export async function isLoopAlive(ctx: Ctx): Promise<boolean> {
  const [last] = await ctx.db.select().from(heartbeat).where(eq(heartbeat.name, LOOP_NAME));
  return last !== undefined && ctx.now().getTime() - last.beatAt.getTime() <= BEAT_MAX_MS;
}
