import type { Page } from "@playwright/test";
import { readWatch, settled } from "#tests/e2e/support/desk";

/** Presses a key at each of so many items, once each stands there. */
export async function pressThrough(page: Page, { items, key, place }: { items: number; key: string; place: string }) {
  let shown = await settled(page, "", place);
  for (let count = 1; count < items; count += 1) {
    await page.keyboard.press(key);
    shown = await settled(page, shown, place);
  }
  await page.keyboard.press(key);
}

/** What a key costs that changes one word on an empty page, watched in the same way. */
export async function bareWaits(page: Page, press: { items: number; key: string; place: string }): Promise<number[]> {
  await page.goto("/robots.txt");
  await page.evaluate((place) => {
    const word = Object.assign(document.createElement("p"), { id: place.slice(1), textContent: "0" });
    document.body.replaceChildren(word);
    addEventListener("keydown", () => {
      word.textContent = String(Number(word.textContent) + 1);
    });
  }, press.place);
  await pressThrough(page, press);
  return (await readWatch(page)).waits.slice(1);
}
