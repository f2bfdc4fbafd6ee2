import { randomBytes, randomInt } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { APIRequestContext, Browser, BrowserContext, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { DEMO_EMAIL_END, DEMO_PASSWORD } from "#lib/domain/demo";
import { type Api, apiOf } from "./api";
import type { Texts } from "./text";

export type Person = {
  email: string;
  password: string;
  handle: string;
  context: BrowserContext;
  api: Api;
  /** Another tab of this person's browser, ready to be used. */
  open(path: string): Promise<Page>;
};

export type DemoKey = "admin" | "meiling" | "oliver" | "reviewer" | "contributor" | "nora";

/** A network address of one's own: what is limited by address is limited for each person, as in life. */
export function anAddress(): Record<string, string> {
  return { "x-forwarded-for": `2001:db8:${randomInt(65536).toString(16)}:${randomInt(65536).toString(16)}::1` };
}

/** A word that no other test and no other run has used; letters alone, for ten digits in a row may be somebody's telephone. */
export function aWord(): string {
  return Array.from(randomBytes(10), (byte) => String.fromCharCode(97 + (byte & 15))).join("");
}

export type Known = Pick<Person, "email" | "password" | "handle">;

/** Somebody new, signed up and signed in. */
export async function makeNewcomer(browser: Browser, t: Texts): Promise<Person> {
  const word = aWord();
  const known = { email: `${word}@example.org`, password: `quiet-${word}-harbour`, handle: `e2e-${word}` };
  const context = await browser.newContext({ extraHTTPHeaders: anAddress() });
  const api = apiOf(context.request);
  await api.user.signUp({ ...known, locale: "en" });
  await signIn(context.request, known);
  return asPerson(known, context, t);
}

/** A second browser of somebody. */
export async function enter(browser: Browser, t: Texts, known: Known): Promise<Person> {
  const context = await browser.newContext({ extraHTTPHeaders: anAddress() });
  await signIn(context.request, known);
  return asPerson(known, context, t);
}

/** One of the demo's people; signs in once for each run, because sign-ins are limited. */
export async function enterDemo(browser: Browser, t: Texts, key: DemoKey): Promise<Person> {
  const known = { email: key + DEMO_EMAIL_END, password: DEMO_PASSWORD, handle: `${key}-demo` };
  const path = join(process.env.E2E_DATA_DIR ?? ".", `session-${key}.json`);
  const headers = { extraHTTPHeaders: anAddress() };
  if (existsSync(path)) return asPerson(known, await browser.newContext({ ...headers, storageState: path }), t);
  const context = await browser.newContext(headers);
  await signIn(context.request, known);
  // Whole or not at all: another worker may look for it at this moment.
  const draft = `${path}.${process.pid}`;
  await context.storageState({ path: draft });
  renameSync(draft, path);
  return asPerson(known, context, t);
}

async function signIn(request: APIRequestContext, { email, password }: Known): Promise<void> {
  const { csrfToken } = (await (await request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const form = { email, password, csrfToken, json: "true" };
  const answer = await request.post("/api/auth/callback/password", { form });
  const { url } = (await answer.json()) as { url: string };
  if (!answer.ok() || url.includes("error=")) throw new Error(`${email} could not sign in: ${url}`);
}

function asPerson({ email, password, handle }: Known, context: BrowserContext, t: Texts): Person {
  return {
    email,
    password,
    handle,
    context,
    api: apiOf(context.request),
    open: async (path) => {
      const page = await context.newPage();
      await page.goto(path);
      await isAlive(page, t, handle);
      return page;
    },
  };
}

/** Waits until the page answers to clicks: the header then knows who is there. */
export async function isAlive(page: Page, t: Texts, handle?: string): Promise<void> {
  const header = page.getByRole("banner");
  const corner = handle
    ? header.getByRole("button", { name: t("shell.user.menu", { handle }) })
    : header.getByRole("link", { name: t("shell.user.signIn") });
  await expect(corner).toBeVisible();
}
