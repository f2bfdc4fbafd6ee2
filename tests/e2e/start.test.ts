import { expect } from "@playwright/test";
import { localeNames } from "#lib/i18n";
import { isAlive } from "./support/people";
import { test } from "./support/test";
import { textsOf } from "./support/text";

test.describe("start", () => {
  test("the front page counts what is there, and goes on counting while it is open", async ({
    page,
    visit,
    t,
    newcomer,
  }) => {
    await visit("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("landing.title"));
    const counts = page.getByRole("region", { name: t("landing.counts.label") });
    const figure = async (key: "people" | "entries") =>
      Number(
        (
          await counts
            .locator("dd", { has: page.locator(`xpath=../dt[.="${t(`landing.counts.${key}`)}"]`) })
            .innerText()
        ).replaceAll(",", ""),
      );
    const before = { people: await figure("people"), entries: await figure("entries") };
    expect(before.entries).toBeGreaterThan(100);
    await newcomer();
    await expect.poll(() => figure("people"), { timeout: 60_000 }).toBeGreaterThan(before.people);
  });

  test("the front page leads to open projects, the week's best and the newest root", async ({ page, visit, t }) => {
    await visit("/");
    const project = page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });
    await expect(project.first()).toBeVisible();
    await page
      .getByRole("main")
      .getByRole("link", { name: t("landing.root.check") })
      .click();
    await expect(page).toHaveURL(/\/ledger$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("ledger.title"));
  });

  test("switching the language keeps the page and its address, also for the next visit", async ({
    page,
    visit,
    site,
  }) => {
    const other = site === "en" ? "zh-TW" : "en";
    const said = textsOf(other);
    await visit("/leaderboard?period=month");
    await page.getByRole("banner").getByRole("link", { name: localeNames[other] }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", other);
    await expect(page).toHaveURL(/\/leaderboard\?period=month$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(said("board.title"));
    await isAlive(page, said);
    await page.goto("/ledger");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(said("ledger.title"));
  });

  for (const [locale, wanted] of [
    ["zh-TW", "zh-TW"],
    ["zh-Hant-HK", "zh-TW"],
    ["en-GB", "en"],
    ["fr-FR", "en"],
  ] as const) {
    test(`a browser that asks for ${locale} gets ${wanted} without being sent elsewhere`, async ({ browser }) => {
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      await page.goto("/ledger");
      await expect(page.locator("html")).toHaveAttribute("lang", wanted);
      await expect(page).toHaveURL(/\/ledger$/);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(textsOf(wanted)("ledger.title"));
      await context.close();
    });
  }

  test("light and dark follow the system until one is chosen, and the choice outlives a reload", async ({
    page,
    visit,
    t,
  }) => {
    const brightness = () =>
      page.evaluate(() => {
        const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        if (!canvas) throw new Error("no canvas");
        canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data[0] ?? 0;
      });
    await page.emulateMedia({ colorScheme: "dark" });
    await visit("/");
    expect(await brightness()).toBeLessThan(80);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await brightness()).toBeGreaterThan(200);
    await page
      .getByRole("banner")
      .getByRole("button", { name: t("shell.theme.label") })
      .click();
    await page.getByRole("menuitemradio", { name: t("shell.theme.dark") }).click();
    await expect.poll(brightness).toBeLessThan(80);
    await page.reload();
    expect(await brightness()).toBeLessThan(80);
  });

  test("a wrong address says so, in the reader's language, with a way on", async ({ page, t }) => {
    const answer = await page.goto("/there/is/nothing");
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("shell.notFound.title"));
    await expect(page.getByRole("link", { name: t("shell.notFound.projects") })).toBeVisible();
  });
});
