import { and, eq } from "drizzle-orm";
import { membership } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import { type Action, isAllowed, isInScope, type Role } from "#lib/domain/policy";
import type { Ctx } from "./context";

/** Roles of the actor, in one project when an id is given; read from the database, never from a token. */
export async function rolesOf(ctx: Ctx, projectId?: string): Promise<Role[]> {
  const { actor } = ctx;
  if (actor.kind === "system") return ["system"];
  if (actor.kind === "anonymous") return ["anonymous"];
  const roles: Role[] = ["contributor"];
  if (actor.isAdmin) roles.push("admin");
  if (projectId) {
    const rows = await ctx.db
      .select({ role: membership.role })
      .from(membership)
      .where(and(eq(membership.projectId, projectId), eq(membership.userId, actor.userId)));
    roles.push(...rows.map((row) => row.role));
  }
  return roles;
}

/** True when the actor may do it (in that project), with the token at hand. */
export async function mayDo(ctx: Ctx, action: Action, projectId?: string): Promise<boolean> {
  const { actor } = ctx;
  if (actor.kind === "user" && actor.scopes && !isInScope(actor.scopes, action)) return false;
  return isAllowed(await rolesOf(ctx, projectId), action);
}

/** Throws unless the actor may do it; says whether a sign-in, a scope or a role is what lacks. */
export async function authorise(ctx: Ctx, action: Action, projectId?: string): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === "user" && actor.scopes && !isInScope(actor.scopes, action)) {
    throw new AppError("auth.scope_missing", { details: { action } });
  }
  if (isAllowed(await rolesOf(ctx, projectId), action)) return;
  throw new AppError(actor.kind === "anonymous" ? "auth.required" : "rights.missing", { details: { action } });
}

/** The acting person's id; throws when nobody is signed in. */
export function actorId(ctx: Ctx): string {
  if (ctx.actor.kind === "user") return ctx.actor.userId;
  throw new AppError("auth.required");
}
