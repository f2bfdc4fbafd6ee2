import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { makeCtx } from "#lib/request-ctx";
import { sha256 } from "#lib/services/hash";
import { type Answer, answerOnce } from "#lib/services/idempotency";
import { authenticateToken } from "#lib/services/token";
import { type Call, openCtx } from "./context";
import { toAppError } from "./error";
import { answerError, withHeaders } from "./http";

/** Runs the router on a request; undefined when it has no such route. */
export type Handle = (request: Request, call: Call) => Promise<Response | undefined>;

const BEARER = /^Bearer +([^\s]+)$/i;
const KEY = /^[\x21-\x7e]{1,200}$/;

/** A call through REST: a bearer token says who it is, nothing else does (a cookie here would let any page act for its reader). */
export function restCall(headers: Headers, address: string | null): Call {
  return {
    door: "rest",
    address,
    makeCtx: () => makeCtx({ kind: "anonymous" }),
    authenticate: async (ctx) => {
      const header = headers.get("authorization");
      if (header === null) return { kind: "anonymous" };
      const secret = BEARER.exec(header.trim())?.[1];
      if (!secret) throw new AppError("auth.token_invalid");
      return authenticateToken(ctx, secret);
    },
  };
}

/** Answers one REST request: bounded body, token, idempotency, our own error body. Never throws. */
export async function answerRest(request: Request, call: Call, handle: Handle): Promise<Response> {
  try {
    const body = await readBody(request);
    const key = methodOf(request) === "GET" ? null : request.headers.get("idempotency-key");
    if (key === null) return await answerPlain(request, body, call, handle);
    return await answerKeyed(request, body, call, handle, key);
  } catch (error) {
    return answerError(toAppError(error, `rest ${request.method}`), request.headers);
  }
}

async function answerPlain(request: Request, body: Uint8Array<ArrayBuffer>, call: Call, handle: Handle) {
  const copy = new Request(request.url, {
    method: methodOf(request),
    headers: request.headers,
    body: body.byteLength > 0 ? body : null,
    signal: request.signal,
  });
  // A token that is refused is refused before the route is looked at.
  await openCtx(call);
  const response = await handle(copy, call);
  if (call.refusal) return answerError(call.refusal, request.headers);
  if (!response) throw new AppError("route.not_found");
  return withHeaders(response);
}

async function answerKeyed(
  request: Request,
  body: Uint8Array<ArrayBuffer>,
  call: Call,
  handle: Handle,
  key: string,
): Promise<Response> {
  if (!KEY.test(key)) {
    throw new AppError("input.invalid", {
      details: { issues: [{ path: "Idempotency-Key", message: "wrong_format" }] },
    });
  }
  const ctx = await openCtx(call);
  const { pathname, search } = new URL(request.url);
  const requestHash = sha256(Buffer.concat([Buffer.from(`${request.method} ${pathname}${search}\n`), body]));
  let first: Response | undefined;
  const answer = await answerOnce(ctx, { key, requestHash }, async (): Promise<Answer> => {
    first = await answerPlain(request, body, call, handle);
    return { status: first.status, body: await first.clone().text() };
  });
  if (first) return first;
  const headers = { "content-type": "application/json", "idempotent-replay": "true" };
  return withHeaders(new Response(answer.body || null, { status: answer.status, headers }));
}

/** HEAD is a GET whose body the server leaves out. */
export function methodOf(request: Request): string {
  return request.method === "HEAD" ? "GET" : request.method;
}

/** The whole body, at most `limits.bodyBytes`: counted as it comes, because its announced length may lie. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = new AppError("input.too_large", { details: { maxBytes: limits.bodyBytes } });
  if (Number(request.headers.get("content-length")) > limits.bodyBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limits.bodyBytes) throw tooLarge;
    chunks.push(chunk);
  }
  const isJson = /^application\/json\s*(?:;|$)/i.test(request.headers.get("content-type") ?? "");
  if (sizeBytes > 0 && !isJson) throw new AppError("input.unreadable");
  return Buffer.concat(chunks);
}
