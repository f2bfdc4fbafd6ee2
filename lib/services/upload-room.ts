import { type AnyColumn, and, eq, or, type SQL, sql } from "drizzle-orm";
import { uploadRoom } from "#db/schema/media";
import { project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { UploadPurpose } from "#lib/domain/media";
import { actorId, authorise } from "./authorise";
import { type Ctx, inTx } from "./context";
import { getProject } from "./project-find";

export type Holder = { userId: string; projectId: string };

/** What person and project hold of their room for files. */
type Held = {
  personBytes: number;
  /** Of the person in this project. */
  shareBytes: number;
  projectBytes: number;
  waitingFiles: number;
  largeFiles: number;
  packs: number;
  quota: Quota;
};

/** The most that each may hold: what the site gives, or less where the project says so. */
type Quota = { personBytes: number; shareBytes: number | null; projectBytes: number };

const MB = 1_000_000;

async function readQuota(ctx: Ctx, projectId: string): Promise<Quota> {
  const { personBytes, projectBytes } = ctx.media.quota;
  const [row] = await ctx.db
    .select({ personMb: project.personRoomMb, projectMb: project.projectRoomMb })
    .from(project)
    .where(eq(project.id, projectId));
  const { personMb = null, projectMb = null } = row ?? {};
  return {
    personBytes,
    shareBytes: personMb === null ? null : Math.min(personBytes, personMb * MB),
    projectBytes: projectMb === null ? projectBytes : Math.min(projectBytes, projectMb * MB),
  };
}

export type RoomView = { usedBytes: number; maxBytes: number };

// Notes of one person in one project that are summed as they are; more are made one.
const MOST_NOTES = 16;

/**
 * Keeps others from taking room until the transaction ends. Person and project are locked in this order, so that two uploads cannot both take
 * the last of a quota; under these locks nobody else folds what is noted of the two.
 */
export async function lockRoom(ctx: Ctx, { userId, projectId }: Holder): Promise<void> {
  await ctx.db.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
  await ctx.db.select({ id: project.id }).from(project).where(eq(project.id, projectId)).for("update");
  const own = sql`user_id = ${userId} and project_id = ${projectId}`;
  await ctx.db.execute(sql`
    with gone as (
      delete from ${uploadRoom} where ${own} and (select count(*) from ${uploadRoom} where ${own}) > ${MOST_NOTES} returning *
    )
    insert into ${uploadRoom} (user_id, project_id, bytes, waiting_files, large_files, packs)
    select user_id, project_id, sum(bytes), sum(waiting_files), sum(large_files), sum(packs) from gone
    group by user_id, project_id`);
}

/** Folds what is noted of people who went away, so that it costs those who stay nothing. */
export async function foldRoom(ctx: Ctx): Promise<void> {
  const long = await ctx.db
    .select({ userId: uploadRoom.userId, projectId: uploadRoom.projectId })
    .from(uploadRoom)
    .groupBy(uploadRoom.userId, uploadRoom.projectId)
    .having(sql`count(*) > ${MOST_NOTES}`);
  for (const holder of long) await inTx(ctx, (tx) => lockRoom(tx, holder));
}

/**
 * Refused files take no room; an archive, a pack or a table that is all here makes way for what comes out of it. The triggers of `upload` say
 * so (db/migrations): here are only their sums, which cost the same however many uploads there are.
 */
export async function readHeld(ctx: Ctx, { userId, projectId }: Holder): Promise<Held> {
  const mine = eq(uploadRoom.userId, userId);
  const inProject = eq(uploadRoom.projectId, projectId);
  const sumOf = (column: AnyColumn, where: SQL | undefined) =>
    sql`coalesce(sum(${column}) filter (where ${where}), 0)`.mapWith(Number);
  const [row] = await ctx.db
    .select({
      personBytes: sumOf(uploadRoom.bytes, mine),
      shareBytes: sumOf(uploadRoom.bytes, and(mine, inProject)),
      projectBytes: sumOf(uploadRoom.bytes, inProject),
      waitingFiles: sumOf(uploadRoom.waitingFiles, and(mine, inProject)),
      largeFiles: sumOf(uploadRoom.largeFiles, mine),
      packs: sumOf(uploadRoom.packs, mine),
    })
    .from(uploadRoom)
    .where(or(mine, inProject));
  const none = { personBytes: 0, shareBytes: 0, projectBytes: 0, waitingFiles: 0, largeFiles: 0, packs: 0 };
  return { ...(row ?? none), quota: await readQuota(ctx, projectId) };
}

/**
 * Takes room for one more file out of what is left; throws where it does not fit. A pack has to find some room, not all of its own: each
 * of its files looks for a place by itself when it is taken apart.
 */
export function takeRoom(
  held: Held,
  { purpose, sizeBytes: wholeBytes }: { purpose: UploadPurpose; sizeBytes: number },
) {
  const { personBytes, shareBytes, projectBytes } = held.quota;
  const sizeBytes = purpose === "pack" ? 1 : wholeBytes;
  if (held.personBytes + sizeBytes > personBytes) {
    throw new AppError("upload.quota_person", {
      details: { usedBytes: held.personBytes, sizeBytes: wholeBytes, maxBytes: personBytes },
    });
  }
  if (shareBytes !== null && held.shareBytes + sizeBytes > shareBytes) {
    throw new AppError("upload.quota_share", {
      details: { usedBytes: held.shareBytes, sizeBytes: wholeBytes, maxBytes: shareBytes },
    });
  }
  if (held.projectBytes + sizeBytes > projectBytes) {
    throw new AppError("upload.quota_project", {
      details: { usedBytes: held.projectBytes, sizeBytes: wholeBytes, maxBytes: projectBytes },
    });
  }
  if (purpose === "media" && held.waitingFiles >= limits.waitingUploads) {
    throw new AppError("upload.too_many", { details: { max: limits.waitingUploads } });
  }
  const isLarge = purpose === "archive" || purpose === "table";
  if (isLarge && held.largeFiles >= limits.openLargeUploads) {
    throw new AppError("upload.too_many_large", { details: { max: limits.openLargeUploads } });
  }
  if (purpose === "pack" && held.packs >= limits.openPacks) {
    throw new AppError("upload.too_many_packs", { details: { max: limits.openPacks } });
  }
  held.personBytes += wholeBytes;
  held.shareBytes += wholeBytes;
  held.projectBytes += wholeBytes;
  if (purpose === "media") held.waitingFiles += 1;
  else if (purpose === "pack") held.packs += 1;
  else held.largeFiles += 1;
}

/** How much room for files the actor has, in all and in a project that divides its own, and the project, and how much of it is taken. */
export async function getRoom(
  ctx: Ctx,
  input: { project: string },
): Promise<{ person: RoomView; share: RoomView | null; project: RoomView }> {
  const { id } = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", id);
  const held = await readHeld(ctx, { userId: actorId(ctx), projectId: id });
  const { personBytes, shareBytes, projectBytes } = held.quota;
  return {
    share: shareBytes === null ? null : { usedBytes: held.shareBytes, maxBytes: shareBytes },
    person: { usedBytes: held.personBytes, maxBytes: personBytes },
    project: { usedBytes: held.projectBytes, maxBytes: projectBytes },
  };
}
