import { eq, sql } from "drizzle-orm";
import { migrationState } from "#db/migrate";
import { heartbeat } from "#db/schema/job";
import { published } from "#db/schema/ledger";
import type { HaltReason } from "#lib/domain/log";
import type { Ctx } from "./context";
import { LOOP_NAME } from "./loop";

type HealthPart = "ok" | "failing";
export type Health = {
  ready: boolean;
  parts: { database: HealthPart; migrations: HealthPart; jobs: HealthPart };
  /** Whether the log signs, else why not. A log that does not sign is still served, so this does not count for `ready`. */
  log: "ok" | HaltReason | "unknown";
};

// The loop beats every 5 s; three missed beats and some slack mean that nobody does the background work.
const BEAT_MAX_MS = 20_000;
const ANSWER_TIMEOUT_MS = 5_000;

/** Ready only when the database answers, has exactly our migrations, and some process runs the job loop. Never throws. */
export async function readHealth(openCtx: () => Promise<Ctx>): Promise<Health> {
  const parts: Health["parts"] = { database: "failing", migrations: "failing", jobs: "failing" };
  // What is found in time counts; a database that hangs is as bad as one that is gone.
  const health: Health = { ready: false, parts, log: "unknown" };
  await Promise.race([inspect(openCtx, health).catch(() => {}), pause(ANSWER_TIMEOUT_MS)]);
  const ready = Object.values(parts).every((part) => part === "ok");
  return { ...health, ready, parts: { ...parts } };
}

async function inspect(openCtx: () => Promise<Ctx>, health: Health): Promise<void> {
  const { parts } = health;
  const ctx = await openCtx();
  await ctx.db.execute(sql`select 1`);
  parts.database = "ok";
  const { state } = await migrationState(ctx.db);
  if (state !== "current") return;
  parts.migrations = "ok";
  const [log] = await ctx.db.select({ halt: published.halt }).from(published).where(eq(published.id, 1));
  health.log = log?.halt ?? "ok";
  const [beat] = await ctx.db.select().from(heartbeat).where(eq(heartbeat.name, LOOP_NAME));
  if (beat && ctx.now().getTime() - beat.beatAt.getTime() <= BEAT_MAX_MS) parts.jobs = "ok";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
