import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { SimpleCsrfProtectionLinkPlugin } from "@orpc/client/plugins";
import { expect } from "@playwright/test";
import type { ApiClient } from "#lib/api/router";
import { DEMO_EMAIL_END, DEMO_PASSWORD } from "#lib/domain/demo";
import { reasonOf } from "#lib/sent-error";
import { anAddress, aWord } from "./support/people";
import { test } from "./support/test";

const SESSION = /^next-auth\.session-token=/;

/** A client of next-auth's routes and of `/rpc` without a browser: what it has been given as cookies is all it holds. */
function makeVisitor(baseURL: string | undefined) {
  const jar = new Map<string, string>();
  const from = anAddress();
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ ...from, cookie: [...jar.values()].join("; ") });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const answer = await fetch(new URL(path, baseURL), { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const pair = line.split(";", 1)[0] ?? "";
      jar.set(pair.split("=", 1)[0] ?? "", pair);
    }
    return answer;
  };
  const link = new RPCLink({
    url: new URL("/rpc", baseURL).href,
    plugins: [new SimpleCsrfProtectionLinkPlugin()],
    fetch: async (request) =>
      send(request.url, {
        method: request.method,
        headers: request.headers,
        body: request.method === "GET" ? null : await request.arrayBuffer(),
      }),
  });
  const api: ApiClient = createORPCClient(link);
  const signIn = async (email: string, password: string, token?: string) => {
    const { csrfToken } = (await (await send("/api/auth/csrf")).json()) as { csrfToken: string };
    const body = new URLSearchParams({ email, password, csrfToken: token ?? csrfToken, json: "true" });
    const { url } = (await (await send("/api/auth/callback/password", { method: "POST", body })).json()) as {
      url: string;
    };
    return url;
  };
  const session = () => [...jar.values()].find((pair) => SESSION.test(pair));
  const hold = (pair: string) => jar.set("next-auth.session-token", pair);
  return { api, signIn, session, hold };
}

const refusalOf = (call: Promise<unknown>) => call.then(() => "none", reasonOf);

test("a session without a browser: the csrf token, a role that counts at the next request, an end everywhere", async ({
  baseURL,
  site,
}) => {
  const word = aWord();
  const known = { email: `${word}@example.org`, password: `quiet-${word}-harbour` };
  const person = makeVisitor(baseURL);
  await person.api.user.signUp({ ...known, handle: `e2e-${word}`, locale: site });
  expect(await person.signIn(known.email, known.password, "0".repeat(64))).toContain("csrf");
  expect(person.session()).toBeUndefined();
  expect(await person.signIn(known.email, "another-harbour")).toContain("error=");
  expect(person.session()).toBeUndefined();
  expect(await person.signIn(known.email, known.password)).not.toMatch(/error=|csrf/);
  const cookie = person.session() ?? "";
  const me = await person.api.account.me({});
  expect(me).toMatchObject({ handle: `e2e-${word}`, isAdmin: false });

  const admin = makeVisitor(baseURL);
  await admin.signIn(`admin${DEMO_EMAIL_END}`, DEMO_PASSWORD);
  const userId = me?.id ?? "";
  expect(await refusalOf(person.api.admin.listAudit({}))).toBe("rights.missing");
  await admin.api.admin.grantAdmin({ userId });
  expect(await refusalOf(person.api.admin.listAudit({}))).toBe("none");
  await admin.api.admin.revokeAdmin({ userId });
  expect(await refusalOf(person.api.admin.listAudit({}))).toBe("rights.missing");

  const second = makeVisitor(baseURL);
  await second.signIn(known.email, known.password);
  await second.api.account.signOutEverywhere({});
  for (const visitor of [person, second]) expect(await refusalOf(visitor.api.token.list())).toBe("auth.required");
  // The very cookie, kept by somebody who copied it.
  const thief = makeVisitor(baseURL);
  thief.hold(cookie);
  expect(await thief.api.account.me({})).toBeNull();
});
