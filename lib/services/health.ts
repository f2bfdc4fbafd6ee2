import { eq, sql } from "drizzle-orm";
import { migrationState } from "#db/migrate";
import { published } from "#db/schema/ledger";
import { snapshotBuild } from "#db/schema/snapshot";
import type { AnchorProblem } from "#lib/domain/anchor";
import type { HaltReason } from "#lib/domain/log";
import type { SnapshotProblem } from "#lib/domain/snapshot-state";
import { findWatch } from "./anchor-read";
import type { Ctx } from "./context";
import { isLoopAlive } from "./heartbeat";

type HealthPart = "ok" | "failing";
export type Health = {
  ready: boolean;
  parts: { database: HealthPart; migrations: HealthPart; jobs: HealthPart };
  /** Whether the log signs, else why not. A log that does not sign is still served, so this does not count for `ready`. */
  log: "ok" | HaltReason | "unknown";
  /** Whether the log is anchored, else why not; "off" where no chain is configured. Does not count for `ready` either. */
  anchor: "ok" | "off" | AnchorProblem | "unknown";
  /** Whether balances were what the ledger's entries make when a snapshot of them was taken last. Does not count for `ready` either. */
  snapshot: "ok" | SnapshotProblem | "unknown";
};

const ANSWER_TIMEOUT_MS = 5_000;

/** Ready only when the database answers, has exactly our migrations, and some process runs the job loop. Never throws. */
export async function readHealth(openCtx: () => Promise<Ctx>): Promise<Health> {
  const parts: Health["parts"] = { database: "failing", migrations: "failing", jobs: "failing" };
  // What is found in time counts; a database that hangs is as bad as one that is gone.
  const health: Health = { ready: false, parts, log: "unknown", anchor: "unknown", snapshot: "unknown" };
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
  const chain = await findWatch(ctx);
  health.anchor = chain ? (chain.problem ?? "ok") : "off";
  const [build] = await ctx.db.select({ problem: snapshotBuild.problem }).from(snapshotBuild);
  health.snapshot = build?.problem ?? "ok";
  if (await isLoopAlive(ctx)) parts.jobs = "ok";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
