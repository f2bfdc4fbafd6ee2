import { and, eq, inArray } from "drizzle-orm";
import { archive, upload } from "#db/schema/media";
import { ARCHIVE_START_BYTES, type Archive, type ArchiveMember, isArchiveStart } from "#lib/domain/archive";
import { mediaKindOf } from "#lib/domain/content";
import { AppError, isAppError } from "#lib/domain/error";
import { maxUploadBytes } from "#lib/domain/media";
import { deterministicId } from "./account";
import { type SettledMember, settleMembers } from "./archive-member";
import type { Ctx } from "./context";
import { fromHex, hex } from "./hash";
import { getProjectById } from "./project-find";
import { plainDetails } from "./upload-check";
import { releaseFile } from "./upload-file";

export type ArchiveRow = typeof upload.$inferSelect;

// Members are written down together: by number, and before many large ones would have to be unpacked again after a kill.
const STEP_FILES = 25;
const STEP_BYTES = 67_108_864;
// Those that stay where they are cost a row each and nothing else.
const STEP_HELD = 500;

/**
 * Takes an archive or a pack apart, one member after the other: each becomes an upload of its own, or a refusal with its reason. Members of a
 * plain TAR are not written again: its file holds them until each is checked. A job: killed anywhere, it goes on where it was; each member
 * has the same id whenever it is unpacked. Answers whether it is done.
 */
export async function unpackArchive(ctx: Ctx, uploadId: string, isStopping: () => boolean = () => false) {
  const [row] = await ctx.db
    .select()
    .from(upload)
    .where(and(eq(upload.id, uploadId), inArray(upload.purpose, ["archive", "pack"]), eq(upload.state, "received")));
  if (row) {
    try {
      if (!(await unpack(ctx, row, isStopping))) return false;
    } catch (error) {
      if (!isArchiveFault(error)) throw error;
      await end(ctx, row, { state: "refused", refusal: error.reason, refusalDetails: plainDetails(error) });
    }
  }
  await releaseFile(ctx, uploadId);
  return true;
}

async function unpack(ctx: Ctx, row: ArchiveRow, isStopping: () => boolean): Promise<boolean> {
  if (row.claimedSha256 && !row.originalSha256) await checkHash(ctx, row);
  const opened = await ctx.media.openArchive(row.id);
  const isHeld = opened.members.every(({ held, fault }) => held || fault);
  if (row.purpose === "pack" && !isHeld) throw new AppError("archive.unreadable");
  const next = await begin(ctx, row, opened.members.length);
  let settled: SettledMember[] = [];
  let settledBytes = 0;
  for await (const one of membersFrom(ctx, row, opened, { next, maxBytes: await maxMemberBytes(ctx, row) })) {
    settled.push(one);
    settledBytes += one.sizeBytes;
    if (isHeld ? settled.length < STEP_HELD : settled.length < STEP_FILES && settledBytes < STEP_BYTES) continue;
    if (!(await settleMembers(ctx, row, settled))) return true;
    if (isStopping()) return false;
    [settled, settledBytes] = [[], 0];
  }
  if (!(await settleMembers(ctx, row, settled))) return true;
  await end(ctx, row, { state: "ready" });
  return true;
}

/** Compares the archive's own hash with its sender's, once. */
async function checkHash(ctx: Ctx, { id, claimedSha256 }: ArchiveRow): Promise<void> {
  const sha256 = await ctx.media.hash(id);
  if (claimedSha256 && hex(claimedSha256) !== sha256) throw new AppError("media.hash_mismatch");
  await ctx.db
    .update(upload)
    .set({ originalSha256: fromHex(sha256) })
    .where(eq(upload.id, id));
}

/** Writes down how many members there are; says where to go on. */
async function begin(ctx: Ctx, { id }: ArchiveRow, files: number): Promise<number> {
  await ctx.db.insert(archive).values({ uploadId: id, files }).onConflictDoNothing();
  const [found] = await ctx.db.select().from(archive).where(eq(archive.uploadId, id));
  return found?.nextEntry ?? 0;
}

/** All members in order: those that are refused by their names, those that stay where they are, and those whose bytes were unpacked. */
async function* membersFrom(
  ctx: Ctx,
  row: ArchiveRow,
  opened: Archive,
  { next: from, maxBytes }: { next: number; maxBytes: number },
): AsyncGenerator<SettledMember> {
  const waiting = opened.members.filter(({ index, fault, held }) => index >= from && (fault || held));
  let at = 0;
  const waitingBefore = function* (index: number): Generator<SettledMember> {
    for (let member = waiting[at]; member && member.index < index; member = waiting[at]) {
      at += 1;
      yield judgeMember(row, member, maxBytes);
    }
  };
  for await (const { member, bytes } of opened.read(from)) {
    yield* waitingBefore(member.index);
    yield await receiveMember(ctx, row, member, { bytes, maxBytes });
  }
  yield* waitingBefore(Number.POSITIVE_INFINITY);
}

/** One that is at fault, or that stays where it is. Within a pack, which is no archive to anybody, a file's own check says what it is. */
function judgeMember(row: ArchiveRow, member: ArchiveMember, maxBytes: number): SettledMember {
  const { held, fault } = member;
  if (fault || !held) return { ...member, error: new AppError(fault ?? "archive.member_unreadable") };
  try {
    assertSize(member, maxBytes);
    if (held.isArchive && row.purpose === "archive") throw new AppError("archive.nested");
    assertClaim(member, held.sha256);
    return { ...member, id: memberId(row, member), sha256: held.sha256 };
  } catch (error) {
    if (!isMemberFault(error)) throw error;
    return { ...member, error };
  }
}

function memberId({ id }: ArchiveRow, { index }: ArchiveMember): string {
  return deterministicId("archive", id, index);
}

function assertSize({ sizeBytes }: ArchiveMember, maxBytes: number): void {
  if (sizeBytes === 0) throw new AppError("media.empty");
  if (sizeBytes > maxBytes) throw new AppError("input.too_large", { details: { maxBytes } });
}

function assertClaim({ claimedSha256 }: ArchiveMember, sha256: string): void {
  if (claimedSha256 && claimedSha256 !== sha256) throw new AppError("media.hash_mismatch");
}

async function receiveMember(
  ctx: Ctx,
  row: ArchiveRow,
  member: ArchiveMember,
  { bytes, maxBytes }: { bytes: AsyncIterable<Uint8Array>; maxBytes: number },
): Promise<SettledMember> {
  const id = memberId(row, member);
  try {
    assertSize(member, maxBytes);
    const { sizeBytes, sha256 } = await ctx.media.receive(id, unlessNested(bytes), maxBytes);
    assertClaim(member, sha256);
    return { ...member, sizeBytes, id, sha256 };
  } catch (error) {
    if (!isMemberFault(error)) throw error;
    await ctx.media.drop(id);
    return { ...member, error };
  }
}

/** As large as a file may be that is sent by itself. */
async function maxMemberBytes(ctx: Ctx, { projectId }: ArchiveRow): Promise<number> {
  const { modality } = await getProjectById(ctx, projectId);
  return maxUploadBytes("media", mediaKindOf[modality]);
}

/** The same bytes; throws when they begin an archive or a compressed file: nothing is ever unpacked twice. */
async function* unlessNested(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start = new Uint8Array();
  let isLooked = false;
  for await (const chunk of bytes) {
    if (isLooked) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.byteLength < ARCHIVE_START_BYTES) continue;
    isLooked = true;
    if (isArchiveStart(start)) throw new AppError("archive.nested");
    yield start;
  }
  if (isLooked) return;
  if (isArchiveStart(start)) throw new AppError("archive.nested");
  yield start;
}

async function end(ctx: Ctx, { id }: ArchiveRow, outcome: Partial<typeof upload.$inferInsert>): Promise<void> {
  await ctx.db
    .update(upload)
    .set({ ...outcome, changedAt: ctx.now() })
    .where(and(eq(upload.id, id), eq(upload.state, "received")));
}

function isArchiveFault(error: unknown): error is AppError {
  return isAppError(error) && (error.reason.startsWith("archive.") || error.reason === "media.hash_mismatch");
}

function isMemberFault(error: unknown): error is AppError {
  const isOf = (family: string) => isAppError(error) && error.reason.startsWith(family);
  return isOf("archive.") || isOf("media.") || isAppError(error, "input.too_large");
}
