import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";

/** Throws when so many bytes came out of so few that no honest file would, or when there are too many of them at all. */
export function assertRatio(bytes: number, packedBytes: number): void {
  if (bytes > limits.archiveBytes) {
    throw new AppError("archive.too_large_inside", { details: { maxBytes: limits.archiveBytes } });
  }
  if (bytes > limits.archiveRatioFromBytes && bytes > packedBytes * limits.archiveRatio) {
    throw new AppError("archive.bomb", { details: { max: limits.archiveRatio } });
  }
}

/** What a library says of a file that it cannot read names its insides, not what to do; our own refusals and the disk's faults stay. */
export function asArchiveError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return syscall !== undefined && code !== undefined ? error : new AppError("archive.unreadable", { cause: error });
}
