import { type Answer, answerSchema } from "#lib/domain/answer";
import type { Content, Modality } from "#lib/domain/content";
import { limits } from "#lib/domain/limits";
import {
  type AskFault,
  type AskTiming,
  type Endpoint,
  judgeReply,
  type RunCause,
  waitBeforeRetry,
} from "#lib/domain/model-endpoint";
import { confidenceOf } from "#lib/domain/model-help";
import { askedItem } from "#lib/domain/model-item";
import { chatBody, plainBody } from "#lib/domain/model-prompt";
import { readReply, type SaidFault, tokensOf } from "#lib/domain/model-reply";
import type { Question } from "#lib/domain/question";
import type { Ctx } from "./context";
import { issuesOf } from "./parse";

export type Asking = {
  terms: Endpoint;
  key: string | null;
  modality: Modality;
  questions: readonly Question[];
  timing: AskTiming;
  /** Ends waits that are under way; `ended` resolves with it, and ends requests. */
  signal: AbortSignal;
  ended: Promise<unknown>;
};
export type AskedRow = { id: string; language: string; content: string };

export type Asked =
  | { is: "answered"; answer: Answer; confidence: number | null; tokens: number }
  | ({ is: "failed"; status: number | null; tokens: number } & SaidFault)
  | { is: "stopped"; cause: RunCause };

/** Asks for one item, again where that may help. Rejects when the signal ends it. */
export async function askItem(ctx: Ctx, asking: Asking, row: AskedRow): Promise<Asked> {
  const { terms, questions, timing } = asking;
  const item = askedItem(row.id, asking.modality, JSON.parse(row.content) as Content, row.language);
  const body = (terms.kind === "openai" ? chatBody : plainBody)(terms, questions, item);
  const sentBytes = Buffer.byteLength(body);
  for (let tries = 1; ; tries += 1) {
    const verdict = judgeReply(await post(ctx, asking, body));
    if (verdict.is === "stopped") return verdict;
    if (verdict.is === "failed") {
      const wait = verdict.retry ? waitBeforeRetry(timing, tries, verdict.retryAfterMs) : undefined;
      if (wait === undefined) return failed(verdict.fault, { status: verdict.status });
      await sleep(wait, asking.signal);
      continue;
    }
    const tokens = terms.kind === "openai" ? tokensOf(sentBytes, verdict.text) : 0;
    const said = readReply(terms.kind, verdict.text, questions, item);
    if ("fault" in said) return { is: "failed", status: null, tokens, ...said };
    const confidence = confidenceOf(said.confidence);
    if (confidence === undefined) return failed("confidence", { tokens });
    const answer = answerSchema(questions).safeParse(said.answer);
    if (answer.success) return { is: "answered", answer: answer.data, confidence, tokens };
    const [issue] = issuesOf(answer.error);
    const [question = null] = issue?.path.split(".") ?? [];
    return { is: "failed", fault: "answer", status: null, tokens, question, message: issue?.message ?? null };
  }
}

function post(ctx: Ctx, { terms, key, timing, ended }: Asking, body: string) {
  return ctx.model.post({
    address: terms.kind === "openai" ? chatAddress(terms.address) : terms.address,
    ...{ key, body, ended, timeoutMs: timing.timeoutMs, maxBytes: limits.endpointAnswerBytes },
  });
}

const CHAT = "/chat/completions";

/** An address is given as such servers name it, up to the version, or whole. */
function chatAddress(address: string): string {
  const base = address.replace(/\/+$/, "");
  return base.endsWith(CHAT) ? base : `${base}${CHAT}`;
}

function failed(fault: AskFault, { status = null, tokens = 0 }: { status?: number | null; tokens?: number }): Asked {
  return { is: "failed", fault, status, tokens, question: null, message: null };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve();
    }, ms);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
