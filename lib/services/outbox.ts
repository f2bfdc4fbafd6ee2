import { outbox } from "#db/schema/ledger";
import { type EntryBody, entrySchemas } from "#lib/domain/entry";
import { canonicalBytes } from "#lib/ledger/canonical";
import type { Ctx } from "./context";
import { insertRows } from "./insert-rows";

/**
 * Records events in the ledger, in the caller's transaction: their canonical bytes are made here, once, and never again.
 * The sequencer gives them their index soon after the commit.
 */
export async function appendEntries(ctx: Ctx, bodies: readonly EntryBody[]): Promise<void> {
  if (!ctx.inTransaction) throw new Error("ledger entries are only written inside the transaction they record");
  if (bodies.length === 0) return;
  const createdAt = ctx.now();
  const rows = bodies.map((body) => ({
    id: body.id,
    kind: body.kind,
    subjectId: subjectOf(body),
    body: canonicalBytes(entrySchemas[body.kind].parse(body)),
  }));
  await insertRows(ctx, outbox, rows, { common: { createdAt } });
}

function subjectOf(body: EntryBody): string | null {
  if ("contribution" in body && body.contribution) return body.contribution;
  if ("project" in body && body.project) return body.project;
  if ("user" in body) return body.user;
  return "account" in body ? body.account : null;
}
