import { and, eq, ne, sql } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { project as projects } from "#db/schema/project";
import type { DuplicateElsewhere } from "#lib/domain/contribution";
import { AppError } from "#lib/domain/error";
import type { Ctx } from "./context";
import { hex, type SealedContent } from "./hash";
import type { ProjectRow } from "./project-find";

type Hashes = Pick<SealedContent, "contentHash" | "mediaHash">;

/**
 * Which of these contents, or of the files that they are about, stand in another project, where this one takes only what is in none; by the
 * content's hash in hex. Which one it is, is told only when it is public or the asker's own. Two projects that take the same at the same
 * moment do not see each other: uniqueness is a constraint within a project only.
 */
export async function findElsewhere(
  ctx: Ctx,
  project: ProjectRow,
  rows: readonly Hashes[],
): Promise<Map<string, DuplicateElsewhere>> {
  const found = new Map<string, DuplicateElsewhere>();
  if (!project.uniqueAcrossProjects || rows.length === 0) return found;
  const byContent = await readHolders(
    ctx,
    project.id,
    "contentHash",
    rows.map(({ contentHash }) => contentHash),
  );
  const files = rows.flatMap(({ mediaHash }) => mediaHash ?? []);
  const byFile = await readHolders(ctx, project.id, "mediaHash", files);
  for (const { contentHash, mediaHash } of rows) {
    const holder = byContent.get(hex(contentHash)) ?? (mediaHash && byFile.get(hex(mediaHash)));
    if (holder) found.set(hex(contentHash), holder);
  }
  return found;
}

async function readHolders(
  ctx: Ctx,
  projectId: string,
  by: "contentHash" | "mediaHash",
  hashes: readonly Uint8Array[],
): Promise<Map<string, DuplicateElsewhere>> {
  if (hashes.length === 0) return new Map();
  const column = contribution[by];
  const wanted = JSON.stringify(hashes.map(hex));
  const rows = await ctx.db
    .select({
      id: contribution.id,
      hash: column,
      authorId: contribution.authorId,
      status: contribution.status,
      slug: projects.slug,
    })
    .from(contribution)
    .innerJoin(projects, eq(projects.id, contribution.projectId))
    .where(
      and(
        sql`${column} = any(array(select decode(value, 'hex') from json_array_elements_text(${wanted}::json)))`,
        ne(contribution.projectId, projectId),
        ne(contribution.status, "withdrawn"),
      ),
    );
  const holders = new Map<string, DuplicateElsewhere>();
  for (const { id, hash, authorId, status, slug } of rows) {
    const key = hex(hash ?? new Uint8Array());
    const isShown = status === "accepted" || (ctx.actor.kind === "user" && ctx.actor.userId === authorId);
    // One that may be shown says more than one that may not.
    if (isShown) holders.set(key, { contribution: id, project: slug });
    else if (!holders.has(key)) holders.set(key, { contribution: null, project: null });
  }
  return holders;
}

export function elsewhereError(holder: DuplicateElsewhere): AppError {
  return new AppError("contribution.duplicate_elsewhere", { details: { ...holder } });
}
