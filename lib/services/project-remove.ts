import { eq } from "drizzle-orm";
import { draft } from "#db/schema/contribution";
import { account } from "#db/schema/points";
import { membership, project } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import { accountId, budgetAccount } from "./account";
import { actorId } from "./authorise";
import { type Ctx, databaseCode, inTx } from "./context";
import { appendEntries } from "./outbox";
import { lockProject } from "./project-edit";
import { getProjectFor } from "./project-find";

/**
 * Removes a draft and everybody's role in it. Only a draft that was never granted points: whatever the ledger has counted in stays.
 * Its ledger entries (roles, by ids) stay too, and say that the roles ended.
 */
export async function removeDraft(ctx: Ctx, input: { slug: string }): Promise<{ slug: string }> {
  const { id } = await getProjectFor(ctx, input.slug, "project.edit");
  const removerId = actorId(ctx);
  return inTx(ctx, async (tx) => {
    const row = await lockProject(tx, id);
    const refusal = () => new AppError("project.bad_transition", { details: { from: row.state, to: "removed" } });
    if (row.state !== "draft" || (await isFunded(tx, id))) throw refusal();
    const members = await tx.db.delete(membership).where(eq(membership.projectId, id)).returning();
    await tx.db.delete(draft).where(eq(draft.projectId, id));
    try {
      await tx.db.delete(project).where(eq(project.id, id));
    } catch (error) {
      // Something else hangs on it already, such as an uploaded table.
      throw databaseCode(error) === "23503" ? refusal() : error;
    }
    await appendEntries(
      tx,
      members.map(({ userId, role }) => ({
        v: 1,
        id: tx.newId(),
        at: tx.now().toISOString(),
        kind: "role.revoked",
        actor: removerId,
        user: userId,
        role,
        project: id,
      })),
    );
    return { slug: row.slug };
  });
}

async function isFunded(ctx: Ctx, projectId: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: account.id })
    .from(account)
    .where(eq(account.id, accountId(budgetAccount(projectId))));
  return rows.length > 0;
}
