import type { ErrorReason } from "./error";
import { limits } from "./limits";

/** What can be wrong with a member before its bytes are looked at. */
export type MemberFault = Extract<
  ErrorReason,
  "archive.path" | "archive.link" | "archive.encrypted" | "archive.duplicate_name" | "archive.member_unreadable"
>;

/** One file of an archive. `index` counts everything that stands in it, so it stays the same however often the archive is opened. */
export type ArchiveMember = {
  index: number;
  name: string;
  sizeBytes: number;
  fault: MemberFault | null;
  /** SHA-256 in hex that the packer gave for it (pack.ts). */
  claimedSha256: string | null;
  /** Where its bytes stand as they are in the archive's own file, which may go on holding them; null when they have to be unpacked. */
  held: HeldMember | null;
};

/** `isArchive`: whether it begins as an archive or a compressed file does. */
export type HeldMember = { at: number; sha256: string; isArchive: boolean };

/** An archive that was looked through whole: its totals are within the limits, and so is each name. */
export type Archive = {
  members: readonly ArchiveMember[];
  /** Bytes of the members that are neither at fault nor held, from an index on, in order. Each is read, or passed over, before the next comes. */
  read(from: number): AsyncGenerator<{ member: ArchiveMember; bytes: AsyncIterable<Uint8Array> }>;
};

const ARCHIVE_NAME = /\.(?:zip|tar|tgz|tar\.gz)$/i;
// What file managers and archivers put beside the files, and nobody means.
const LITTER = /(?:^|\/)(?:\.(?!\.(?:\/|$))[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(?:\/|$)/i;

/** What a picker offers beside files of the project's own kind. */
export const ARCHIVE_TYPES = ".zip,.tar,.tgz,.gz";

/** True for names of archives that are unpacked. What a file is, its bytes tell. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE_NAME.test(name);
}

export function isLitter(name: string): boolean {
  return LITTER.test(name);
}

/** True for a name that could lead out of a folder, on any system, or cannot be shown. Nothing is ever written under such a name; who packs one means harm. */
export function isUnsafeName(name: string): boolean {
  return (
    name === "" ||
    name.length > limits.archiveNameChars ||
    /\p{Cc}/u.test(name) ||
    /^(?:[a-z]:|[\\/])/i.test(name) ||
    name.split(/[\\/]/).includes("..")
  );
}

/** Faults of the names as a whole: members of one name are all refused, because nobody can tell which one is meant. */
export function markDuplicates(members: readonly ArchiveMember[]): ArchiveMember[] {
  const key = (name: string) => name.normalize("NFC").toLowerCase();
  const counts = new Map<string, number>();
  for (const { name } of members) counts.set(key(name), (counts.get(key(name)) ?? 0) + 1);
  return members.map((member) =>
    member.fault === null && (counts.get(key(member.name)) ?? 0) > 1
      ? { ...member, fault: "archive.duplicate_name" }
      : member,
  );
}

const signatures: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x1f, 0x8b],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
  [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07],
  [0x28, 0xb5, 0x2f, 0xfd],
];
const TAR_MAGIC = [0x75, 0x73, 0x74, 0x61, 0x72];
const TAR_MAGIC_AT = 257;

/** Bytes that isArchiveStart looks at. */
export const ARCHIVE_START_BYTES = TAR_MAGIC_AT + TAR_MAGIC.length;

/** True when a file begins as an archive or a compressed file does: such a member is never opened. */
export function isArchiveStart(start: Uint8Array): boolean {
  return signatures.some((one) => startsWith(start, one)) || isTarStart(start);
}

export function isTarStart(start: Uint8Array): boolean {
  return startsWith(start.subarray(TAR_MAGIC_AT), TAR_MAGIC);
}

export function isZipStart(start: Uint8Array): boolean {
  return signatures.slice(0, 2).some((one) => startsWith(start, one));
}

export function isGzipStart(start: Uint8Array): boolean {
  return startsWith(start, [0x1f, 0x8b]);
}

function startsWith(bytes: Uint8Array, wanted: readonly number[]): boolean {
  return wanted.every((byte, at) => bytes[at] === byte);
}
