import type { Role } from "#lib/domain/policy";
import { isAllowed, isInScope } from "#lib/domain/policy";
import {
  type ActionObstacle,
  type ActionState,
  actionRights,
  coveredBy,
  obstacleIn,
  type ProjectAction,
  projectActions,
} from "#lib/domain/project-view";
import { authorise, rolesOf } from "./authorise";
import type { Ctx } from "./context";
import { readBudgets } from "./project-budget";
import { getProject } from "./project-find";

export type MyActions = { slug: string; roles: Role[]; actions: ActionState[] };

/** What the actor may do in a project now, and if not, why: first sign-in and rights, then the project's state and budget. */
export async function readMyActions(ctx: Ctx, input: { slug: string }): Promise<MyActions> {
  await authorise(ctx, "project.read");
  const row = await getProject(ctx, input.slug);
  const roles = await rolesOf(ctx, row.id);
  const left = (await readBudgets(ctx, [row.id])).get(row.id)?.left ?? 0;
  const facts = { state: row.state, covers: coveredBy(left, row), inReview: row.inReviewCount };
  const actions = projectActions.map((action) => {
    const reason = obstacleOf(ctx, roles, action) ?? obstacleIn(facts, action);
    return { action, allowed: reason === null, reason };
  });
  return { slug: row.slug, roles, actions };
}

function obstacleOf(ctx: Ctx, roles: readonly Role[], action: ProjectAction): ActionObstacle | null {
  const { actor } = ctx;
  const right = actionRights[action];
  if (actor.kind === "anonymous") return "signed_out";
  if (actor.kind === "user" && actor.scopes && !isInScope(actor.scopes, right)) return "scope_missing";
  return isAllowed(roles, right) ? null : "role_missing";
}
