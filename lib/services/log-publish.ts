import { and, eq, isNull, lte, or } from "drizzle-orm";
import { cosignature, published, tree } from "#db/schema/ledger";
import { addSignatures, formatNote, parseNote } from "#lib/ledger/note";
import type { Ctx } from "./context";
import { type SignDeps, type Signed, signCheckpoint } from "./log-sign";
import { askWitnesses, type WitnessDeps } from "./log-witness";

export type PublishDeps = SignDeps &
  WitnessDeps & {
    /** S2 for what was just signed (PGlite); resolves when it would survive a power cut. */
    flush(): Promise<void>;
  };

// So many checkpoints a second at most, however many acts there are.
const PAUSE_MS = 500;
// A witness that failed is asked again this often while nothing else changes.
const RETRY_MS = 30_000;

/**
 * Steps S3 to S5 of docs/ledger.md, for the job loop: signs the tree when it has grown, asks the witnesses, publishes. Gives a function
 * for one turn, which answers whether it published anything.
 */
export function makePublisher(deps: PublishDeps): (ctx: Ctx) => Promise<boolean> {
  let doneAt = 0;
  let done: string | undefined;
  return async (ctx) => {
    if (Date.now() - doneAt < PAUSE_MS) return false;
    const [head] = await ctx.db
      .select({ size: tree.size, published: published.size, halt: published.halt })
      .from(tree)
      .innerJoin(published, eq(published.id, tree.id));
    if (!head) return false;
    const state = JSON.stringify(head);
    if (state === done && head.size === head.published && Date.now() - doneAt < RETRY_MS) return false;
    doneAt = Date.now();
    const isNew = await publishOnce(ctx, deps);
    done = JSON.stringify({ ...head, published: head.size });
    return isNew;
  };
}

/** One pass through S3, S4 and S5; true when a checkpoint was published that was not before. */
export async function publishOnce(ctx: Ctx, deps: PublishDeps): Promise<boolean> {
  const signed = await signCheckpoint(ctx, deps);
  if (!signed) return false;
  await deps.flush();
  const { mayPublish } = await askWitnesses(ctx, signed, deps);
  return mayPublish ? publish(ctx, signed) : false;
}

/** S5: the note with the cosignatures it has becomes what `/log/checkpoint` gives; never a smaller tree than before. */
async function publish(ctx: Ctx, signed: Signed): Promise<boolean> {
  const note = await withCosignatures(ctx, signed);
  const rows = await ctx.db
    .update(published)
    .set({ size: signed.size, note, publishedAt: ctx.now() })
    .where(and(eq(published.id, 1), or(isNull(published.size), lte(published.size, signed.size))))
    .returning({ note: published.note });
  return rows.length > 0;
}

/** A stored checkpoint with the cosignatures that it has by now. */
export async function withCosignatures(ctx: Ctx, signed: Pick<Signed, "size" | "note">): Promise<string> {
  const parsed = parseNote(signed.note);
  if (!parsed.ok) throw new Error(`a stored checkpoint is no note: ${parsed.reason}`);
  const rows = await ctx.db.select().from(cosignature).where(eq(cosignature.size, signed.size));
  const lines = rows
    .map((row) => ({ name: row.witness, id: row.keyId, bytes: row.signature }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return formatNote(addSignatures(parsed.note, lines));
}
