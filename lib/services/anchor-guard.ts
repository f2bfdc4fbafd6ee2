import { and, desc, eq, gt } from "drizzle-orm";
import { anchorEvent, anchorWatch } from "#db/schema/anchor";
import type { AnchorPlace } from "#lib/domain/anchor";
import type { SignedState } from "#lib/domain/log-state";
import { ofPlace } from "./anchor-watch";
import type { Ctx } from "./context";

/**
 * What the configured contract was last found to hold, for S3 to compare with our tree: its head, and events that did not fit when they were
 * read. The contract takes only what our publisher signed, so each is a checkpoint of ours, or the node lies. Other contracts have no say.
 */
export async function listAnchored(ctx: Ctx, place: AnchorPlace): Promise<SignedState[]> {
  const [watch] = await ctx.db
    .select({ size: anchorWatch.headSize, root: anchorWatch.headRoot })
    .from(anchorWatch)
    .where(and(ofPlace(anchorWatch, place), gt(anchorWatch.headSize, 0)));
  const [wrong] = await ctx.db
    .select({ size: anchorEvent.size, root: anchorEvent.root })
    .from(anchorEvent)
    .where(and(ofPlace(anchorEvent, place), eq(anchorEvent.matches, false)))
    .orderBy(desc(anchorEvent.size))
    .limit(1);
  const held = watch?.size && watch.root ? [{ size: watch.size, root: watch.root }] : [];
  return wrong ? [...held, wrong] : held;
}

/** A log begins anew under another name: what contracts hold is of the old one. */
export async function forgetAnchored(ctx: Ctx): Promise<void> {
  await ctx.db.update(anchorWatch).set({ headSize: null, headRoot: null, headAt: null });
  await ctx.db.delete(anchorEvent).where(eq(anchorEvent.matches, false));
}
