import { eq, sql } from "drizzle-orm";
import { archive, archiveRefusal, upload } from "#db/schema/media";
import type { ArchiveMember } from "#lib/domain/archive";
import { AppError, isAppError } from "#lib/domain/error";
import { cleanFileName } from "#lib/domain/text";
import type { ArchiveRow } from "./archive-unpack";
import { type Ctx, inTx } from "./context";
import { fromHex } from "./hash";
import { insertRows } from "./insert-rows";
import { enqueueJobs } from "./job";
import { plainDetails } from "./upload-check";
import { findByOriginal } from "./upload-create";
import { lockRoom, readHeld, takeRoom } from "./upload-room";

/** A member whose bytes are here under an id, or one that is refused. */
export type SettledMember = ArchiveMember & ({ id: string; sha256: string; error?: undefined } | { error: AppError });

// A database keeps no NUL, and no page shows the others.
const UNSHOWN = /[\p{Cc}\p{Surrogate}]/gu;

type Taken = Extract<SettledMember, { id: string }>;

/**
 * Writes down what became of members that follow each other, and where to go on, in one transaction; the checks of those that were taken are put
 * in line. False, and nothing done, when the archive was thrown away meanwhile.
 */
export async function settleMembers(ctx: Ctx, row: ArchiveRow, members: readonly SettledMember[]): Promise<boolean> {
  const last = members.at(-1);
  if (!last) return true;
  const { taken, refused, isGone } = await inTx(ctx, async (tx) => {
    const holder = { userId: row.userId, projectId: row.projectId };
    await lockRoom(tx, holder);
    const [found] = await tx.db.select({ id: upload.id }).from(upload).where(eq(upload.id, row.id)).for("update");
    const sorted = found ? await sortMembers(tx, row, members) : { taken: [], refused: [...members] };
    if (!found) return { ...sorted, isGone: true };
    await insertTaken(tx, row, sorted.taken);
    await insertRefused(tx, row, sorted.refused);
    await tx.db
      .update(archive)
      .set({ nextEntry: last.index + 1, doneFiles: sql`${archive.doneFiles} + ${members.length}` })
      .where(eq(archive.uploadId, row.id));
    return { ...sorted, isGone: false };
  });
  const kept = new Set(taken.map(({ id }) => id));
  // Bytes of those that found no room, or whose archive is gone.
  for (const one of [...members, ...refused])
    if (isTaken(one) && !one.held && !kept.has(one.id)) await ctx.media.drop(one.id);
  return !isGone;
}

function isTaken(member: SettledMember): member is Taken {
  return member.error === undefined;
}

/** Those that find room and are new to the project, and the others with their reasons. */
async function sortMembers(ctx: Ctx, row: ArchiveRow, members: readonly SettledMember[]) {
  const held = await readHeld(ctx, { userId: row.userId, projectId: row.projectId });
  const hashes = members.flatMap((member) => (isTaken(member) ? [fromHex(member.sha256)] : []));
  const firsts = await findByOriginal(ctx, row.projectId, hashes);
  const taken: Taken[] = [];
  const refused: SettledMember[] = [];
  for (const member of members) {
    try {
      if (!isTaken(member)) throw member.error;
      const first = firsts.get(member.sha256);
      if (first) throw new AppError("contribution.duplicate", { details: { contribution: first } });
      takeRoom(held, { purpose: "media", sizeBytes: member.sizeBytes });
      taken.push(member);
    } catch (error) {
      if (!isAppError(error)) throw error;
      const { index, name, sizeBytes, fault, claimedSha256, held } = member;
      refused.push({ index, name, sizeBytes, fault, claimedSha256, held, error });
    }
  }
  return { taken, refused };
}

async function insertTaken(ctx: Ctx, row: ArchiveRow, members: readonly Taken[]): Promise<void> {
  if (members.length === 0) return;
  await insertRows(
    ctx,
    upload,
    members.map(({ id, index, name, sizeBytes, sha256, held }) => ({
      ...{ id, sizeBytes, archiveEntry: index, archiveName: name },
      fileName: cleanFileName(name, "file"),
      claimedSha256: fromHex(sha256),
      heldIn: held && row.id,
      heldAt: held?.at ?? null,
    })),
    {
      common: {
        ...{ userId: row.userId, projectId: row.projectId, archiveId: row.id, state: "received" as const },
        ...{ createdAt: ctx.now(), changedAt: ctx.now() },
      },
    },
  );
  await enqueueJobs(
    ctx,
    members.map(({ id }) => ({ kind: "media.check", payload: { uploadId: id }, key: `media.check ${id}` })),
  );
}

async function insertRefused(ctx: Ctx, { id }: ArchiveRow, members: readonly SettledMember[]): Promise<void> {
  const refused = members.flatMap(({ index, name, error }) =>
    error
      ? [
          {
            archiveId: id,
            entry: index,
            name: name.replace(UNSHOWN, "\ufffd"),
            reason: error.reason,
            details: plainDetails(error),
          },
        ]
      : [],
  );
  if (refused.length > 0) await ctx.db.insert(archiveRefusal).values(refused);
}
