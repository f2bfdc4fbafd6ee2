/**
 * The one error class and the one table of reasons. Each reason has a message in both languages (messages, "error") and an
 * anchor in docs/api.md; a test holds the three together.
 */
export const errorCodes = {
  "input.invalid": "BAD_REQUEST",
  "input.unreadable": "BAD_REQUEST",
  "input.too_large": "PAYLOAD_TOO_LARGE",
  "route.not_found": "NOT_FOUND",
  "route.method_not_allowed": "METHOD_NOT_ALLOWED",
  "auth.required": "UNAUTHORIZED",
  "auth.bad_credentials": "UNAUTHORIZED",
  "auth.token_invalid": "UNAUTHORIZED",
  "auth.scope_missing": "FORBIDDEN",
  "auth.banned": "FORBIDDEN",
  "auth.link_invalid": "BAD_REQUEST",
  "auth.password_weak": "BAD_REQUEST",
  "auth.mail_unavailable": "CONFLICT",
  "auth.cross_site": "FORBIDDEN",
  "rights.missing": "FORBIDDEN",
  "rate.limited": "TOO_MANY_REQUESTS",
  "wallet.host_unfit": "CONFLICT",
  "wallet.message_expired": "BAD_REQUEST",
  "wallet.signature_wrong": "BAD_REQUEST",
  "wallet.taken": "CONFLICT",
  "wallet.too_many": "CONFLICT",
  "user.not_found": "NOT_FOUND",
  "user.email_taken": "CONFLICT",
  "user.handle_taken": "CONFLICT",
  "user.last_admin": "CONFLICT",
  "project.not_found": "NOT_FOUND",
  "project.slug_taken": "CONFLICT",
  "project.too_many": "CONFLICT",
  "project.not_open": "CONFLICT",
  "project.bad_transition": "CONFLICT",
  "project.name_refused": "BAD_REQUEST",
  "project.last_owner": "CONFLICT",
  "project.locked_field": "CONFLICT",
  "budget.exhausted": "CONFLICT",
  "budget.treasury_short": "CONFLICT",
  "consent.missing": "BAD_REQUEST",
  "contribution.not_found": "NOT_FOUND",
  "contribution.duplicate": "CONFLICT",
  "contribution.language": "BAD_REQUEST",
  "contribution.personal_data": "BAD_REQUEST",
  "contribution.other_language": "BAD_REQUEST",
  "contribution.near_duplicate": "CONFLICT",
  "contribution.duplicate_elsewhere": "CONFLICT",
  "contribution.wrong_state": "CONFLICT",
  "contribution.review_started": "CONFLICT",
  "contribution.unchanged": "BAD_REQUEST",
  "review.slot_not_found": "NOT_FOUND",
  "review.lease_lost": "CONFLICT",
  "review.decided": "CONFLICT",
  "review.sealed": "CONFLICT",
  "review.reason_required": "BAD_REQUEST",
  "review.too_many_leases": "CONFLICT",
  "task.not_found": "NOT_FOUND",
  "task.bad_transition": "CONFLICT",
  "task.not_open": "CONFLICT",
  "task.locked": "CONFLICT",
  "label.skill_missing": "FORBIDDEN",
  "label.slot_not_found": "NOT_FOUND",
  "label.lease_lost": "CONFLICT",
  "label.answered": "CONFLICT",
  "label.sealed": "CONFLICT",
  "label.not_disputed": "CONFLICT",
  "label.not_open": "CONFLICT",
  "gold.not_offered": "CONFLICT",
  "gold.not_fit": "CONFLICT",
  "gold.not_found": "NOT_FOUND",
  "gold.fixed": "CONFLICT",
  "gold.too_many": "CONFLICT",
  "suggestion.set_not_found": "NOT_FOUND",
  "endpoint.not_found": "NOT_FOUND",
  "endpoint.not_allowed": "CONFLICT",
  "endpoint.unfit": "CONFLICT",
  "endpoint.busy": "CONFLICT",
  "endpoint.nothing_left": "CONFLICT",
  "endpoint.run_not_found": "NOT_FOUND",
  "batch.not_found": "NOT_FOUND",
  "batch.wrong_state": "CONFLICT",
  "batch.file_refused": "BAD_REQUEST",
  "batch.too_many": "CONFLICT",
  "upload.not_found": "NOT_FOUND",
  "upload.wrong_state": "CONFLICT",
  "upload.too_many": "CONFLICT",
  "upload.too_many_large": "CONFLICT",
  "upload.too_many_packs": "CONFLICT",
  "upload.quota_person": "CONFLICT",
  "upload.quota_project": "CONFLICT",
  "upload.quota_share": "CONFLICT",
  "media.not_collected": "BAD_REQUEST",
  "media.empty": "BAD_REQUEST",
  "media.type_refused": "BAD_REQUEST",
  "media.active_content": "BAD_REQUEST",
  "media.unreadable": "BAD_REQUEST",
  "media.too_many_pixels": "BAD_REQUEST",
  "media.too_small": "BAD_REQUEST",
  "media.animated": "BAD_REQUEST",
  "media.no_audio": "BAD_REQUEST",
  "media.codec_refused": "BAD_REQUEST",
  "media.truncated": "BAD_REQUEST",
  "media.too_short": "BAD_REQUEST",
  "media.too_long": "BAD_REQUEST",
  "media.sample_rate": "BAD_REQUEST",
  "media.channels": "BAD_REQUEST",
  "media.hash_mismatch": "BAD_REQUEST",
  "media.link_expired": "FORBIDDEN",
  "archive.not_found": "NOT_FOUND",
  "archive.unreadable": "BAD_REQUEST",
  "archive.empty": "BAD_REQUEST",
  "archive.too_many_files": "BAD_REQUEST",
  "archive.too_large_inside": "BAD_REQUEST",
  "archive.bomb": "BAD_REQUEST",
  "archive.path": "BAD_REQUEST",
  "archive.link": "BAD_REQUEST",
  "archive.encrypted": "BAD_REQUEST",
  "archive.duplicate_name": "BAD_REQUEST",
  "archive.nested": "BAD_REQUEST",
  "archive.member_unreadable": "BAD_REQUEST",
  "transfer.not_found": "NOT_FOUND",
  "transfer.overdraft": "CONFLICT",
  "transfer.conflict": "CONFLICT",
  "transfer.already_reversed": "CONFLICT",
  "transfer.not_correctable": "CONFLICT",
  "entry.not_found": "NOT_FOUND",
  "claim.not_found": "NOT_FOUND",
  "token.not_found": "NOT_FOUND",
  "token.too_many": "CONFLICT",
  "job.not_found": "NOT_FOUND",
  "idempotency.conflict": "CONFLICT",
  "idempotency.running": "CONFLICT",
  "ledger.backlog": "SERVICE_UNAVAILABLE",
  "database.unavailable": "SERVICE_UNAVAILABLE",
  "storage.unavailable": "SERVICE_UNAVAILABLE",
  internal: "INTERNAL_SERVER_ERROR",
} as const;

export type ErrorReason = keyof typeof errorCodes;
export type ErrorCode = (typeof errorCodes)[ErrorReason];

/** HTTP status of each code, for REST and rpc alike. */
export const errorStatus: Record<ErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
};

/** One thing wrong with the input: where it stands, the key of its message, and the length in characters that a length's message names. */
export type InputIssue = { path: string; message: string; limit?: number };

/** Values for the message's placeholders; never secrets, never other people's text. */
export type ErrorDetails = {
  [name: string]: string | number | boolean | null | InputIssue[] | undefined;
};

export class AppError extends Error {
  readonly reason: ErrorReason;
  readonly details: ErrorDetails;
  constructor(reason: ErrorReason, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.reason = reason;
    this.details = options.details ?? {};
  }
  get status(): number {
    return errorStatus[errorCodes[this.reason]];
  }
}

/** True for an AppError with that reason (of any, when none is given); survives bundles with two copies of the class. */
export function isAppError(value: unknown, reason?: ErrorReason): value is AppError {
  return value instanceof Error && value.name === "AppError" && (!reason || (value as AppError).reason === reason);
}
