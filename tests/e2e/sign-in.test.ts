import { expect, type Page } from "@playwright/test";
import { aWord, isAlive } from "./support/people";
import { test } from "./support/test";
import type { Texts } from "./support/text";

async function fillIn(page: Page, t: Texts, email: string, password: string): Promise<void> {
  await page.getByLabel(t("auth.field.email"), { exact: true }).fill(email);
  await page.getByLabel(t("auth.field.password"), { exact: true }).fill(password);
  await page
    .getByRole("main")
    .getByRole("button", { name: t("auth.signIn.button"), exact: true })
    .click();
}

test.describe("sign-in", () => {
  test("somebody new signs up and is signed in at once", async ({ page, visit, t }) => {
    const handle = `e2e-${aWord()}`;
    await visit("/sign-up");
    await page.getByLabel(t("auth.field.email"), { exact: true }).fill(`${handle}@example.org`);
    await page.getByLabel(t("auth.field.handle"), { exact: true }).fill(handle);
    await page.getByLabel(t("auth.field.password"), { exact: true }).fill("four unrelated harbour words");
    await page.getByRole("button", { name: t("auth.signUp.button") }).click();
    await expect(page).toHaveURL(/\/projects$/);
    await isAlive(page, t, handle);
  });

  test("a weak password and a taken name are refused beside their fields", async ({ page, visit, t }) => {
    await visit("/sign-up");
    await page.getByLabel(t("auth.field.email"), { exact: true }).fill(`${aWord()}@example.org`);
    await page.getByLabel(t("auth.field.handle"), { exact: true }).fill("contributor-demo");
    const password = page.getByLabel(t("auth.field.password"), { exact: true });
    await password.fill("short");
    await page.getByRole("button", { name: t("auth.signUp.button") }).click();
    await expect(password).toBeFocused();
    await expect(password).toHaveAccessibleDescription(new RegExp(t("error.field.password_short", { limit: 10 })));
    await password.fill("four unrelated harbour words");
    await page.getByRole("button", { name: t("auth.signUp.button") }).click();
    await expect(page.getByText(t("error.user.handle_taken"))).toBeVisible();
  });

  test("a wrong password says so; the right one leads to the page that was asked for", async ({
    page,
    visit,
    t,
    newcomer,
  }) => {
    const { email, password, handle } = await newcomer();
    await visit("/sign-in?next=/me/statement");
    await fillIn(page, t, email, "not this one at all");
    await expect(page.getByRole("alert").filter({ hasText: t("error.auth.bad_credentials") })).toBeVisible();
    await fillIn(page, t, email, password);
    await expect(page).toHaveURL(/\/me\/statement$/);
    await isAlive(page, t, handle);
  });

  test("a provider that could not be reached is told as that, above a form that still works", async ({
    page,
    visit,
    t,
  }) => {
    await visit("/sign-in?error=OAuthSignin");
    await expect(page.getByRole("alert").filter({ hasText: t("auth.failure.OAuthSignin") })).toBeVisible();
    await expect(page.getByLabel(t("auth.field.password"), { exact: true })).toBeVisible();
  });

  test("a link cannot make the sign-in lead to another site", async ({ page, visit, t, newcomer }) => {
    const { email, password, handle } = await newcomer();
    await visit("/sign-in?next=https://evil.example/");
    await fillIn(page, t, email, password);
    await isAlive(page, t, handle);
    expect(new URL(page.url()).hostname).toBe("localhost");
  });

  test("signing out ends the session in this browser", async ({ t, newcomer }) => {
    const person = await newcomer();
    const page = await person.open("/ledger");
    await page.getByRole("button", { name: t("shell.user.menu", { handle: person.handle }) }).click();
    await page.getByRole("menuitem", { name: t("shell.user.signOut") }).click();
    await isAlive(page, t);
    expect(await person.api.account.me({})).toBeNull();
  });

  test("signing out everywhere ends the session of another browser too", async ({ t, newcomer, enter }) => {
    const here = await newcomer();
    const there = await enter(here);
    const other = await there.open("/me/statement");
    const page = await here.open("/account/security");
    await page.getByRole("button", { name: t("account.sessions.button") }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("account.sessions.button") })
      .click();
    await isAlive(page, t);
    expect(await there.api.account.me({})).toBeNull();
    await other.reload();
    await isAlive(other, t);
  });

  test("a changed password signs others out, and only the new one works", async ({
    t,
    page,
    visit,
    newcomer,
    enter,
  }) => {
    const person = await newcomer();
    const elsewhere = await enter(person);
    const fresh = `fresh-${aWord()}-lighthouse`;
    const account = await person.open("/account/security");
    await account.getByLabel(t("account.password.current"), { exact: true }).fill(person.password);
    await account.getByLabel(t("account.password.next"), { exact: true }).fill(fresh);
    await account.getByRole("button", { name: t("account.password.change") }).click();
    await expect(account.getByText(t("account.password.done")).first()).toBeVisible();
    expect(await elsewhere.api.account.me({})).toBeNull();
    expect(await person.api.account.me({})).toMatchObject({ handle: person.handle });
    await visit("/sign-in");
    await fillIn(page, t, person.email, person.password);
    await expect(page.getByRole("alert").filter({ hasText: t("error.auth.bad_credentials") })).toBeVisible();
    await fillIn(page, t, person.email, fresh);
    await isAlive(page, t, person.handle);
  });
});
