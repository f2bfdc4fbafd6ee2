import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { SimpleCsrfProtectionLinkPlugin } from "@orpc/client/plugins";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { OpenedDb } from "#db/client";
import type { ApiClient } from "#lib/api/router";
import { publicApi, sessionApi } from "#lib/api/server";
import { limits } from "#lib/domain/limits";
import { readSentError } from "#lib/sent-error";
import type { Actor } from "#lib/services/context";
import { POST } from "../../app/rpc/[[...path]]/route";
import { serveDb } from "../support/api";
import { makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

// Sessions have their own tests; here only what the router does with them.
const session = vi.hoisted(() => ({ actor: { kind: "anonymous" } as Actor }));
vi.mock("#lib/auth", () => ({ sessionActor: async () => session.actor }));

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  system = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());
beforeEach(() => {
  session.actor = { kind: "anonymous" };
});

const link = (plugins = [new SimpleCsrfProtectionLinkPlugin()]) =>
  new RPCLink({ url: "http://localhost/rpc", plugins, fetch: (request) => POST(request) });
const api: ApiClient = createORPCClient(link());

async function signIn(): Promise<void> {
  session.actor = { kind: "user", userId: await makeUser(system), isAdmin: false, scopes: null };
}

async function refusalOf(call: Promise<unknown>) {
  return readSentError(
    await call.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

describe("rpc", () => {
  it("serves the person of the session, with instants as instants", async () => {
    await signIn();
    const made = await api.token.create({ name: "mine", scopes: ["read"] });
    expect(made.createdAt).toBeInstanceOf(Date);
    expect((await api.token.list())?.map(({ id }) => id)).toEqual([made.id]);
  });

  it("tells a reason and details, and never a text of ours", async () => {
    expect(await refusalOf(api.token.list())).toEqual({
      reason: "auth.required",
      details: { action: "token.manage_own" },
    });
  });

  it("names each place of bad input", async () => {
    await signIn();
    const call = api.token.create({ name: "", scopes: [] });
    expect(await refusalOf(call)).toEqual({
      reason: "input.invalid",
      details: {
        issues: [
          { path: "name", message: "required" },
          { path: "scopes", message: "too_few" },
        ],
      },
    });
  });

  it("serves no request without the header that only our own pages can send", async () => {
    await signIn();
    const forged: ApiClient = createORPCClient(link([]));
    expect((await refusalOf(forged.token.create({ name: "stolen", scopes: ["read"] }))).reason).toBe("auth.cross_site");
    expect(await api.token.list()).toEqual([]);
  });

  it("gives a bearer token no power", async () => {
    await signIn();
    const { secret } = await api.token.create({ name: "t", scopes: ["read"] });
    session.actor = { kind: "anonymous" };
    const headers = { authorization: `Bearer ${secret}` };
    const bearer = new RPCLink({
      url: "http://localhost/rpc",
      plugins: [new SimpleCsrfProtectionLinkPlugin()],
      headers,
      fetch: (request) => POST(request),
    });
    const client: ApiClient = createORPCClient(bearer);
    expect((await refusalOf(client.token.list())).reason).toBe("auth.required");
  });

  it("reads no more than the limit", async () => {
    await signIn();
    const call = api.token.create({ name: "x".repeat(limits.bodyBytes), scopes: ["read"] });
    expect(await refusalOf(call)).toMatchObject({ reason: "input.too_large", details: { maxBytes: limits.bodyBytes } });
  });

  it("answers what it cannot read, and addresses it does not know, with an error and no stack", async () => {
    const send = (path: string, body: string) =>
      POST(
        new Request(`http://localhost${path}`, {
          method: "POST",
          body,
          headers: { "x-csrf-token": "orpc", "content-type": "application/json" },
        }),
      );
    const broken = await send("/rpc/token/list", "{");
    expect(broken.status).toBe(400);
    expect(await broken.text()).toMatch(/^\{[^}]*"reason":"input.unreadable"|input.unreadable/);
    const unknown = await send("/rpc/no/thing", "{}");
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { reason: "route.not_found" } });
  });
});

describe("in process", () => {
  it("pages read as nobody or as the person of the session", async () => {
    expect((await refusalOf(publicApi().token.list())).reason).toBe("auth.required");
    await signIn();
    expect((await refusalOf(publicApi().token.list())).reason).toBe("auth.required");
    expect(await (await sessionApi()).token.list()).toEqual([]);
  });

  it("a failure nobody foresaw is internal, and its text stays here", async () => {
    session.actor = { kind: "user", userId: "not a uuid", isAdmin: false, scopes: null };
    const error = await (await sessionApi()).token.list().catch((thrown: unknown) => thrown);
    expect(readSentError(error)).toEqual({ reason: "internal", details: {} });
    expect(JSON.stringify(error)).not.toMatch(/uuid|select/i);
  });
});
