import { eq, inArray, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { media } from "#db/schema/media";
import { project } from "#db/schema/project";
import { type ItemRoom, roomOf } from "#lib/domain/annotated-text";
import { type Content, mediaOf } from "#lib/domain/content";
import { isMarkForm } from "#lib/domain/mark-agreement";
import type { Question } from "#lib/domain/question";
import { breathe } from "./breathe";
import { contentOf } from "./content-view";
import type { Ctx } from "./context";
import { fromHex, hex } from "./hash";

const ITEMS_AT_ONCE = 1_000;

/** How much room each of a project's items has for marks, by their ids: code points, pixels, milliseconds. An erased text has none. */
export async function readRooms(ctx: Ctx, projectId: string, ids: readonly string[]): Promise<Map<string, ItemRoom>> {
  const [of] = await ctx.db.select({ modality: project.modality }).from(project).where(eq(project.id, projectId));
  const rooms = new Map<string, ItemRoom>();
  for (let at = 0; of && at < ids.length; at += ITEMS_AT_ONCE) {
    const rows = await ctx.db
      .select({ id: contribution.id, content: contribution.content })
      .from(contribution)
      .where(sql`${contribution.id} = any(${`{${ids.slice(at, at + ITEMS_AT_ONCE).join(",")}}`}::uuid[])`);
    const contents = rows.map(({ id, content }) => ({ id, content: JSON.parse(content) as Content }));
    const files = await readFiles(
      ctx,
      contents.flatMap(({ content }) => mediaOf(content) ?? []),
    );
    for (const { id, content } of contents)
      rooms.set(
        id,
        roomOf({ ...contentOf(of.modality, content, () => null), media: files.get(mediaOf(content) ?? "") ?? null }),
      );
    if (ids.length > ITEMS_AT_ONCE) await breathe();
  }
  return rooms;
}

type File = Pick<typeof media.$inferSelect, "width" | "height" | "durationMs">;

async function readFiles(ctx: Ctx, hashes: readonly string[]): Promise<Map<string, File>> {
  if (hashes.length === 0) return new Map();
  const { sha256, width, height, durationMs } = media;
  const rows = await ctx.db
    .select({ sha256, width, height, durationMs })
    .from(media)
    .where(inArray(sha256, [...new Set(hashes)].map(fromHex)));
  return new Map(rows.map(({ sha256: hash, ...file }) => [hex(hash), file]));
}

/** The same where a question asks for marks; nothing else needs to know where an item ends. */
export async function readMarkRooms(
  ctx: Ctx,
  projectId: string,
  questions: readonly Question[],
  ids: readonly string[],
): Promise<Map<string, ItemRoom>> {
  return questions.some(({ form }) => isMarkForm(form.kind)) ? readRooms(ctx, projectId, ids) : new Map();
}
