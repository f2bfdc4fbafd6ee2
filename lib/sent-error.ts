import { type ErrorDetails, type ErrorReason, errorCodes, type InputIssue } from "./domain/error";
import { limits } from "./domain/limits";

/** An error as pages see it; "offline" is the one that no server sent. */
export type SentError = { reason: ErrorReason | "offline"; details: ErrorDetails };

/** Reads whatever a call threw: an oRPC error with our data, an AppError, a failed fetch. Anything else is internal. */
export function readSentError(error: unknown): SentError {
  const { data, reason, details } = (error ?? {}) as { data?: Partial<SentError> | null } & Partial<SentError>;
  const told = data?.reason ? data : { reason, details };
  if (isReason(told.reason)) return { reason: told.reason, details: told.details ?? {} };
  // What every browser's fetch throws when there is no answer.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return { reason: "offline", details: {} };
  return { reason: "internal", details: {} };
}

/** The reason of whatever a call threw, for `if (reasonOf(error) === "project.not_found") notFound()`. */
export function reasonOf(error: unknown): SentError["reason"] {
  return readSentError(error).reason;
}

/** The input's issues, by place. */
export function issuesOf(error: unknown): InputIssue[] {
  const { issues } = readSentError(error).details;
  return Array.isArray(issues) ? issues : [];
}

/** Values for the placeholders of "error": what the error says, and a harmless word for what it leaves out. */
export function messageValues(details: ErrorDetails): Record<string, string | number> {
  const given = Object.entries(details).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" ? [[name, value]] : [],
  );
  return {
    action: "?",
    allowed: "?",
    column: "?",
    count: "?",
    encoding: "?",
    fault: "?",
    fields: "?",
    key: "?",
    found: "unknown",
    from: "?",
    guess: "none",
    height: 0,
    language: "?",
    languages: "?",
    line: "?",
    max: 0,
    maxMegapixels: 0,
    min: 0,
    name: "?",
    percent: 0,
    places: "?",
    policy: "warn",
    retryAfterSeconds: 60,
    skill: "?",
    state: "?",
    status: "?",
    to: "?",
    width: 0,
    fileSize: sizeText(Number(details.sizeBytes ?? 0)),
    usedSize: sizeText(Number(details.usedBytes ?? 0)),
    maxSize: sizeText(Number(details.maxBytes ?? limits.bodyBytes)),
    ...Object.fromEntries(given),
  };
}

function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${Math.round(amount * 10) / 10} ${units[unit]}`;
}

function isReason(value: unknown): value is ErrorReason {
  return typeof value === "string" && Object.hasOwn(errorCodes, value);
}
