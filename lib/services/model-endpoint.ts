import { and, eq } from "drizzle-orm";
import { modelEndpoint, modelRun } from "#db/schema/model-endpoint";
import { AppError } from "#lib/domain/error";
import type { Endpoint } from "#lib/domain/model-endpoint";
import { type Ctx, inTx } from "./context";
import { getProjectFor } from "./project-find";
import { lockTask } from "./task-find";

export type EndpointView = Endpoint & {
  /** Whether a key is kept; never the key. */
  hasSecret: boolean;
  /** Whether the operator lets its address be asked. */
  isAllowed: boolean;
  changedAt: Date;
};
type EndpointRow = typeof modelEndpoint.$inferSelect;

/** What a key belongs to: moved to another project's row, it opens nothing. */
const placeOf = (projectId: string) => `model endpoint of ${projectId}`;

export async function findEndpoint(ctx: Ctx, projectId: string): Promise<EndpointRow | undefined> {
  const [row] = await ctx.db.select().from(modelEndpoint).where(eq(modelEndpoint.projectId, projectId));
  return row;
}

export function viewEndpoint(ctx: Ctx, { terms, secret, changedAt }: EndpointRow): EndpointView {
  return { ...terms, hasSecret: secret !== null, isAllowed: ctx.model.isAllowed(terms.address), changedAt };
}

/** The key to send: null where the endpoint wants none, undefined where it cannot be opened any more. */
export function openSecret(ctx: Ctx, { projectId, secret }: EndpointRow): string | null | undefined {
  return secret === null ? null : ctx.model.openKey(secret, placeOf(projectId));
}

/**
 * Names the model that is asked, in place of the one before. Without `secret` the kept key stays, but only at the address it was given for: who may
 * change the address must not get at the key by it.
 */
export async function saveEndpoint(
  ctx: Ctx,
  input: Endpoint & { slug: string; secret?: string | null | undefined },
): Promise<EndpointView> {
  const { slug, secret, ...terms } = input;
  const { id: projectId } = await getProjectFor(ctx, slug, "task.edit");
  assertAllowed(ctx, terms.address);
  return inTx(ctx, async (tx) => {
    if (!(await lockTask(tx, projectId))) throw new AppError("task.not_found", { details: { project: slug } });
    await assertIdle(tx, projectId);
    const before = await findEndpoint(tx, projectId);
    const kept = before?.terms.address === terms.address ? before.secret : null;
    const sealed = secret ? tx.model.sealKey(secret, placeOf(projectId)) : null;
    const row = { terms, secret: secret === undefined ? kept : sealed, changedAt: tx.now() };
    await tx.db
      .insert(modelEndpoint)
      .values({ projectId, ...row })
      .onConflictDoUpdate({ target: modelEndpoint.projectId, set: row });
    return viewEndpoint(tx, { projectId, ...row });
  });
}

/** Forgets the endpoint and its key; what it was asked and what it said stay. */
export async function removeEndpoint(ctx: Ctx, input: { slug: string }): Promise<Record<string, never>> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "task.edit");
  return inTx(ctx, async (tx) => {
    await lockTask(tx, projectId);
    await assertIdle(tx, projectId);
    await tx.db.delete(modelEndpoint).where(eq(modelEndpoint.projectId, projectId));
    return {};
  });
}

/** Whether addresses may be asked is the operator's word; who may not hears which ones may. */
export function assertAllowed(ctx: Ctx, address: string): void {
  if (ctx.model.isAllowed(address)) return;
  throw new AppError("endpoint.not_allowed", { details: { allowed: ctx.model.origins.join(" ") || "none" } });
}

async function assertIdle(ctx: Ctx, projectId: string): Promise<void> {
  const running = await findRunning(ctx, projectId);
  if (running) throw new AppError("endpoint.busy");
}

/** The run that is under way. */
export async function findRunning(ctx: Ctx, projectId: string) {
  const [row] = await ctx.db
    .select()
    .from(modelRun)
    .where(and(eq(modelRun.projectId, projectId), eq(modelRun.state, "running")));
  return row;
}
