import { test as base } from "@playwright/test";
import { anAddress, type DemoKey, enter, enterDemo, isAlive, type Known, makeNewcomer, type Person } from "./people";
import { type SiteLocale, siteLocale, type Texts, textsOf } from "./text";

type Fixtures = {
  site: SiteLocale;
  t: Texts;
  /** Keeps the people of a test, and closes their browsers after it. */
  guests: Person[];
  /** Somebody new, with a browser of their own. */
  newcomer(): Promise<Person>;
  /** A second browser of somebody. */
  enter(known: Known): Promise<Person>;
  /** One of the people of the demo data. */
  demo(key: DemoKey): Promise<Person>;
  /** Opens a page as nobody, and waits until it answers to clicks. */
  visit(path: string): Promise<void>;
};

export const test = base.extend<Fixtures>({
  extraHTTPHeaders: async ({ baseURL: _ }, use) => use(anAddress()),
  site: async ({ locale }, use) => use(siteLocale(locale)),
  t: async ({ site }, use) => use(textsOf(site)),
  guests: async ({ browser: _ }, use) => {
    const people: Person[] = [];
    await use(people);
    for (const { context } of people) await context.close();
  },
  newcomer: async ({ browser, t, guests }, use) => use(() => keep(guests, makeNewcomer(browser, t))),
  enter: async ({ browser, t, guests }, use) => use((known) => keep(guests, enter(browser, t, known))),
  demo: async ({ browser, t, guests }, use) => use((key) => keep(guests, enterDemo(browser, t, key))),
  visit: async ({ page, t }, use) =>
    use(async (path) => {
      await page.goto(path);
      await isAlive(page, t);
    }),
});

async function keep(guests: Person[], coming: Promise<Person>): Promise<Person> {
  const person = await coming;
  guests.push(person);
  return person;
}
