import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { enterDemo, isAlive, type Person } from "./support/people";
import { listPages, type Route, routes } from "./support/routes";
import { test as base } from "./support/test";
import type { Texts } from "./support/text";

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

/** One tab that walks from page to page: opening a new one for each costs more than looking at it. */
type Walk = { page: Page; person: Person | undefined; complaints: string[] };

const test = base.extend<object, { walks: Map<Route["as"], Walk> }>({
  walks: [
    async ({ browser: _ }, use) => {
      const walks = new Map<Route["as"], Walk>();
      await use(walks);
      for (const { page } of walks.values()) await page.context().close();
    },
    { scope: "worker" },
  ],
});

// What a trace films of ninety pages takes longer than the looks.
test.use({ trace: "off" });

async function startWalk(browser: Browser, t: Texts, as: Route["as"]): Promise<Walk> {
  const person = as ? await enterDemo(browser, t, as) : undefined;
  const context = person?.context ?? (await browser.newContext());
  return { person, page: await context.newPage(), complaints: listenTo(context) };
}

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
      walks,
    }, testInfo) => {
      const { page, person, complaints } = walks.get(route.as) ?? (await startWalk(browser, t, route.as));
      walks.set(route.as, { page, person, complaints });
      complaints.length = 0;
      const path = typeof route.path === "string" ? route.path : person ? await route.path(person) : "";
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
