import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { archive, archiveRefusal, upload } from "#db/schema/media";
import { AppError, type ErrorReason } from "#lib/domain/error";
import type { UploadState } from "#lib/domain/media";
import { type Page, type PageInput, pageOf } from "#lib/domain/paging";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
import { getProject } from "./project-find";
import { refusalOf, type UploadView } from "./upload-read";

export type ArchiveView = Pick<
  UploadView,
  "id" | "fileName" | "sizeBytes" | "receivedBytes" | "state" | "refusal" | "createdAt"
> & {
  /** Files in it; null until it was looked through. */
  files: number | null;
  /** Those that became an upload or a refusal. */
  doneFiles: number;
  /** Of the uploads: those that wait for their check, and those that passed it. */
  checkingFiles: number;
  readyFiles: number;
  /** Refused by their name, their bytes or their check: all stand in the report. */
  refusedFiles: number;
};

export type MemberRefusal = {
  entry: number;
  name: string;
  reason: ErrorReason;
  details: Record<string, string | number | boolean | null>;
};

/** My archives of a project, oldest first, until they are thrown away. */
export async function listArchives(ctx: Ctx, input: { project: string }): Promise<{ items: ArchiveView[] }> {
  const { id } = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", id);
  const mine = and(eq(upload.userId, actorId(ctx)), eq(upload.projectId, id), isNull(upload.contributionId));
  const rows = await ctx.db
    .select({ row: upload, files: archive.files, doneFiles: archive.doneFiles })
    .from(upload)
    .leftJoin(archive, eq(archive.uploadId, upload.id))
    .where(and(mine, eq(upload.purpose, "archive")))
    .orderBy(asc(upload.createdAt), asc(upload.id));
  return { items: await viewsOf(ctx, rows) };
}

/** One of my archives or packs. */
export async function getArchive(ctx: Ctx, input: { id: string }): Promise<ArchiveView> {
  await authorise(ctx, "contribution.submit");
  const rows = await ctx.db
    .select({ row: upload, files: archive.files, doneFiles: archive.doneFiles })
    .from(upload)
    .leftJoin(archive, eq(archive.uploadId, upload.id))
    .where(and(eq(upload.id, input.id), inArray(upload.purpose, ["archive", "pack"]), eq(upload.userId, actorId(ctx))));
  const [view] = await viewsOf(ctx, rows);
  if (!view) throw new AppError("archive.not_found", { details: { archive: input.id } });
  return view;
}

type Row = { row: typeof upload.$inferSelect; files: number | null; doneFiles: number | null };

async function viewsOf(ctx: Ctx, rows: readonly Row[]): Promise<ArchiveView[]> {
  const ids = rows.map(({ row }) => row.id);
  const counts = await countMembers(ctx, ids);
  return Promise.all(
    rows.map(async ({ row, files, doneFiles }) => {
      const { id, fileName, sizeBytes, state, createdAt } = row;
      const receivedBytes = state === "receiving" ? ((await ctx.media.receivedBytes(id)) ?? 0) : sizeBytes;
      const of = (kind: UploadState | "unpacking") => counts.get(`${id} ${kind}`) ?? 0;
      return {
        ...{ id, fileName, sizeBytes, receivedBytes, state, createdAt, files },
        refusal: refusalOf(row),
        doneFiles: doneFiles ?? 0,
        checkingFiles: of("received"),
        readyFiles: of("ready"),
        refusedFiles: of("refused") + of("unpacking"),
      };
    }),
  );
}

/** How many members of these archives are in each state; "unpacking" are those refused before they were uploads. */
async function countMembers(ctx: Ctx, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const counted = sql`count(*)`.mapWith(Number);
  const uploads = await ctx.db
    .select({ id: upload.archiveId, state: upload.state, count: counted })
    .from(upload)
    .where(inArray(upload.archiveId, ids))
    .groupBy(upload.archiveId, upload.state);
  const refusals = await ctx.db
    .select({ id: archiveRefusal.archiveId, count: counted })
    .from(archiveRefusal)
    .where(inArray(archiveRefusal.archiveId, ids))
    .groupBy(archiveRefusal.archiveId);
  return new Map([
    ...uploads.map((row) => [`${row.id} ${row.state}`, row.count] as const),
    ...refusals.map((row) => [`${row.id} unpacking`, row.count] as const),
  ]);
}

/** Refused members of one of my archives, in its own order. */
export async function listMemberRefusals(ctx: Ctx, input: PageInput & { id: string }): Promise<Page<MemberRefusal>> {
  await getArchive(ctx, input);
  const after = input.cursor && /^\d{1,9}$/.test(input.cursor) ? Number(input.cursor) : -1;
  const rows = await readRefusals(ctx, input.id, after, input.limit + 1);
  return pageOf(rows, input.limit, (last) => String(last.entry));
}

const STREAM_PAGE = 1_000;

/** All refused members, a page of them in memory at a time: for the report that is downloaded. */
export async function* streamMemberRefusals(ctx: Ctx, input: { id: string }): AsyncGenerator<MemberRefusal> {
  for (let after = -1; ; ) {
    const rows = await readRefusals(ctx, input.id, after, STREAM_PAGE);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < STREAM_PAGE) return;
    after = last.entry;
  }
}

function readRefusals(ctx: Ctx, id: string, after: number, limit: number): Promise<MemberRefusal[]> {
  return queryRows<MemberRefusal>(
    ctx.db,
    sql`select entry, name, reason, details from ${archiveRefusal} where archive_id = ${id} and entry > ${after}
      union all
      select archive_entry, coalesce(archive_name, file_name), refusal, coalesce(refusal_details, '{}') from ${upload}
      where archive_id = ${id} and archive_entry > ${after} and state = 'refused'
      order by 1 limit ${limit}`,
  );
}
