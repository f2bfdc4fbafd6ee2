import type { Db } from "#db/client";
import type { BlobStore, Mailer, MediaStore, ModelCaller, OpenTable } from "#lib/domain/adapter";
import type { TokenScope } from "#lib/domain/policy";

/** Who acts. Roles are not here: they are read from the database at each request. */
export type Actor =
  | { kind: "anonymous" }
  | { kind: "system" }
  /** `scopes` is null for a browser session, which may do all that its person may. */
  | { kind: "user"; userId: string; isAdmin: boolean; scopes: readonly TokenScope[] | null };

/** What every service gets: the database (or the open transaction), the actor, the clock, and the outside world. */
export type Ctx = {
  db: Db;
  /** "pglite" has one connection: an outer `db` used inside a transaction would hang, so services only use `ctx.db`. */
  databaseKind: "pglite" | "postgres";
  inTransaction: boolean;
  actor: Actor;
  now(): Date;
  newId(): string;
  blob: BlobStore;
  media: MediaStore;
  mail: Mailer;
  openTable: OpenTable;
  model: ModelCaller;
  /** Wakes the job loop after a commit; never needed for correctness. */
  wake(): void;
};

// Serialisation failure and deadlock: the two that a retry cures.
const RETRIED = new Set(["40001", "40P01"]);
const MAX_TRIES = 5;

/**
 * Runs `work` in a transaction: joins an open one, or opens one and retries it when the database asks for that.
 * Inside: no network, no file, no clock but ctx.now().
 */
export async function inTx<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.inTransaction) return work(ctx);
  for (let attempt = 1; ; attempt += 1) {
    // One moment for the whole act: what it writes about one day must not fall on two.
    const at = ctx.now();
    try {
      const result = await ctx.db.transaction((tx) => work({ ...ctx, db: tx, inTransaction: true, now: () => at }));
      ctx.wake();
      return result;
    } catch (error) {
      if (attempt >= MAX_TRIES || !RETRIED.has(databaseCode(error) ?? "")) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** SQLSTATE of a database error, however deep the driver or drizzle wrapped it. */
export function databaseCode(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return undefined;
}

/** Name of the constraint that a database error reports. */
export function databaseConstraint(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const name = (cause as { constraint?: unknown }).constraint;
    if (typeof name === "string") return name;
  }
  return undefined;
}
