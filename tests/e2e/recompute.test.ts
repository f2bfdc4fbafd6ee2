import { expect } from "@playwright/test";
import { test } from "./support/test";

/** A kept connection that the server closes at this very moment is opened again, as browsers do. */
const again = { maxRetries: 3 };

test("from my statement I recompute my points, and every figure is the same", async ({ demo, t }) => {
  const page = await (await demo("contributor")).open("/me/statement");
  await page.getByRole("link", { name: t("ledger.recompute.link") }).click();
  await page.getByRole("button", { name: t("ledger.recompute.start") }).click();
  await expect(page.getByText(t("ledger.recompute.sound.title"))).toBeVisible({ timeout: 60_000 });
  const figures = page.getByRole("table", { name: t("ledger.recompute.figures") });
  await expect(figures.getByRole("row")).toHaveCount(6);
  await expect(figures.getByText(t("ledger.recompute.same"))).toHaveCount(5);
  const lines = page.getByRole("table", { name: t("ledger.recompute.lines") });
  expect(await lines.getByRole("row").count()).toBeGreaterThan(5);
});

test("a changed byte of the log, and a figure that the log does not give, are told", async ({ page, t, visit }) => {
  await visit("/ledger/recompute?person=contributor-demo");
  const start = page.getByRole("button", { name: t("ledger.recompute.start") });
  await page.route("**/rpc/profile/read", async (route) => {
    const answer = await route.fetch(again);
    const body = await answer.json();
    body.json.points += 1_000;
    await route.fulfill({ response: answer, json: body });
  });
  await start.click();
  await expect(page.getByText(t("ledger.recompute.differs.title"))).toBeVisible({ timeout: 60_000 });
  await page.unroute("**/rpc/profile/read");

  await page.route("**/log/tile/entries/000", async (route) => {
    const answer = await route.fetch(again);
    const bytes = await answer.body();
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await route.fulfill({ response: answer, body: bytes });
  });
  await start.click();
  await expect(page.getByText(t("ledger.recompute.faulty.title", { faults: 1 }))).toBeVisible({ timeout: 60_000 });
});
