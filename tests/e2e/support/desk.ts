import { expect, type Page } from "@playwright/test";
import type { Texts } from "./text";

/** Where the item stands, on the desk of reviewers and on that of annotators. */
export const REVIEWED = "#review-content";
export const LABELLED = "#label-content";
export const itemOf = (page: Page, place = REVIEWED) => page.locator(place);

/** Notes in the page when a key goes down and when the item that it leads to stands there, painted. */
export async function watchItems(page: Page, place = REVIEWED): Promise<void> {
  await page.addInitScript((place) => {
    const watch = { keyAt: 0, shownAt: 0, text: "", waits: [] as number[] };
    Object.assign(window, { watch });
    window.addEventListener("keydown", (event) => Object.assign(watch, { keyAt: event.timeStamp }), { capture: true });
    new MutationObserver(() => {
      const text = document.querySelector(place)?.textContent ?? "";
      if (text === "" || text === watch.text) return;
      Object.assign(watch, { text, shownAt: 0 });
      const { keyAt } = watch;
      // A task that a frame's callback asks for runs when that frame has been drawn.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          watch.shownAt = performance.now();
          watch.waits.push(watch.shownAt - keyAt);
        };
        port2.postMessage(null);
      });
    }).observe(document, { childList: true, subtree: true, characterData: true });
  }, place);
}

type Watch = { shownAt: number; text: string; waits: number[] };
export const readWatch = (page: Page) => page.evaluate(() => (window as unknown as { watch: Watch }).watch);

/** Waits for an item that is not `before`, until keys are taken again: one that bounces decides nothing. */
export async function settled(page: Page, before: string, place = REVIEWED): Promise<string> {
  await page.waitForFunction(
    (before) => {
      const { watch } = window as unknown as { watch: Watch };
      return watch.text !== before && watch.shownAt > 0 && performance.now() - watch.shownAt > 150;
    },
    before,
    { polling: "raf" },
  );
  return (await itemOf(page, place).textContent()) ?? "";
}

/** The desk has nothing for this person. */
export async function expectEmpty(page: Page, t: Texts): Promise<void> {
  await expect(
    page.getByText(t("review.empty.nothing_left")).or(page.getByText(t("review.empty.nothing_left_for_you"))),
  ).toBeVisible();
}
