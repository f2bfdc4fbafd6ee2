import { eq } from "drizzle-orm";
import { contribution, revision } from "#db/schema/contribution";
import { entry, published } from "#db/schema/ledger";
import { AppError } from "#lib/domain/error";
import { parseCanonical } from "#lib/ledger/canonical";
import { inclusionProof } from "#lib/ledger/proof";
import { makeReceipt, type Opening } from "#lib/ledger/receipt";
import { tilesForProof } from "#lib/ledger/tile";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { commitmentOf, hex, sha256 } from "./hash";
import { loadNodes } from "./log-tree";

export type ReceiptFile = { index: number; size: number; text: string };

/**
 * The receipt of an entry, by index or id: proof in the published tree and, for the author of what the entry commits to, salt and content
 * that open it. Null while the entry is not published yet, which takes a second or two.
 */
export async function readReceipt(ctx: Ctx, input: { ref: string }): Promise<ReceiptFile | null> {
  await authorise(ctx, "ledger.read");
  return inTx(ctx, async (tx) => {
    const isIndex = /^\d{1,15}$/.test(input.ref);
    const [row] = await tx.db
      .select()
      .from(entry)
      .where(isIndex ? eq(entry.index, Number(input.ref)) : eq(entry.id, input.ref));
    if (!row) throw new AppError("entry.not_found", { details: { entry: input.ref } });
    const [log] = await tx.db.select().from(published).where(eq(published.id, 1));
    if (!log || log.size === null || log.note === null || row.index >= log.size) return null;
    const readNode = await loadNodes(tx, log.size, tilesForProof(row.index, log.size));
    const proof = inclusionProof(row.index, log.size, readNode, sha256);
    const opening = await findOpening(tx, row.body);
    const text = makeReceipt({ entry: row.body, index: row.index, proof, note: log.note, opening }, sha256);
    return { index: row.index, size: log.size, text };
  });
}

/** Salt and content behind the entry's commitment, for their author only. */
async function findOpening(ctx: Ctx, body: Uint8Array): Promise<Opening | undefined> {
  const parsed = parseCanonical(body);
  const fields = parsed.ok ? (parsed.value as { author?: unknown; commitment?: unknown; contribution?: unknown }) : {};
  const { actor } = ctx;
  const isAuthor = actor.kind === "user" && actor.userId === fields.author;
  if (!isAuthor || typeof fields.commitment !== "string" || typeof fields.contribution !== "string") return undefined;
  const rows = [
    ...(await ctx.db.select().from(contribution).where(eq(contribution.id, fields.contribution))),
    ...(await ctx.db.select().from(revision).where(eq(revision.contributionId, fields.contribution))),
  ];
  const sealed = rows.find((row) => hex(commitmentOf(row)) === fields.commitment);
  return sealed && { salt: sealed.salt, content: sealed.content };
}
