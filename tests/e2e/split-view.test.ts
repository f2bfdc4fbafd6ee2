import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { type ServedLog, servedLog } from "#tests/support/served-log";
import { test } from "./support/test";

/** Shows the page a log instead of the site's own: each time the one that was named last. */
async function showLogs(page: Page): Promise<(log: ServedLog) => void> {
  let shown: ServedLog | undefined;
  await page.route("**/log/**", async (route) => {
    const body = shown?.files.get(new URL(route.request().url()).pathname.slice("/log/".length));
    return route.fulfill(body ? { status: 200, body: Buffer.from(body) } : { status: 404, body: "" });
  });
  return (log) => {
    shown = log;
  };
}

test("the browser remembers the log, proves that it only grew, and tells two histories apart on every page", async ({
  page,
  t,
  visit,
}) => {
  const log = servedLog("one").grow(300);
  const show = await showLogs(page);
  show(log);
  await visit("/ledger");
  await expect(page.getByText(t("ledger.log.memory.first"))).toBeVisible();
  // What the page before this one still asks for is nobody's matter any more.
  await page.goto("about:blank");
  show(log.grow(250));
  await visit("/ledger");
  await expect(page.getByText(t.like("ledger.log.memory.proven"))).toBeVisible();

  await page.goto("about:blank");
  show(servedLog("two").grow(600));
  await visit("/ledger");
  const alarm = page.getByRole("alert").filter({ hasText: t("ledger.split.fork.title") });
  await expect(alarm).toBeVisible({ timeout: 60_000 });
  await visit("/");
  await expect(alarm).toBeVisible();
  const saved = page.waitForEvent("download");
  await alarm.getByRole("link", { name: t("ledger.split.save") }).click();
  const text = readFileSync(await (await saved).path(), "utf8");
  expect(text).toContain("\n550\n");
  expect(text).toContain("\n600\n");
  expect(text.match(/^— /gm)).toHaveLength(2);

  await alarm.getByRole("button", { name: t("ledger.split.accept") }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: t("ledger.split.accept") })
    .click();
  await expect(alarm).toBeHidden();
  await visit("/ledger");
  await expect(page.getByText(t.like("ledger.log.memory.proven"))).toBeVisible();
});

test("the site's own log is compared too, from page to page", async ({ page, t, visit }) => {
  await visit("/ledger");
  await expect(page.getByText(t("ledger.log.memory.first"))).toBeVisible();
  await visit("/ledger");
  await expect(page.getByText(t.like("ledger.log.memory.proven"))).toBeVisible();
});
