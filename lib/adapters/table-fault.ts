import { AppError, type ErrorDetails } from "#lib/domain/error";
import type { FileFault } from "#lib/domain/table";

/** A file that cannot be taken at all: why, and where. */
export function fileFault(fault: FileFault, details: ErrorDetails = {}): AppError {
  return new AppError("batch.file_refused", { details: { fault, ...details } });
}
