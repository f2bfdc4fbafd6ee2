import { eq } from "drizzle-orm";
import { user } from "#db/schema/user";
import { assertOtherAdmin, lockUser } from "./admin-role";
import { recordAudit } from "./audit";
import { authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { raiseEpoch } from "./user-session";

type BanResult = { userId: string; bannedAt: Date | null };

/** Shuts somebody out: sessions end and tokens are refused at once. What they did stays. The last admin cannot be banned. */
export async function banUser(ctx: Ctx, input: { userId: string; reason: string }): Promise<BanResult> {
  await authorise(ctx, "user.ban");
  return inTx(ctx, async (tx) => {
    await assertOtherAdmin(tx, input.userId);
    const row = await lockUser(tx, input.userId);
    if (row.bannedAt) return { userId: row.id, bannedAt: row.bannedAt };
    const bannedAt = tx.now();
    await tx.db.update(user).set({ bannedAt }).where(eq(user.id, row.id));
    await raiseEpoch(tx, row.id);
    await recordAudit(tx, { action: "user.banned", subjectId: row.id, detail: { reason: input.reason } });
    return { userId: row.id, bannedAt };
  });
}

/** Lets somebody back in. They sign in anew. */
export async function unbanUser(ctx: Ctx, input: { userId: string }): Promise<BanResult> {
  await authorise(ctx, "user.ban");
  return inTx(ctx, async (tx) => {
    const row = await lockUser(tx, input.userId);
    if (row.bannedAt) {
      await tx.db.update(user).set({ bannedAt: null }).where(eq(user.id, row.id));
      await recordAudit(tx, { action: "user.unbanned", subjectId: row.id });
    }
    return { userId: row.id, bannedAt: null };
  });
}
