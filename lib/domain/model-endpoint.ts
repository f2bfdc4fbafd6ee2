import { z } from "zod";
import { hasMedia, type Modality } from "./content";
import { limits } from "./limits";
import { modelNamed } from "./model-help";
import type { Question } from "./question";
import { storedText } from "./text";

/*
 * A model that is asked for suggestions at an address. Source: docs/model-help.md.
 */

/** How it is asked: as chat servers are (OpenAI's /chat/completions), or with the item and the questions as JSON. */
export const endpointKinds = ["openai", "http"] as const;

// Who signs in by the address, or names a key in its query, would show it to all who see the address.
const ADDRESS = /^https?:\/\/[^\s/?#@\\]+(?:\/[^\s?#@\\]*)?$/i;
const KEY = /^[\x21-\x7e]+$/;

/** What an owner says of the endpoint; kept with each run, so that a later change says nothing of earlier ones. */
export const endpointTerms = {
  kind: z.enum(endpointKinds, { error: "not_in_list" }),
  address: z
    .string({ error: "wrong_type" })
    .trim()
    .max(limits.endpointAddressChars, { error: "too_long" })
    .regex(ADDRESS, { error: "endpoint_address" }),
  ...modelNamed,
  /** What the model is told beside the questions. */
  instruction: storedText(limits.endpointInstructionChars, 0).default(""),
  /** Items a run asks at most. */
  maxItems: z
    .int({ error: "not_integer" })
    .min(1, { error: "too_small" })
    .max(limits.endpointItems, { error: "too_large" })
    .default(100),
  /** Tokens after which a run stops; null for no end of that kind. Plain HTTP counts none. */
  maxTokens: z
    .int({ error: "not_integer" })
    .min(1, { error: "too_small" })
    .max(limits.endpointTokens, { error: "too_large" })
    .nullable()
    .default(null),
};
export const endpointSchema = z.strictObject(endpointTerms);
export type Endpoint = z.infer<typeof endpointSchema>;

/** The key that the endpoint wants; left out: the kept one stays; null: none. */
export const endpointSecret = z
  .string({ error: "wrong_type" })
  .trim()
  .max(limits.endpointKeyChars, { error: "too_long" })
  .regex(KEY, { error: "endpoint_key" })
  .nullable()
  .optional();

/** Pictures and recordings are not sent, nor questions whose answers are marks in them. */
export function isAskable(modality: Modality, questions: readonly Pick<Question, "form">[]): boolean {
  return !hasMedia(modality) && !questions.some(({ form }) => form.kind === "boxes" || form.kind === "segments");
}

export const runStates = ["running", "finished", "stopped", "cancelled"] as const;

/** Why a run stopped before its end: nothing was to be hoped of going on, or a cap was reached. */
export const runCauses = [
  "key_refused",
  "key_unreadable",
  "not_there",
  "redirected",
  "not_allowed",
  "failing",
  "tokens",
  "questions",
  "internal",
] as const;
export type RunCause = (typeof runCauses)[number];

/** Why there is no suggestion of an item that was asked. */
export const askFaults = [
  "timeout",
  "unreachable",
  "busy",
  "server_error",
  "refused",
  "too_large",
  "cut_off",
  "unreadable",
  "confidence",
  "answer",
  "not_found",
] as const;
export type AskFault = (typeof askFaults)[number];

/** What came of one request. */
export type ModelReply =
  | { status: number; text: string; retryAfterMs: number | null }
  | { fault: "timeout" | "unreachable" | "too_large" };

type Verdict =
  | { is: "answered"; text: string }
  | { is: "failed"; fault: AskFault; status: number | null; retry: boolean; retryAfterMs: number | null }
  | { is: "stopped"; cause: RunCause };

/** What a reply means for its item and for the run. What goes by is worth another try; what a person must mend stops all. */
export function judgeReply(reply: ModelReply): Verdict {
  if ("fault" in reply)
    return { is: "failed", fault: reply.fault, status: null, retry: reply.fault !== "too_large", retryAfterMs: null };
  const { status, text, retryAfterMs } = reply;
  if (status >= 200 && status < 300) return { is: "answered", text };
  if (status >= 300 && status < 400) return { is: "stopped", cause: "redirected" };
  if (status === 401 || status === 403) return { is: "stopped", cause: "key_refused" };
  if (status === 404 || status === 405 || status === 410) return { is: "stopped", cause: "not_there" };
  if (status === 429) return { is: "failed", fault: "busy", status, retry: true, retryAfterMs };
  if (status === 408) return { is: "failed", fault: "timeout", status, retry: true, retryAfterMs };
  if (status >= 500) return { is: "failed", fault: "server_error", status, retry: true, retryAfterMs };
  return { is: "failed", fault: "refused", status, retry: false, retryAfterMs: null };
}

export type AskTiming = {
  /** For one request, its answer included. */
  timeoutMs: number;
  tries: number;
  /** Before the second try; doubled before each further one. */
  firstWaitMs: number;
  /** Whoever asks to be left alone for longer has no more to say of this item. */
  mostWaitMs: number;
  /** How often it is looked whether what is under way is to end. */
  watchMs: number;
};
export const ASK_TIMING: AskTiming = {
  timeoutMs: 60_000,
  tries: 4,
  firstWaitMs: 1_000,
  mostWaitMs: 120_000,
  watchMs: 500,
};

/** Milliseconds until the next try after so many; undefined where there is none. */
export function waitBeforeRetry(timing: AskTiming, tries: number, retryAfterMs: number | null): number | undefined {
  if (tries >= timing.tries) return undefined;
  const wait = retryAfterMs ?? Math.min(timing.firstWaitMs * 2 ** (tries - 1), timing.mostWaitMs);
  return wait > timing.mostWaitMs ? undefined : wait;
}
