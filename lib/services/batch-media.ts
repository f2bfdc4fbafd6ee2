import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import { upload } from "#db/schema/media";
import type { RowRefusal } from "#lib/domain/batch";
import { baseName, comparableName, FILE_FIELD } from "#lib/domain/table-field";
import type { Ctx } from "./context";
import { hex } from "./hash";

type Holder = { userId: string; projectId: string };
export type NamedFile = { uploadId: string; sha256: string; originalSha256: string };
type Row = typeof upload.$inferSelect;

/**
 * What each name in a table means among the files that the person uploaded to the project: one that is ready and was not sent in yet, or why
 * there is none. A name may have the folders that it had in an archive. With `isTaken` the files are locked for this transaction.
 */
export async function findFiles(
  ctx: Ctx,
  { userId, projectId }: Holder,
  names: readonly string[],
  isTaken: boolean,
): Promise<Map<string, NamedFile | RowRefusal>> {
  const wanted = [...new Set(names.flatMap((name) => [name, baseName(comparableName(name)), comparableName(name)]))];
  if (wanted.length === 0) return new Map();
  const query = ctx.db
    .select()
    .from(upload)
    .where(
      and(
        ...[eq(upload.userId, userId), eq(upload.projectId, projectId), eq(upload.purpose, "media")],
        or(inArray(upload.fileName, wanted), inArray(upload.archiveName, wanted)),
      ),
    )
    .orderBy(asc(upload.id))
    .$dynamic();
  const rows = await (isTaken ? query.for("update") : query);
  return new Map(names.map((name) => [name, choose(name, rows)]));
}

function choose(name: string, rows: readonly Row[]): NamedFile | RowRefusal {
  const wanted = comparableName(name);
  const inFolder = rows.filter(({ archiveName }) => archiveName !== null && comparableName(archiveName) === wanted);
  const called = (row: Row) => comparableName(row.fileName) === baseName(wanted);
  const matches = inFolder.length > 0 ? inFolder : rows.filter(called);
  const refuse = (reason: RowRefusal["reason"]) => ({ reason, field: FILE_FIELD, detail: name.slice(0, 200) });
  const free = matches.filter((row) => row.state === "ready" && row.contributionId === null);
  const [file] = free;
  if (new Set(free.map(({ mediaSha256 }) => mediaSha256 && hex(mediaSha256))).size > 1) return refuse("file_ambiguous");
  if (file?.mediaSha256 && file.originalSha256) {
    return { uploadId: file.id, sha256: hex(file.mediaSha256), originalSha256: hex(file.originalSha256) };
  }
  if (matches.some(({ state }) => state === "receiving" || state === "received")) return refuse("file_unchecked");
  if (matches.some(({ contributionId }) => contributionId !== null)) return refuse("file_used");
  return refuse(matches.length > 0 ? "file_refused" : "file_missing");
}

/** Makes uploads part of the contributions that came in with a table, in the transaction that writes them. */
export async function bindFiles(
  ctx: Ctx,
  pairs: readonly { uploadId: string; contributionId: string }[],
): Promise<void> {
  if (pairs.length === 0) return;
  await ctx.db.execute(sql`
    update ${upload} set contribution_id = pair."contributionId", changed_at = ${ctx.now().toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(pairs)}::json) as pair("uploadId" uuid, "contributionId" uuid)
    where ${upload.id} = pair."uploadId"`);
}
