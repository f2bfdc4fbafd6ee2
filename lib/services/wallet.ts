import { and, count, eq, gt, lte } from "drizzle-orm";
import { wallet, walletMessage } from "#db/schema/auth";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { env } from "#lib/env";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { consumeLimit } from "./rate-limit";
import { showAddress, signerOf, type WalletMessage, writeWalletMessage } from "./wallet-message";

export type LinkedWallet = { address: string; linkedAt: Date };

/** The acting person's wallets, the first linked first. */
export async function listWallets(ctx: Ctx): Promise<LinkedWallet[]> {
  await authorise(ctx, "account.edit_own");
  const rows = await ctx.db
    .select()
    .from(wallet)
    .where(eq(wallet.userId, actorId(ctx)))
    .orderBy(wallet.linkedAt, wallet.address);
  return rows.map(({ address, linkedAt }) => ({ address: showAddress(address), linkedAt }));
}

/** The message that the wallet's key has to sign. Who holds the key is not known yet: asking for another's address gives nothing. */
export async function askWallet(ctx: Ctx, input: { address: string; chainId: number }): Promise<WalletMessage> {
  await authorise(ctx, "account.edit_own");
  const userId = actorId(ctx);
  await consumeLimit(ctx, "wallet.link", userId);
  const now = ctx.now();
  const made = writeWalletMessage(input, env().baseUrl, now);
  await ctx.db.delete(walletMessage).where(lte(walletMessage.expiresAt, now));
  await ctx.db.insert(walletMessage).values({ ...made, userId, address: input.address });
  return made;
}

/**
 * Links the wallet whose key signed the message of this nonce. What was signed is read from the database, so a text that was altered on its
 * way is signed by nobody; the nonce works once, for the person who asked. Linking one's own again changes nothing.
 */
export async function linkWallet(ctx: Ctx, input: { nonce: string; signature: string }): Promise<LinkedWallet> {
  await authorise(ctx, "account.edit_own");
  const userId = actorId(ctx);
  await consumeLimit(ctx, "wallet.link", userId);
  const mine = and(eq(walletMessage.nonce, input.nonce), eq(walletMessage.userId, userId));
  const [asked] = await ctx.db
    .select()
    .from(walletMessage)
    .where(and(mine, gt(walletMessage.expiresAt, ctx.now())));
  if (!asked) throw new AppError("wallet.message_expired");
  if ((await signerOf(asked.message, input.signature)) !== asked.address) throw new AppError("wallet.signature_wrong");
  return inTx(ctx, async (tx) => {
    // Of two that come with the same nonce, one deletes it; the other finds nothing.
    const [used] = await tx.db.delete(walletMessage).where(mine).returning();
    if (!used) throw new AppError("wallet.message_expired");
    await tx.db.insert(wallet).values({ address: asked.address, userId, linkedAt: tx.now() }).onConflictDoNothing();
    const [row] = await tx.db.select().from(wallet).where(eq(wallet.address, asked.address));
    // Whose it is instead is nobody's business.
    if (row?.userId !== userId) throw new AppError("wallet.taken");
    const [held] = await tx.db.select({ count: count() }).from(wallet).where(eq(wallet.userId, userId));
    if ((held?.count ?? 0) > limits.wallets)
      throw new AppError("wallet.too_many", { details: { max: limits.wallets } });
    return { address: showAddress(row.address), linkedAt: row.linkedAt };
  });
}

/** Unlinks one of one's own wallets; one that is not linked (any more) is as good as unlinked. */
export async function unlinkWallet(ctx: Ctx, input: { address: string }): Promise<{ done: true }> {
  await authorise(ctx, "account.edit_own");
  await ctx.db.delete(wallet).where(and(eq(wallet.address, input.address), eq(wallet.userId, actorId(ctx))));
  return { done: true };
}
