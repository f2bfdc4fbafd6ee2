import type { Page } from "@playwright/test";
import { expectEmpty, readWatch, settled, watchItems } from "#tests/e2e/support/desk";
import { aSentence, makeProject, send } from "#tests/e2e/support/project";
import { test } from "#tests/e2e/support/test";
import { noteWaits } from "../figure";

const NEXT_ITEM_MS = 100;
const ITEMS = 20;

test("from a verdict's key to the next item, drawn", async ({ newcomer, demo, t }) => {
  const [owner, author] = [await newcomer(), await newcomer()];
  const { slug } = await makeProject(owner, await demo("admin"));
  for (let count = 0; count < ITEMS; count += 1) await send(author, slug, aSentence());
  const page = await owner.open("/review");
  await watchItems(page);
  await page.goto(`/projects/${slug}/review`);
  await decideAll(page, ITEMS);
  await expectEmpty(page, t);
  const desk = (await readWatch(page)).waits.slice(1);

  await page.goto("/robots.txt");
  await page.evaluate(() => {
    document.body.innerHTML = '<p id="review-content">0</p>';
    addEventListener("keydown", () => {
      const item = document.querySelector("#review-content");
      if (item) item.textContent = String(Number(item.textContent) + 1);
    });
  });
  await decideAll(page, ITEMS);
  const bare = (await readWatch(page)).waits.slice(1);
  noteWaits({
    name: "verdict to next item",
    ms: desk,
    bare: { name: "a key that changes a word on an empty page", ms: bare },
    underMs: NEXT_ITEM_MS,
  });
});

async function decideAll(page: Page, items: number): Promise<void> {
  let shown = await settled(page, "");
  for (let count = 1; count < items; count += 1) {
    await page.keyboard.press("a");
    shown = await settled(page, shown);
  }
  await page.keyboard.press("a");
}
