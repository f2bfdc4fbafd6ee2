import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { upload } from "#db/schema/media";
import { project } from "#db/schema/project";
import { user } from "#db/schema/user";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { UploadPurpose } from "#lib/domain/media";
import { actorId, authorise } from "./authorise";
import type { Ctx } from "./context";
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

/** Keeps others from taking room until the transaction ends. Person and project are locked in this order, so that two uploads cannot both take the last of a quota. */
export async function lockRoom(ctx: Ctx, { userId, projectId }: Holder): Promise<void> {
  await ctx.db.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
  await ctx.db.select({ id: project.id }).from(project).where(eq(project.id, projectId)).for("update");
}

/** Refused files take no room; an archive, a pack or a table that is all here makes way for what comes out of it. */
export async function readHeld(ctx: Ctx, { userId, projectId }: Holder): Promise<Held> {
  const mine = eq(upload.userId, userId);
  const counted = or(eq(upload.purpose, "media"), eq(upload.state, "receiving"));
  const isWaiting = and(mine, eq(upload.projectId, projectId), isNull(upload.contributionId));
  const isUnderWay = sql`${upload.state} in ('receiving', 'received')`;
  const isLarge = and(mine, inArray(upload.purpose, ["archive", "table"]), isUnderWay);
  const isPack = and(mine, eq(upload.purpose, "pack"), isUnderWay);
  const inProject = eq(upload.projectId, projectId);
  const [row] = await ctx.db
    .select({
      shareBytes: sql`coalesce(sum(${upload.sizeBytes}) filter (where ${and(mine, inProject, counted)}), 0)`.mapWith(
        Number,
      ),
      personBytes: sql`coalesce(sum(${upload.sizeBytes}) filter (where ${and(mine, counted)}), 0)`.mapWith(Number),
      projectBytes:
        sql`coalesce(sum(${upload.sizeBytes}) filter (where ${and(eq(upload.projectId, projectId), counted)}), 0)`.mapWith(
          Number,
        ),
      waitingFiles: sql`count(*) filter (where ${and(isWaiting, counted)})`.mapWith(Number),
      largeFiles: sql`count(*) filter (where ${isLarge})`.mapWith(Number),
      packs: sql`count(*) filter (where ${isPack})`.mapWith(Number),
    })
    .from(upload)
    .where(and(or(mine, eq(upload.projectId, projectId)), ne(upload.state, "refused")));
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
