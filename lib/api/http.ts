import type { AppError } from "#lib/domain/error";
import { acceptedLocale, errorText } from "#lib/error-text";

// What a client waits when we cannot tell: long enough to let a restart finish.
const RETRY_SECONDS = 5;

/** The one error body of everything but /rpc: `{error: {reason, message, details}}`. */
function errorBody(error: AppError, request: Headers) {
  const message = errorText(error, acceptedLocale(request.get("accept-language")));
  return { error: { reason: error.reason, message, details: error.details } };
}

/** An error as an answer, with the headers that belong to its status. */
export function answerError(error: AppError, request: Headers): Response {
  return withHeaders(Response.json(errorBody(error, request), { status: error.status }), error);
}

/** Answers of the API are one person's and of this moment: nobody keeps them. */
export function withHeaders(response: Response, refusal?: AppError): Response {
  response.headers.set("cache-control", "no-store");
  if (!refusal) return response;
  if (refusal.status === 429 || refusal.status === 503) {
    const { retryAfterSeconds } = refusal.details;
    response.headers.set("retry-after", String(retryAfterSeconds ?? RETRY_SECONDS));
  }
  if (refusal.status === 401) response.headers.set("www-authenticate", 'Bearer realm="assay"');
  return response;
}
