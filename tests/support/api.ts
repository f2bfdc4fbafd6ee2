import type { OpenedDb } from "#db/client";
import type { TestCtx } from "./ctx";

const shared = globalThis as { assayDb?: Promise<OpenedDb> };

/** Makes a test's database the one that this process's routes open. */
export function serveDb(opened: OpenedDb): void {
  shared.assayDb = Promise.resolve(opened);
}

export type RestRequest = {
  method?: string;
  token?: string;
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string;
  headers?: Record<string, string>;
};

/** A request to the REST route as a program sends it. */
export function restRequest(path: string, options: RestRequest = {}): Request {
  const { method = "GET", token, body, raw, headers = {} } = options;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Request(`http://localhost:3000${path}`, {
    method,
    body: text ?? null,
    headers: {
      ...(text === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
}

/** Status, reason and details of an error answer. */
export async function refusalOf(response: Response) {
  const { error } = (await response.json()) as { error: { reason: string; message: string; details: object } };
  return { status: response.status, ...error };
}

/** The instant by the test's clock, some milliseconds later. */
export function later(ctx: TestCtx, ms: number): void {
  ctx.clock.at += ms;
}
