import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import type { OpenedDb } from "#db/client";
import { refusalText } from "#lib/refusal";
import { createToken } from "#lib/services/token";
import { DELETE, GET } from "../../app/api/[[...path]]/route";
import { restClient } from "../../bin/api-client";
import { serveDb } from "../support/api";
import { as, makeUser, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let server: Server;
let url: string;
let token: string;
let seen: string[] = [];
/** Answers in place of the route, for the next requests. */
let scripted: ((response: ServerResponse) => void)[] = [];

beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  const system = { ...testCtx(opened.db, opened.kind), now: () => new Date() };
  const userId = await makeUser(system);
  const made = await createToken(as(system, userId), { name: "cli", scopes: ["read"], expiresInDays: 1 });
  token = made.secret;
  server = createServer((request, response) => void relay(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await opened.close();
});
beforeEach(() => {
  seen = [];
  scripted = [];
});

async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  seen.push(`${request.method} ${request.url} ${request.headers["idempotency-key"] ?? ""}`.trim());
  const next = scripted.shift();
  if (next) return next(response);
  const headers = new Headers(request.headers as Record<string, string>);
  const route = request.method === "DELETE" ? DELETE : GET;
  const answer = await route(
    new Request(new URL(request.url ?? "/", url), { method: request.method ?? "GET", headers }),
  );
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
}

const client = (given: string = token) => restClient({ url, token: given, retryMs: 1 });
const said = async (work: Promise<unknown>) =>
  refusalText(
    await work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
const busy = (status: number) => (response: ServerResponse) => void response.writeHead(status).end("{}");

it("says how to get a token when there is none, and what is wrong with one that cannot be", () => {
  const open = (given: string) => () => restClient({ url, token: given });
  const text = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return refusalText(error);
    }
  };
  expect(text(open(""))).toMatch(/ASSAY_TOKEN is not set.*account page/);
  expect(text(open("assay_short"))).toMatch(/begins with assay_ and has 49 characters/);
  expect(text(() => restClient({ url: "localhost:3000", token }))).toMatch(/ASSAY_URL is "localhost:3000"/);
});

it("passes on what the server says about a refused token and a wrong address", async () => {
  expect(await said(client(`assay_${"x".repeat(43)}`).get("/tokens", z.unknown()))).toMatch(
    /unknown, expired or ended/,
  );
  expect(await said(client().get("/no/such", z.unknown()))).toMatch(/nothing at this address/);
});

it("names each place of bad input", async () => {
  const call = client().send({ method: "DELETE", path: "/tokens/not-an-id" }, z.unknown());
  expect(await said(call)).toMatch(/\n {2}id: wrong_format/);
});

it("says where it looked when nobody answers", async () => {
  const dead = restClient({ url: "http://127.0.0.1:9", token, retryMs: 1 });
  expect(await said(dead.get("/tokens", z.unknown()))).toMatch(/No Assay answers at http:\/\/127.0.0.1:9 .*npm start/s);
});

it("repeats under the same key when the server is busy or the line breaks", async () => {
  scripted = [
    busy(503),
    (response) => void response.destroy(),
    (response) => void response.writeHead(200).end('{"ok":true}'),
  ];
  const answer = await client().send({ method: "POST", path: "/things" }, z.object({ ok: z.boolean() }));
  expect(answer).toEqual({ ok: true });
  expect(seen).toHaveLength(3);
  expect(new Set(seen).size).toBe(1);
});

it("gives up in the end, and repeats no refusal", async () => {
  scripted = Array.from({ length: 10 }, () => busy(503));
  expect(await said(client().get("/tokens", z.unknown()))).toMatch(/status 503/);
  expect(seen).toHaveLength(4);
  scripted = [];
  expect(await said(client().get("/tokens", z.unknown()))).toMatch(/may not do that/);
  expect(seen).toHaveLength(5);
});

it("trusts no answer of another shape", async () => {
  scripted = [(response) => void response.writeHead(200).end('{"ok":"yes"}')];
  expect(await said(client().get("/x", z.object({ ok: z.boolean() })))).toMatch(/not what this version expects \(ok\)/);
  scripted = [(response) => void response.writeHead(404).end("<html>")];
  expect(await said(client().get("/x", z.unknown()))).toMatch(/not one of Assay's/);
});
