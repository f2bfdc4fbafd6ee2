import { and, eq, isNull, lte, or } from "drizzle-orm";
import { cosignature, published, tree } from "#db/schema/ledger";
import type { HaltDetail, HaltReason } from "#lib/domain/log";
import { addSignatures, formatNote, parseNote } from "#lib/ledger/note";
import type { Ctx } from "./context";
import { type SignDeps, type Signed, signCheckpoint } from "./log-sign";
import { askWitnesses, recallWitnesses, type WitnessDeps } from "./log-witness";

export type PublishDeps = SignDeps &
  WitnessDeps & {
    /** S2 for what was just signed (PGlite); resolves when it would survive a power cut. */
    flush(): Promise<void>;
    /** Asks the contract what it holds, before this process signs for the first time; gives up by itself when the chain does not answer. */
    recallAnchors?: ((ctx: Ctx) => Promise<void>) | undefined;
  };

// So many checkpoints a second at most, however many acts there are.
const PAUSE_MS = 500;
// A witness that failed is asked again this often while nothing else changes.
const RETRY_MS = 30_000;
// And this often it is looked whether what stopped the signing is gone.
const HALTED_RETRY_MS = 10_000;

/**
 * Steps S3 to S5 of docs/ledger.md, for the job loop: signs the tree when it has grown, asks the witnesses, publishes. Gives a function
 * for one turn, which answers whether it published anything. `tell` hears when signing stops and why, and when it goes on: once each.
 */
export function makePublisher(
  deps: PublishDeps,
  tell?: (halt: Halt | undefined) => void,
): (ctx: Ctx) => Promise<boolean> {
  let doneAt = 0;
  let isStarted = false;
  let done: string | undefined;
  let told: string | undefined;
  return async (ctx) => {
    if (Date.now() - doneAt < PAUSE_MS) return false;
    const head = await readHead(ctx);
    if (!head) return false;
    const waited = Date.now() - doneAt;
    if (head.halt && waited < HALTED_RETRY_MS) return false;
    if (stateOf(head) === done && head.size === head.published && waited < RETRY_MS) return false;
    doneAt = Date.now();
    const isFirst = !isStarted;
    if (isFirst) await Promise.all([recallWitnesses(ctx, deps, "all"), deps.recallAnchors?.(ctx)]);
    isStarted = true;
    const isNew = await publishOnce(ctx, deps);
    const after = await readHead(ctx);
    const halt = haltOf(after);
    const word = halt && `${halt.reason} ${halt.detail?.source} ${halt.detail?.size}`;
    if (word !== told || (head.halt && !halt && isFirst)) tell?.(halt);
    told = word;
    done = stateOf({ ...head, halt: halt?.reason ?? null, published: head.size });
    return isNew;
  };
}

/** Why nothing is signed. */
export type Halt = { reason: HaltReason; detail: HaltDetail | null };

async function readHead(ctx: Ctx) {
  const [head] = await ctx.db
    .select({ size: tree.size, published: published.size, halt: published.halt, detail: published.haltDetail })
    .from(tree)
    .innerJoin(published, eq(published.id, tree.id));
  return head;
}

type Head = NonNullable<Awaited<ReturnType<typeof readHead>>>;

const stateOf = ({ size, published: shown, halt }: Omit<Head, "detail">) => JSON.stringify([size, shown, halt]);
const haltOf = (head: Head | undefined): Halt | undefined =>
  head?.halt ? { reason: head.halt, detail: head.detail } : undefined;

/** One pass through S3, S4 and S5; true when a checkpoint was published that was not before. */
export async function publishOnce(ctx: Ctx, deps: PublishDeps): Promise<boolean> {
  await recallWitnesses(ctx, deps, "claimants");
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
