import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { ErrorReason, InputIssue } from "#lib/domain/error";
import { errorText } from "#lib/error-text";
import { refusal } from "#lib/refusal";

const DEFAULT_URL = "http://localhost:3000";
const TIMEOUT_MS = 60_000;
const MAX_TRIES = 4;
const MAX_WAIT_MS = 60_000;

export type ClientOptions = { url?: string | undefined; token?: string | undefined; retryMs?: number };
type Query = Record<string, string | number | undefined>;
type Send = { method: "POST" | "PUT" | "PATCH" | "DELETE"; path: string; body?: unknown; idempotencyKey?: string };
type Upload = { path: string; bytes: AsyncIterable<Uint8Array>; contentType: string; headers?: Record<string, string> };
type Answer = { status: number; body: unknown };

/** Requests to a running Assay: answers are parsed by their schema; refusals are sentences for the person at the terminal. */
export type RestClient = {
  url: string;
  /** For requests that go beside this client: uploads by tus. */
  tokenHeader: { authorization: string };
  get<T>(path: string, schema: z.ZodType<T>, query?: Query): Promise<T>;
  /** Safe to repeat: it carries an Idempotency-Key, and is repeated by itself when the server is busy or the line breaks. */
  send<T>(request: Send, schema: z.ZodType<T>): Promise<T>;
  /** Streams a body once; never repeated. */
  upload<T>(request: Upload, schema: z.ZodType<T>): Promise<T>;
};

/** The client of ASSAY_URL with ASSAY_TOKEN; options go before the environment. */
export function restClient(options: ClientOptions = {}): RestClient {
  const url = (options.url ?? process.env.ASSAY_URL ?? DEFAULT_URL).replace(/\/+$/, "");
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw refusal("input.invalid", `ASSAY_URL is "${url}". Write an address such as ${DEFAULT_URL}.`);
  }
  const token = requireToken(url, options.token ?? process.env.ASSAY_TOKEN);
  const tokenHeader = { authorization: `Bearer ${token}` };
  const headers = { ...tokenHeader, accept: "application/json" };
  const retryMs = options.retryMs ?? 1_000;
  return {
    url,
    tokenHeader,
    get: async (path, schema, query = {}) => {
      const address = new URL(`${url}/api/v1${path}`);
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) address.searchParams.set(name, String(value));
      }
      return read(schema, await repeat(url, retryMs, () => fetch(address, { headers, ...limited() })), path);
    },
    send: async ({ method, path, body, idempotencyKey = randomUUID() }, schema) => {
      const init = {
        method,
        headers: { ...headers, "content-type": "application/json", "idempotency-key": idempotencyKey },
        body: body === undefined ? null : JSON.stringify(body),
      };
      return read(
        schema,
        await repeat(url, retryMs, () => fetch(`${url}/api/v1${path}`, { ...init, ...limited() })),
        path,
      );
    },
    upload: async ({ path, bytes, contentType, headers: extra }, schema) => {
      const init = {
        method: "POST",
        headers: { ...headers, ...extra, "content-type": contentType },
        // Node's fetch streams any async iterable; the DOM's types do not know that.
        body: bytes as unknown as BodyInit,
        duplex: "half",
      } as RequestInit;
      const response = await fetch(`${url}${path}`, init).catch((error: unknown) => refuseUnreachable(url, error));
      return read(schema, await open(response), path);
    },
  };
}

/** Says how to get a token, or why what was given cannot be one. */
function requireToken(url: string, given: string | undefined): string {
  const token = given?.trim();
  if (!token) {
    throw refusal(
      "auth.required",
      `ASSAY_TOKEN is not set. Sign in at ${url}, make an API token on your account page, and run: export ASSAY_TOKEN=assay_…`,
    );
  }
  if (!/^assay_[\w-]{43}$/.test(token)) {
    throw refusal(
      "auth.token_invalid",
      "ASSAY_TOKEN is no API token of Assay: one begins with assay_ and has 49 characters. Copy it whole.",
    );
  }
  return token;
}

async function repeat(url: string, retryMs: number, work: () => Promise<Response>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await work().then(open, (error: unknown) => ({ error }));
    if (!("error" in outcome) && !isBusy(outcome)) return outcome;
    if (attempt >= MAX_TRIES) return "error" in outcome ? refuseUnreachable(url, outcome.error) : outcome;
    const waitMs = "error" in outcome ? 0 : outcome.retryAfterMs;
    await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs || retryMs * attempt, MAX_WAIT_MS)));
  }
}

const isBusy = ({ status, body }: Answer) =>
  status === 429 || status === 503 || reasonIn(body) === "idempotency.running";

async function open(response: Response): Promise<Answer & { retryAfterMs: number }> {
  const text = await response.text();
  const retryAfterMs = Number(response.headers.get("retry-after") ?? 0) * 1000;
  return { status: response.status, body: parseJson(text), retryAfterMs };
}

/** The parsed answer; a refusal, or an answer that is none of Assay's, as an error that says so. */
function read<T>(schema: z.ZodType<T>, { status, body }: Answer, path: string): T {
  if (status >= 400) throw refuseAnswer(status, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "the whole answer";
  throw refusal(
    "internal",
    `The server's answer to ${path} is not what this version expects (${where}). Do client and server have the same version?`,
    parsed.error,
  );
}

function refuseAnswer(status: number, body: unknown): Error {
  const reason = reasonIn(body);
  if (!reason) {
    return refusal(
      "internal",
      `The answer (status ${status}) is not one of Assay's. Is ASSAY_URL its address, without a path?`,
    );
  }
  const { message, details } = (body as { error: { message?: string; details?: { issues?: InputIssue[] } } }).error;
  const issues = (details?.issues ?? []).map((issue) => `\n  ${issue.path || "input"}: ${issueText(issue)}`);
  return refusal(reason, `${message ?? errorText({ reason, details: {} })}${issues.join("")}`);
}

function issueText({ message, limit }: InputIssue): string {
  return limit === undefined ? message : `${message} (${limit.toLocaleString("en")} characters)`;
}

function refuseUnreachable(url: string, error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  throw refusal(
    "database.unavailable",
    `No Assay answers at ${url} (${message || code}). Start it there (npm start), or set ASSAY_URL to its address.`,
    error,
  );
}

function reasonIn(body: unknown): ErrorReason | undefined {
  const reason = (body as { error?: { reason?: unknown } } | undefined)?.error?.reason;
  return typeof reason === "string" ? (reason as ErrorReason) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function limited() {
  return { signal: AbortSignal.timeout(TIMEOUT_MS) };
}
