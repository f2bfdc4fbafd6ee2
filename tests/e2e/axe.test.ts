import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { enterDemo, isAlive } from "./support/people";
import { listPages, type Route, routes } from "./support/routes";
import { test } from "./support/test";

// Each language takes two of the four, so that both together see every page in light and dark, wide and narrow.
const looks = {
  en: [
    { colorScheme: "light", width: 1280, height: 800 },
    { colorScheme: "dark", width: 390, height: 844 },
  ],
  "zh-TW": [
    { colorScheme: "dark", width: 1280, height: 800 },
    { colorScheme: "light", width: 390, height: 844 },
  ],
} as const;

/** What the browser complains about while a page is open: errors, warnings of React, refusals of the content policy. */
function listenTo(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error()}`));
  return complaints;
}

async function expectAccessible(page: Page, language: string): Promise<void> {
  for (const { colorScheme, width, height } of looks[language === "zh-TW" ? "zh-TW" : "en"]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const faults = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
    expect(faults, `${colorScheme}, ${width} px wide`).toEqual([]);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0], `nothing sticks out of ${width} px`).toBeLessThanOrEqual(widths[1] ?? 0);
  }
}

const nameOf = ({ page, path, as }: Route) =>
  `/${typeof path === "string" ? path.slice(1) : page} as ${as ?? "anybody"}${typeof path === "string" ? "" : ` (${routes.findIndex((route) => route.path === path)})`}`;

test.describe("axe", () => {
  test("every page there is stands in the table", () => {
    const known = new Set(routes.map((route) => route.page));
    expect(listPages().filter((page) => !known.has(page))).toEqual([]);
  });

  for (const route of routes) {
    test(`${nameOf(route)}: accessible, in its own width, without an error`, async ({
      browser,
      t,
      guests,
      context,
    }, testInfo) => {
      const person = route.as ? await enterDemo(browser, t, route.as) : undefined;
      if (person) guests.push(person);
      const complaints = listenTo(person?.context ?? context);
      const path = typeof route.path === "string" ? route.path : person ? await route.path(person) : "";
      const page = await (person?.context ?? context).newPage();
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(route.status ?? 200);
      await isAlive(page, t, person?.handle);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await expectAccessible(page, testInfo.project.name);
      const expected = route.status ? /Failed to load resource: .*404/ : /^$/;
      expect(complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
    });
  }
});
