import { type BrowserContext, expect, type Page } from "@playwright/test";
import { type Mailbox, openMailbox } from "#tests/support/mailbox";
import { type OwnServer, startOwnServer } from "./support/own-server";
import { aWord, isAlive } from "./support/people";
import { test } from "./support/test";
import type { Texts } from "./support/text";

const PASSWORD = "four unrelated harbour words";
// A server of its own draws each of its pages for the first time here: on a busy machine that takes its time.
const BUSY_MS = 120_000;

let box: Mailbox;
let server: OwnServer;
test.beforeAll(async () => {
  box = await openMailbox();
  server = await startOwnServer({
    SMTP_URL: box.url,
    MAIL_FROM: "Assay <assay@example.org>",
    GITHUB_ID: "github-of-the-test",
    GITHUB_SECRET: "none",
    GOOGLE_ID: "google-of-the-test",
    GOOGLE_SECRET: "none",
  });
});
test.afterAll(async () => {
  await server?.stop();
  await box?.close();
});

/** The address in the newest mail to somebody; waits until it has come. */
async function linkFor(email: string, path: string): Promise<string> {
  const links = () =>
    box.mails
      .filter((mail) => mail.to === email)
      .flatMap(({ text }) => text.match(/https?:\S+/g) ?? [])
      .filter((link) => link.startsWith(`${server.url}${path}#`));
  await expect.poll(() => links().length).toBeGreaterThan(0);
  return links().at(-1) ?? "";
}

async function tabAt(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(new URL(path, server.url).href);
  return page;
}

async function signUp(context: BrowserContext, t: Texts, email: string, handle: string): Promise<void> {
  const page = await tabAt(context, "/sign-up");
  await isAlive(page, t);
  await page.getByLabel(t("auth.field.email"), { exact: true }).fill(email);
  await page.getByLabel(t("auth.field.handle"), { exact: true }).fill(handle);
  await page.getByLabel(t("auth.field.password"), { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: t("auth.signUp.button") }).click();
  await expect(page.getByText(email)).toBeVisible();
}

async function signIn(page: Page, t: Texts, email: string, password: string): Promise<void> {
  await page.getByLabel(t("auth.field.email"), { exact: true }).fill(email);
  await page.getByLabel(t("auth.field.password"), { exact: true }).fill(password);
  await page
    .getByRole("main")
    .getByRole("button", { name: t("auth.signIn.button"), exact: true })
    .click();
}

async function confirm(context: BrowserContext, t: Texts, email: string): Promise<void> {
  const page = await tabAt(context, await linkFor(email, "/confirm"));
  await page.getByRole("button", { name: t("auth.confirm.button") }).click();
  await expect(page.getByText(t("auth.confirm.doneTitle"))).toBeVisible();
}

async function becomeAdmin(page: Page, t: Texts, handle: string): Promise<void> {
  await page.getByLabel(t("auth.field.email"), { exact: true }).fill(`${handle}@example.org`);
  await page.getByLabel(t("auth.field.handle"), { exact: true }).fill(handle);
  await page.getByLabel(t("auth.field.password"), { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: t("auth.setup.button") }).click();
}

test.describe("an installation of one's own", () => {
  test("the first admin is made by the link of the start, in one of two tabs; the other is told", async ({
    t,
    context,
    browser,
  }) => {
    const elsewhere = await browser.newContext();
    const one = await tabAt(context, server.setupLink);
    const two = await tabAt(elsewhere, server.setupLink);
    await expect(two.getByText(t("auth.setup.lead"))).toBeVisible();
    const handle = `e2e-${aWord()}`;
    await becomeAdmin(one, t, handle);
    await expect(one).toHaveURL(`${server.url}/admin`, { timeout: BUSY_MS });
    await expect(one.getByRole("row", { name: new RegExp(handle) })).toBeVisible();
    await becomeAdmin(two, t, `e2e-${aWord()}`);
    await expect(two.getByText(t("auth.setup.brokenTitle"))).toBeVisible();
    await elsewhere.close();
  });

  test("other ways to sign in are shown where they are set up, and only there", async ({ t, page, visit, context }) => {
    const others = (shown: Page) => [
      shown.getByRole("button", { name: t("auth.signIn.link") }),
      shown.getByRole("button", { name: t("auth.signIn.with", { provider: "GitHub" }) }),
      shown.getByRole("button", { name: t("auth.signIn.with", { provider: "Google" }) }),
    ];
    await visit("/sign-in");
    for (const button of others(page)) await expect(button).toBeHidden();

    const there = await tabAt(context, "/sign-in");
    await isAlive(there, t);
    for (const button of others(there)) await expect(button).toBeVisible();
    const asked = new Promise<URL>((resolve) => {
      void context.route("https://github.com/**", (route) => {
        resolve(new URL(route.request().url()));
        return route.fulfill({ body: "GitHub" });
      });
    });
    await others(there)[1]?.click();
    const { pathname, searchParams } = await asked;
    expect(pathname).toBe("/login/oauth/authorize");
    expect(searchParams.get("client_id")).toBe("github-of-the-test");
    expect(searchParams.get("redirect_uri")).toBe(`${server.url}/api/auth/callback/github`);
    expect(searchParams.get("state")).toMatch(/^\S{20,}$/);
  });

  test("a mailed link signs in after a press, to the page that was asked for, once", async ({
    t,
    context,
    browser,
  }) => {
    const [email, handle] = [`${aWord()}@example.org`, `e2e-${aWord()}`];
    await signUp(context, t, email, handle);
    await confirm(context, t, email);
    const page = await tabAt(context, "/sign-in?next=/me/statement");
    await isAlive(page, t);
    await page.getByRole("button", { name: t("auth.signIn.link") }).click();
    await expect(page.getByText(t("auth.signIn.linkNeedsEmail"))).toBeVisible();
    await page.getByLabel(t("auth.field.email"), { exact: true }).fill(email);
    await page.getByRole("button", { name: t("auth.signIn.link") }).click();
    await expect(page.getByText(t("auth.signIn.linkSent", { email }))).toBeVisible();

    const link = await linkFor(email, "/sign-in/link");
    const opened = await tabAt(context, link);
    await opened.getByRole("button", { name: t("auth.link.button") }).click();
    await expect(opened).toHaveURL(`${server.url}/me/statement`);
    await isAlive(opened, t, handle);

    const elsewhere = await browser.newContext();
    const second = await tabAt(elsewhere, link);
    await second.getByRole("button", { name: t("auth.link.button") }).click();
    await expect(second.getByRole("alert").filter({ hasText: t("auth.failure.Verification") })).toBeVisible();
    await isAlive(second, t);
    await elsewhere.close();
  });

  test("a link to an address that nobody has makes an account with a name that can be changed", async ({
    t,
    context,
  }) => {
    const email = `${aWord()}@example.org`;
    const page = await tabAt(context, "/sign-in");
    await isAlive(page, t);
    await page.getByLabel(t("auth.field.email"), { exact: true }).fill(email);
    await page.getByRole("button", { name: t("auth.signIn.link") }).click();
    const opened = await tabAt(context, await linkFor(email, "/sign-in/link"));
    await opened.getByRole("button", { name: t("auth.link.button") }).click();
    await expect(opened).not.toHaveURL(/sign-in/);
    await opened.goto(`${server.url}/account`);
    const handle = `e2e-${aWord()}`;
    const field = opened.getByLabel(t("auth.field.handle"), { exact: true });
    await isAlive(opened, t, await field.inputValue());
    await field.fill(handle);
    await opened.getByRole("button", { name: t("account.profile.save"), exact: true }).click();
    await isAlive(opened, t, handle);
  });

  test("an account sleeps until its address is confirmed by a press on the mailed page", async ({ t, context }) => {
    const [email, handle] = [`${aWord()}@example.org`, `e2e-${aWord()}`];
    await signUp(context, t, email, handle);
    const page = await tabAt(context, "/sign-in");
    await isAlive(page, t);
    await signIn(page, t, email, PASSWORD);
    await expect(page.getByText(t("auth.signIn.unconfirmed", { email }))).toBeVisible();
    await confirm(context, t, email);
    await signIn(page, t, email, PASSWORD);
    await isAlive(page, t, handle);
  });

  test("a forgotten password is set anew by mail, which signs in and ends the old one", async ({ t, context }) => {
    const [email, handle] = [`${aWord()}@example.org`, `e2e-${aWord()}`];
    await signUp(context, t, email, handle);
    await confirm(context, t, email);
    const page = await tabAt(context, "/forgot");
    await isAlive(page, t);
    await page.getByLabel(t("auth.field.email"), { exact: true }).fill(email);
    await page.getByRole("button", { name: t("auth.forgot.button") }).click();
    await expect(page.getByText(t("auth.forgot.sent", { email }))).toBeVisible();
    const reset = await tabAt(context, await linkFor(email, "/reset"));
    await reset.getByLabel(t("auth.field.newPassword"), { exact: true }).fill("quite other harbour words");
    await reset.getByRole("button", { name: t("auth.reset.button") }).click();
    await expect(reset).toHaveURL(`${server.url}/account`, { timeout: BUSY_MS });
    await isAlive(reset, t, handle);

    await reset.goto(`${server.url}/sign-in`);
    await isAlive(reset, t, handle);
    await signIn(reset, t, email, PASSWORD);
    await expect(reset.getByText(t("error.auth.bad_credentials"))).toBeVisible();
  });
});
