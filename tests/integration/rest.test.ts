import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenedDb } from "#db/client";
import { rateLimit } from "#db/schema/auth";
import { answerRest, type Handle, restCall } from "#lib/api/rest";
import { limits } from "#lib/domain/limits";
import { rateLimits } from "#lib/services/rate-limit";
import { createToken } from "#lib/services/token";
import { DELETE, GET, POST, PUT } from "../../app/api/[[...path]]/route";
import { refusalOf, restRequest, serveDb } from "../support/api";
import { as, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  system = testCtx(opened.db, opened.kind);
  system.now = () => new Date();
});
afterAll(() => opened.close());

async function makeToken(scopes: ("read" | "contribute" | "review" | "manage")[] = ["read", "contribute"]) {
  const userId = await makeUser(system);
  const { secret } = await createToken(as(system, userId), { name: "test", scopes, expiresInDays: 1 });
  return { userId, secret };
}

describe("REST tells who may not come in", () => {
  it("refuses a token that nobody made, before anything else, and says how to come in", async () => {
    const response = await GET(restRequest("/api/v1/tokens", { token: `assay_${"x".repeat(43)}` }));
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(await refusalOf(response)).toMatchObject({
      status: 401,
      reason: "auth.token_invalid",
      message: expect.stringContaining("Make a new one"),
    });
  });

  it("answers in the language that is asked for", async () => {
    const headers = { "accept-language": "zh-TW,zh;q=0.9,en;q=0.8" };
    const { message } = await refusalOf(await GET(restRequest("/api/v1/tokens", { token: "x", headers })));
    expect(message).toContain("權杖");
  });

  it.each(["Basic dXNlcjpwYXNz", "Bearer", "assay_x", "Bearer a b"])("takes no other way in: %s", async (header) => {
    const response = await GET(restRequest("/api/v1/tokens", { headers: { authorization: header } }));
    expect(await refusalOf(response)).toMatchObject({ status: 401, reason: "auth.token_invalid" });
  });

  it("gives a session cookie no power", async () => {
    const headers = { cookie: "next-auth.session-token=anything; __Secure-next-auth.session-token=anything" };
    const response = await POST(restRequest("/api/v1/tokens", { method: "POST", body: {}, headers }));
    expect([400, 401]).toContain(response.status);
    const listed = await GET(restRequest("/api/v1/tokens", { headers }));
    expect(await refusalOf(listed)).toMatchObject({ status: 401, reason: "auth.required" });
  });

  it("lets no token make tokens", async () => {
    const { secret } = await makeToken(["read", "contribute", "review", "manage"]);
    const body = { name: "more", scopes: ["read"] };
    const response = await POST(restRequest("/api/v1/tokens", { method: "POST", token: secret, body }));
    expect(await refusalOf(response)).toMatchObject({ status: 403, reason: "auth.scope_missing" });
  });
});

describe("REST says what is wrong with a request", () => {
  it("names each place of bad input by a message key", async () => {
    const { secret } = await makeToken();
    const body = { name: "", scopes: ["all"], expiresInDays: "soon", colour: "red" };
    const response = await POST(restRequest("/api/v1/tokens", { method: "POST", token: secret, body }));
    expect(await refusalOf(response)).toMatchObject({
      status: 400,
      reason: "input.invalid",
      details: {
        issues: expect.arrayContaining([
          { path: "name", message: "required" },
          { path: "scopes.0", message: "not_in_list" },
          { path: "expiresInDays", message: "wrong_type" },
          { path: "colour", message: "not_asked" },
        ]),
      },
    });
  });

  it.each([
    ["broken JSON", { raw: '{"name":' }],
    [
      "a form, as any web page could send it",
      { raw: "name=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ],
    ["text", { raw: "hello", headers: { "content-type": "text/plain" } }],
  ])("cannot read %s", async (_, options) => {
    const { secret } = await makeToken();
    const response = await POST(restRequest("/api/v1/tokens", { method: "POST", token: secret, ...options }));
    expect(await refusalOf(response)).toMatchObject({ status: 400, reason: "input.unreadable" });
  });

  it("reads no more than the limit, whatever the length says", async () => {
    const raw = JSON.stringify({ name: "x".repeat(limits.bodyBytes) });
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(raw));
        controller.close();
      },
    });
    const headers = { "content-type": "application/json" };
    const request = new Request("http://localhost/api/v1/tokens", {
      method: "POST",
      body: stream,
      headers,
      duplex: "half",
    } as RequestInit);
    expect(await refusalOf(await POST(request))).toMatchObject({
      status: 413,
      reason: "input.too_large",
      message: expect.stringContaining("1 MiB"),
    });
  });

  it.each(["/api/v1/nothing", "/api/v1", "/api", "/api/v2/tokens", "/api/v1/tokens/a/b"])(
    "knows no %s",
    async (path) => {
      expect(await refusalOf(await GET(restRequest(path)))).toMatchObject({ status: 404, reason: "route.not_found" });
    },
  );

  it("names the methods of an address", async () => {
    const response = await PUT(restRequest("/api/v1/tokens", { method: "PUT", body: {} }));
    expect(response.headers.get("allow")).toBe("GET, POST");
    expect(await refusalOf(response)).toMatchObject({ status: 405, reason: "route.method_not_allowed" });
  });

  it("answers HEAD as it answers GET", async () => {
    const { secret } = await makeToken();
    const head = await GET(restRequest("/api/v1/leaderboard", { method: "HEAD", token: secret }));
    expect(head.status).toBe(200);
  });

  it("is never kept by a cache, and its description is open", async () => {
    expect((await GET(restRequest("/api/v1/tokens"))).headers.get("cache-control")).toBe("no-store");
    const document = await GET(restRequest("/api/openapi.json"));
    expect(document.status).toBe(200);
    expect(await document.json()).toMatchObject({
      openapi: expect.stringMatching(/^3\./),
      servers: [{ url: "/api/v1" }],
    });
  });
});

describe("REST carries a request out once", () => {
  it("answers a repeated Idempotency-Key from what it kept, and refuses another request under it", async () => {
    const { secret } = await makeToken(["contribute"]);
    let runs = 0;
    const handle: Handle = async (request) =>
      Response.json({ run: ++runs, got: await request.json() }, { status: 201 });
    const send = (path: string, body: object) => {
      const headers = { "idempotency-key": "k1" };
      const request = restRequest(path, { method: "POST", token: secret, headers, body });
      return answerRest(request, restCall(request.headers, null), handle);
    };
    const first = await send("/api/v1/things", { a: 1 });
    const again = await send("/api/v1/things", { a: 1 });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await first.json()).toEqual({ run: 1, got: { a: 1 } });
    expect(await again.json()).toEqual({ run: 1, got: { a: 1 } });
    expect([first, again].map(({ headers }) => headers.get("idempotent-replay"))).toEqual([null, "true"]);
    for (const [path, body] of [
      ["/api/v1/things", { a: 2 }],
      ["/api/v1/others", { a: 1 }],
    ] as const) {
      expect(await refusalOf(await send(path, body))).toMatchObject({ status: 409, reason: "idempotency.conflict" });
    }
    expect(runs).toBe(1);
  });

  it("refuses a key that is none", async () => {
    const { secret } = await makeToken();
    const headers = { "idempotency-key": "with space" };
    const response = await DELETE(
      restRequest(`/api/v1/tokens/${system.newId()}`, { method: "DELETE", token: secret, headers }),
    );
    expect(await refusalOf(response)).toMatchObject({ status: 400, reason: "input.invalid" });
  });

  it("needs a token for a key, because keys are one person's", async () => {
    const headers = { "idempotency-key": "k" };
    const response = await POST(restRequest("/api/v1/tokens", { method: "POST", body: {}, headers }));
    expect(await refusalOf(response)).toMatchObject({ status: 401, reason: "auth.required" });
  });
});

it("REST slows one person down, and says until when", async () => {
  const { secret, userId } = await makeToken();
  const { max } = rateLimits["mutation.user"];
  const resetsAt = new Date(Date.now() + 55_000);
  await opened.db.insert(rateLimit).values({ key: `mutation.user:${userId}`, count: max, resetsAt });
  const response = await DELETE(restRequest(`/api/v1/tokens/${system.newId()}`, { method: "DELETE", token: secret }));
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(25);
  expect(await refusalOf(response)).toMatchObject({ status: 429, reason: "rate.limited" });
  const read = await GET(restRequest("/api/v1/tokens", { token: secret }));
  expect(read.status).toBe(403);
});
