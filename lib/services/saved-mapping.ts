import { and, eq } from "drizzle-orm";
import { savedMapping } from "#db/schema/batch";
import type { ColumnMapping } from "#lib/domain/batch";
import { actorId } from "./authorise";
import type { Ctx } from "./context";
import { hex, sha256 } from "./hash";
import type { ProjectRow } from "./project-find";

/** How the person last mapped a file with these columns to this project; undefined when they did not, or when it no longer fits. */
export async function findSavedMapping(
  ctx: Ctx,
  project: ProjectRow,
  columns: readonly string[],
): Promise<{ mapping: ColumnMapping; usedAt: Date } | undefined> {
  const [saved] = await ctx.db
    .select()
    .from(savedMapping)
    .where(
      and(
        eq(savedMapping.userId, actorId(ctx)),
        eq(savedMapping.projectId, project.id),
        eq(savedMapping.columnsHash, hashColumns(columns)),
      ),
    );
  const language = saved?.mapping.language;
  if (!saved || (language !== undefined && !project.languages.includes(language))) return undefined;
  return { mapping: saved.mapping, usedAt: saved.usedAt };
}

/** Keeps a mapping for the next file of these columns, in the transaction that starts an import under it. */
export async function keepMapping(
  ctx: Ctx,
  { projectId, columns, mapping }: { projectId: string; columns: readonly string[]; mapping: ColumnMapping },
): Promise<void> {
  const last = { mapping, usedAt: ctx.now() };
  await ctx.db
    .insert(savedMapping)
    .values({ userId: actorId(ctx), projectId, columnsHash: hashColumns(columns), ...last })
    .onConflictDoUpdate({
      target: [savedMapping.userId, savedMapping.projectId, savedMapping.columnsHash],
      set: last,
    });
}

/** The same for the same names in any order. */
function hashColumns(columns: readonly string[]): string {
  return hex(sha256(JSON.stringify([...columns].sort())));
}
