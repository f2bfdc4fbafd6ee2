import { randomBytes } from "node:crypto";
import { and, eq, inArray, isNotNull, notExists, sql } from "drizzle-orm";
import { idempotency } from "#db/schema/auth";
import { batch } from "#db/schema/batch";
import { contribution, draft, revision } from "#db/schema/contribution";
import { flag } from "#db/schema/flag";
import { media, upload } from "#db/schema/media";
import { declaration } from "#db/schema/project";
import { review, slot } from "#db/schema/review";
import type { Content } from "#lib/domain/content";
import type { ErasureCause } from "#lib/domain/erasure";
import type { Ctx } from "./context";
import { enqueueJob } from "./job";
import { dropKeys } from "./near";
import { dropPrints } from "./near-media";
import { getProjectById } from "./project-find";

type Row = typeof contribution.$inferSelect;

// So long ago that the sweep waits for nothing.
const LONG_AGO = new Date(0);

/**
 * Destroys everything that tells what a (locked) contribution said, in the caller's transaction: its texts and earlier versions, salts, drafts,
 * what was declared, marks, what reviewers wrote about it, every fingerprint. Its files go by the sweep that is put in line here.
 */
export async function destroyContent(ctx: Ctx, row: Row, cause: ErasureCause): Promise<void> {
  const { db } = ctx;
  const revisions = await db.delete(revision).where(eq(revision.contributionId, row.id)).returning();
  const { modality } = await getProjectById(ctx, row.projectId);
  const contents = [row, ...revisions].map((one) => JSON.parse(one.content) as Content);
  await dropKeys(ctx, row, modality, contents);
  await dropPrints(ctx, row, contents);
  await db.delete(flag).where(eq(flag.contributionId, row.id));
  await db.delete(draft).where(and(eq(draft.userId, row.authorId), eq(draft.key, row.id)));
  const written = (table: typeof slot | typeof review) =>
    and(eq(table.contributionId, row.id), isNotNull(table.feedback));
  await db.update(slot).set({ feedback: null }).where(written(slot));
  await db.update(review).set({ feedback: null }).where(written(review));
  // Answers that are kept for repeated requests hold the fingerprint of a content beside its id.
  await db
    .delete(idempotency)
    .where(and(eq(idempotency.actorId, row.authorId), sql`position(${row.id} in ${idempotency.response}) > 0`));
  await db
    .update(contribution)
    .set({
      content: "{}",
      // The column is unique in a project and not null: random bytes stand for nothing.
      contentHash: new Uint8Array(randomBytes(32)),
      mediaHash: null,
      salt: new Uint8Array(),
      declarationId: null,
      erasedAt: ctx.now(),
      erasedFor: cause,
    })
    .where(eq(contribution.id, row.id));
  const declared = [row, ...revisions].flatMap((one) => one.declarationId ?? []);
  await dropDeclarations(ctx, row, [...new Set(declared)]);
  await dropFiles(ctx, row.id);
  if (row.batchId) await dropTable(ctx, row.batchId);
}

/** The table that the item came in with goes where it is still there, by a job: no file is touched in a transaction. */
async function dropTable(ctx: Ctx, batchId: string): Promise<void> {
  const [held] = await ctx.db
    .select({ id: batch.id })
    .from(batch)
    .where(and(eq(batch.id, batchId), isNotNull(batch.blobKey)));
  const key = `contribution.erase table ${batchId}`;
  if (held) await enqueueJob(ctx, { kind: "contribution.erase", payload: { batchId }, key });
}

/** A declaration of one's own goes; one that rows of an import share goes with the last of them. */
async function dropDeclarations(ctx: Ctx, { authorId, batchId }: Row, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { db } = ctx;
  const mine = eq(contribution.authorId, authorId);
  const users = [
    db
      .select({ one: sql`1` })
      .from(contribution)
      .where(and(mine, eq(contribution.declarationId, declaration.id))),
    db
      .select({ one: sql`1` })
      .from(revision)
      .innerJoin(contribution, eq(contribution.id, revision.contributionId))
      .where(and(mine, eq(revision.declarationId, declaration.id))),
    db
      .select({ one: sql`1` })
      .from(batch)
      .where(and(eq(batch.userId, authorId), eq(batch.declarationId, declaration.id), eq(batch.state, "running"))),
  ];
  const isFree = batchId === null ? undefined : and(...users.map((used) => notExists(used)));
  const gone = await db
    .delete(declaration)
    .where(and(inArray(declaration.id, [...ids]), isFree))
    .returning({ id: declaration.id });
  if (batchId === null || gone.length === 0) return;
  await db
    .update(batch)
    .set({ declarationId: null })
    .where(
      inArray(
        batch.declarationId,
        gone.map(({ id }) => id),
      ),
    );
}

async function dropFiles(ctx: Ctx, contributionId: string): Promise<void> {
  const gone = await ctx.db
    .delete(upload)
    .where(eq(upload.contributionId, contributionId))
    .returning({ sha256: upload.mediaSha256 });
  await releaseFiles(
    ctx,
    gone.flatMap(({ sha256 }) => sha256 ?? []),
    contributionId,
  );
}

/**
 * Has published files that no upload names any more removed at once. The sweep does it, under the lock of their rows
 * (docs/decisions/0010-images.md). `reason`: an id, so that a sweep under way, which may have passed them, does not stand for this one.
 */
export async function releaseFiles(ctx: Ctx, files: readonly Uint8Array[], reason: string): Promise<void> {
  if (files.length === 0) return;
  await ctx.db
    .update(media)
    .set({ touchedAt: LONG_AGO })
    .where(inArray(media.sha256, [...files]));
  await enqueueJob(ctx, { kind: "media.sweep", payload: {}, key: `media.sweep ${reason}` });
}
