import { AppError, type ErrorReason } from "#lib/domain/error";

/**
 * An error for the person who runs the server: plain sentences that say what is wrong, where, and how to mend it. They travel as
 * the cause, which is printed on the terminal and logged but never sent to a browser.
 */
export function refusal(reason: ErrorReason, text: string, cause?: unknown): AppError {
  return new AppError(reason, { cause: new Refusal(text, cause === undefined ? undefined : { cause }) });
}

class Refusal extends Error {
  override name = "Refusal";
}

/** The sentences of a refusal, however deep it is wrapped; undefined for any other error. */
export function refusalText(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "Refusal") return cause.message;
  }
  return undefined;
}
