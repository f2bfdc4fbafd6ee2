import { and, eq } from "drizzle-orm";
import { membership } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import { type Action, isAllowed, isInScope, type Role } from "#lib/domain/policy";
import type { Ctx } from "./context";

/** Roles of the actor, in one project when an id is given; read from the database, never from a token. */
export async function rolesOf(ctx: Ctx, projectId?: string): Promise<Role[]> {
  const { actor } = ctx;
  if (!projectId || actor.kind !== "user") return withSiteRoles(ctx, []);
  const rows = await ctx.db
    .select({ role: membership.role })
    .from(membership)
    .where(and(eq(membership.projectId, projectId), eq(membership.userId, actor.userId)));
  return withSiteRoles(
    ctx,
    rows.map((row) => row.role),
  );
}

function withSiteRoles(ctx: Ctx, projectRoles: readonly Role[]): Role[] {
  const { actor } = ctx;
  if (actor.kind !== "user") return [actor.kind];
  return ["contributor", ...(actor.isAdmin ? (["admin"] as const) : []), ...projectRoles];
}

/** True when the actor may do it (in that project), with the token at hand. */
export async function mayDo(ctx: Ctx, action: Action, projectId?: string): Promise<boolean> {
  return isScoped(ctx, action) && isAllowed(await rolesOf(ctx, projectId), action);
}

/** Throws unless the actor may do it; says whether a sign-in, a scope or a role is what lacks. */
export async function authorise(ctx: Ctx, action: Action, projectId?: string): Promise<void> {
  if (isScoped(ctx, action) && isAllowed(await rolesOf(ctx, projectId), action)) return;
  throw refused(ctx, action);
}

/** The same where the actor's roles in the project were read already. */
export function authoriseRoles(ctx: Ctx, action: Action, projectRoles: readonly Role[]): void {
  if (isScoped(ctx, action) && isAllowed(withSiteRoles(ctx, projectRoles), action)) return;
  throw refused(ctx, action);
}

/** True when the token at hand, if it is one, carries the action's scope. */
export function isScoped({ actor }: Ctx, action: Action): boolean {
  return actor.kind !== "user" || actor.scopes === null || isInScope(actor.scopes, action);
}

function refused(ctx: Ctx, action: Action): AppError {
  const details = { action };
  if (!isScoped(ctx, action)) return new AppError("auth.scope_missing", { details });
  return new AppError(ctx.actor.kind === "anonymous" ? "auth.required" : "rights.missing", { details });
}

/** The acting person's id; throws when nobody is signed in. */
export function actorId(ctx: Ctx): string {
  if (ctx.actor.kind === "user") return ctx.actor.userId;
  throw new AppError("auth.required");
}
