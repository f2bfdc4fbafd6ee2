import { and, eq, gt } from "drizzle-orm";
import { modelRun } from "#db/schema/model-endpoint";
import type { Ctx } from "./context";
import { findEndpoint } from "./model-endpoint";

/** A model that a project's items were sent to, or may be from now on: one of the facts that contributors are told. */
export type ModelAsked = {
  /** Where it is: scheme, host and port. */
  origin: string;
  model: string;
  version: string;
  /** Items sent so far. */
  items: number;
};

/** Every model that items left this site for, and the one that is named now; in the order of their places. */
export async function readModelsAsked(ctx: Ctx, projectId: string): Promise<ModelAsked[]> {
  const runs = await ctx.db
    .select({ terms: modelRun.terms, items: modelRun.asked })
    .from(modelRun)
    .where(and(eq(modelRun.projectId, projectId), gt(modelRun.asked, 0)));
  const named = await findEndpoint(ctx, projectId);
  const found = new Map<string, ModelAsked>();
  for (const { terms, items } of [...runs, ...(named ? [{ terms: named.terms, items: 0 }] : [])]) {
    const { model, version } = terms;
    const { origin } = new URL(terms.address);
    const key = JSON.stringify([origin, model, version]);
    found.set(key, { origin, model, version, items: items + (found.get(key)?.items ?? 0) });
  }
  return [...found.keys()].sort().map((key) => found.get(key) as ModelAsked);
}
