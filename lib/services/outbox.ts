import { count } from "drizzle-orm";
import { outbox } from "#db/schema/ledger";
import { type EntryBody, entrySchemas } from "#lib/domain/entry";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { canonicalBytes } from "#lib/ledger/canonical";
import type { Ctx } from "./context";
import { isLoopAlive } from "./heartbeat";
import { insertRows } from "./insert-rows";

const POLL_MS = 100;

type NewEntry = Pick<typeof outbox.$inferInsert, "id" | "kind" | "subjectId" | "body">;

/** An event's canonical bytes: made here, once, and never again. */
export function makeEntry(body: EntryBody): NewEntry {
  const bytes = canonicalBytes(entrySchemas[body.kind].parse(body));
  return { id: body.id, kind: body.kind, subjectId: subjectOf(body), body: bytes };
}

/** Records events in the ledger, in the caller's transaction. The sequencer gives them their index soon after the commit. */
export function appendEntries(ctx: Ctx, bodies: readonly EntryBody[]): Promise<void> {
  return appendMade(ctx, bodies.map(makeEntry));
}

/** The same for entries that were made before. */
export async function appendMade(ctx: Ctx, entries: readonly NewEntry[]): Promise<void> {
  if (!ctx.inTransaction) throw new Error("ledger entries are only written inside the transaction they record");
  if (entries.length === 0) return;
  // What a job does was promised before; it waits for room by itself.
  if (ctx.actor.kind === "user" && (await isBehind(ctx, limits.outboxBacklog))) throw new AppError("ledger.backlog");
  await insertRows(ctx, outbox, entries, { common: { createdAt: ctx.now() } });
}

/**
 * Resolves when few enough entries wait for the sequencer that a job may add many, or when nobody sequences (then nothing would be gained),
 * or when told to stop.
 */
export async function waitForRoom(ctx: Ctx, isStopping: () => boolean): Promise<void> {
  while (!isStopping() && (await isBehind(ctx, limits.outboxBacklogForImports)) && (await isLoopAlive(ctx))) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** True when `most` entries or more wait; counts no further than that. */
async function isBehind(ctx: Ctx, most: number): Promise<boolean> {
  const waiting = ctx.db.select({ seq: outbox.seq }).from(outbox).limit(most).as("waiting");
  const [found] = await ctx.db.select({ count: count() }).from(waiting);
  return (found?.count ?? 0) >= most;
}

function subjectOf(body: EntryBody): string | null {
  if ("contribution" in body && body.contribution) return body.contribution;
  if ("project" in body && body.project) return body.project;
  if ("user" in body) return body.user;
  return "account" in body ? body.account : null;
}
