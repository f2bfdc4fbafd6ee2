import { and, eq, inArray, or } from "drizzle-orm";
import { upload } from "#db/schema/media";
import type { Ctx } from "./context";

/**
 * Takes away the file of an upload once nothing needs it: neither the upload itself, nor one that came out of it and whose bytes it still
 * holds. Answers whether it went.
 */
export async function releaseFile(ctx: Ctx, id: string): Promise<boolean> {
  const [needed] = await ctx.db
    .select({ id: upload.id })
    .from(upload)
    .where(
      or(
        and(eq(upload.id, id), inArray(upload.state, ["receiving", "received"])),
        and(eq(upload.heldIn, id), eq(upload.state, "received")),
      ),
    )
    .limit(1);
  if (!needed) await ctx.media.drop(id);
  return !needed;
}
