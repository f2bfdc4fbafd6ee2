import { eq } from "drizzle-orm";
import { project } from "#db/schema/project";
import type { EntryBody } from "#lib/domain/entry";
import { AppError } from "#lib/domain/error";
import { type ProjectState, projectMoves } from "#lib/domain/project";
import { lockBudgetAndTreasury } from "./account-lock";
import { actorId } from "./authorise";
import { type Ctx, inTx } from "./context";
import { hex } from "./hash";
import { appendEntries } from "./outbox";
import { lockProject } from "./project-edit";
import { getProjectFor, type ProjectRow } from "./project-find";
import { policyHashOf, policyOf } from "./project-policy";
import { returnFreeBudget } from "./project-return";

export type StateChanged = { slug: string; state: ProjectState };

/**
 * Opens, pauses, opens again or closes a project, by the table of moves. Asking for the state it is already in changes nothing, so
 * a double click is harmless. Items in review go on being reviewed and paid in every state; what a closed project has free returns to
 * the treasury, and what is reserved follows as it becomes free.
 */
export async function changeProjectState(ctx: Ctx, input: { slug: string; to: ProjectState }): Promise<StateChanged> {
  const { id } = await getProjectFor(ctx, input.slug, "project.change_state");
  const changerId = actorId(ctx);
  return inTx(ctx, async (tx) => {
    if (input.to === "closed") await lockBudgetAndTreasury(tx, id);
    const row = await lockProject(tx, id);
    if (row.state === input.to) return { slug: row.slug, state: row.state };
    if (!projectMoves[row.state].includes(input.to)) {
      throw new AppError("project.bad_transition", { details: { from: row.state, to: input.to } });
    }
    const openedAt = row.openedAt ?? (input.to === "open" ? tx.now() : null);
    const requestedBudget = input.to === "closed" ? 0 : row.requestedBudget;
    await tx.db.update(project).set({ state: input.to, openedAt, requestedBudget }).where(eq(project.id, id));
    await appendEntries(tx, [stateEntry(tx, row, input.to, changerId)]);
    await returnFreeBudget(tx, [id]);
    return { slug: row.slug, state: input.to };
  });
}

function stateEntry(ctx: Ctx, row: ProjectRow, to: ProjectState, actor: string): EntryBody {
  const head = { v: 1 as const, id: ctx.newId(), at: ctx.now().toISOString(), project: row.id, actor };
  if (row.state === "draft") {
    const policy = policyOf(row);
    const policyHash = hex(policyHashOf(policy));
    return { ...head, kind: "project.opened", policyVersion: row.policyVersion, policyHash, policy };
  }
  if (to === "draft") throw new Error("no move leads back to a draft");
  return { ...head, kind: "project.state_changed", state: to };
}
