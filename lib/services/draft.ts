import { and, eq } from "drizzle-orm";
import { contribution, draft } from "#db/schema/contribution";
import {
  type DraftContent,
  type DraftPlace,
  draftContentSchema,
  isWorthKeeping,
  type SaveDraftInput,
} from "#lib/domain/draft";
import { AppError } from "#lib/domain/error";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { getProject } from "./project-find";

export type DraftView = { content: DraftContent; updatedAt: Date };

/** Keeps what was typed and not sent, one draft for each form of a person; an empty one is let go. */
export async function saveDraft(ctx: Ctx, input: SaveDraftInput): Promise<{ updatedAt: Date }> {
  const place = await findPlace(ctx, input);
  const updatedAt = ctx.now();
  if (!isWorthKeeping(input.content)) {
    await ctx.db.delete(draft).where(atPlace(place));
    return { updatedAt };
  }
  await assertOwnKey(ctx, place);
  const content = JSON.stringify(input.content);
  await ctx.db
    .insert(draft)
    .values({ ...place, content, updatedAt })
    .onConflictDoUpdate({ target: [draft.userId, draft.projectId, draft.key], set: { content, updatedAt } });
  return { updatedAt };
}

/** The draft of a form; null when there is none. */
export async function getDraft(ctx: Ctx, input: DraftPlace): Promise<DraftView | null> {
  const place = await findPlace(ctx, input);
  const [row] = await ctx.db.select().from(draft).where(atPlace(place));
  if (!row) return null;
  const content = draftContentSchema.safeParse(JSON.parse(row.content));
  return content.success ? { content: content.data, updatedAt: row.updatedAt } : null;
}

export async function deleteDraft(ctx: Ctx, input: DraftPlace): Promise<{ deleted: boolean }> {
  const place = await findPlace(ctx, input);
  const rows = await ctx.db.delete(draft).where(atPlace(place)).returning({ key: draft.key });
  return { deleted: rows.length > 0 };
}

type Place = { userId: string; projectId: string; key: string };

async function findPlace(ctx: Ctx, input: DraftPlace): Promise<Place> {
  const project = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", project.id);
  return { userId: actorId(ctx), projectId: project.id, key: input.key };
}

// Without this, invented ids would be a store for anything, of any size.
async function assertOwnKey(ctx: Ctx, { userId, projectId, key }: Place): Promise<void> {
  if (key === "new") return;
  const [row] = await ctx.db
    .select({ id: contribution.id })
    .from(contribution)
    .where(and(eq(contribution.id, key), eq(contribution.authorId, userId), eq(contribution.projectId, projectId)));
  if (!row) throw new AppError("contribution.not_found", { details: { contribution: key } });
}

function atPlace({ userId, projectId, key }: Place) {
  return and(eq(draft.userId, userId), eq(draft.projectId, projectId), eq(draft.key, key));
}
