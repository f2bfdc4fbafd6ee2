import { AppError, errorCodes, isAppError } from "#lib/domain/error";
import type { SchemaIssue } from "#lib/domain/issue";
import { log } from "#lib/log";
import { databaseCode } from "#lib/services/context";
import { toInputIssues } from "./issue";

// What drivers and PostgreSQL say when the database went away or has no room (53100: its disk is full), rather than refused a statement.
const GONE = /^(?:08|57P0|53[13]00)/;
const LOGGED = new Set(["internal", "database.unavailable", "storage.unavailable"]);
const GONE_SYSTEM = new Set(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN"]);

/** Any error as the one that may be told: an AppError stays, bad input says where, everything else is internal and logged with its cause. */
export function toAppError(error: unknown, where: string): AppError {
  if (isAppError(error)) {
    if (LOGGED.has(error.reason)) logFailure(error, where);
    return error;
  }
  const issues = inputIssues(error);
  if (issues) return new AppError("input.invalid", { details: { issues: toInputIssues(issues) }, cause: error });
  const gone = isDatabaseGone(error);
  const failure = new AppError(gone ? "database.unavailable" : "internal", { cause: error });
  logFailure(failure, where);
  return failure;
}

/** HTTP's code and status of an AppError, whichever bundle made it. */
export function codeOf(error: AppError) {
  return errorCodes[error.reason] ?? "INTERNAL_SERVER_ERROR";
}

function logFailure(error: AppError, where: string): void {
  const outputIssues = issuesIn(error.cause instanceof Error ? error.cause.cause : undefined);
  log().error({ where, reason: error.reason, error: error.cause ?? error, issues: outputIssues }, "a request failed");
}

/** The router's report of input that its schema refused; a handler's refused output has another code. */
function inputIssues(error: unknown): readonly SchemaIssue[] | undefined {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== "BAD_REQUEST") return undefined;
  return issuesIn((error as { data?: unknown }).data);
}

function issuesIn(holder: unknown): readonly SchemaIssue[] | undefined {
  const issues = (holder as { issues?: unknown } | null | undefined)?.issues;
  return Array.isArray(issues) ? (issues as SchemaIssue[]) : undefined;
}

function isDatabaseGone(error: unknown): boolean {
  if (GONE.test(databaseCode(error) ?? "")) return true;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === "string" && GONE_SYSTEM.has(code)) return true;
    if (/Connection terminated|timeout exceeded when trying to connect/i.test(cause.message)) return true;
  }
  return false;
}
