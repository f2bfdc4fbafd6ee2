import { and, eq, inArray } from "drizzle-orm";
import { batch } from "#db/schema/batch";
import { media } from "#db/schema/media";
import { type Ctx, inTx } from "./context";
import { fromHex, hex } from "./hash";

const DAY_MS = 86_400_000;
const STEP_KEYS = 200;

/**
 * Takes back the room of files that no row knows: whoever wrote them died before the row, or removed the row and died before the file. What is
 * younger than a day is left alone, because its row may be on its way.
 */
export async function sweepUnknown(ctx: Ctx): Promise<{ blobs: number; files: number }> {
  const before = new Date(ctx.now().getTime() - DAY_MS);
  const blobs = await sweepStore(
    ctx.blob.list(before),
    (keys) => knownBlobs(ctx, keys),
    (key) => ctx.blob.remove(key),
  );
  const files = await sweepStore(
    ctx.media.listKept(before),
    (hashes) => knownMedia(ctx, hashes),
    (hash) => removeFile(ctx, hash),
  );
  return { blobs, files };
}

async function sweepStore(
  names: AsyncIterable<string>,
  known: (names: string[]) => Promise<Set<string>>,
  remove: (name: string) => Promise<unknown>,
): Promise<number> {
  let removed = 0;
  let step: string[] = [];
  const take = async () => {
    const kept = await known(step);
    for (const name of step) {
      if (kept.has(name)) continue;
      await remove(name);
      removed += 1;
    }
    step = [];
  };
  for await (const name of names) {
    step.push(name);
    if (step.length === STEP_KEYS) await take();
  }
  if (step.length > 0) await take();
  return removed;
}

async function knownBlobs(ctx: Ctx, keys: string[]): Promise<Set<string>> {
  const rows = await ctx.db.select({ key: batch.blobKey }).from(batch).where(inArray(batch.blobKey, keys));
  return new Set(rows.flatMap(({ key }) => key ?? []));
}

async function knownMedia(ctx: Ctx, hashes: string[]): Promise<Set<string>> {
  const rows = await ctx.db
    .select({ sha256: media.sha256 })
    .from(media)
    .where(inArray(media.sha256, hashes.map(fromHex)));
  return new Set(rows.map(({ sha256 }) => hex(sha256)));
}

/** The same file may come again at this moment: its row, made here for as long as the file takes to go, keeps the two apart. */
async function removeFile(ctx: Ctx, hash: string): Promise<void> {
  const sha256 = fromHex(hash);
  await inTx(ctx, async (tx) => {
    const [held] = await tx.db
      .insert(media)
      .values({ sha256, format: "png", width: 1, height: 1, sizeBytes: 0, touchedAt: tx.now() })
      .onConflictDoNothing()
      .returning({ sha256: media.sha256 });
    if (!held) return;
    await tx.media.remove(hash);
    await tx.db.delete(media).where(and(eq(media.sha256, sha256), eq(media.sizeBytes, 0)));
  });
}
