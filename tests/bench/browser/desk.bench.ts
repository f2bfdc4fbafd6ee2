import { expectEmpty, REVIEWED, readWatch, watchItems } from "#tests/e2e/support/desk";
import { aSentence, makeProject, send } from "#tests/e2e/support/project";
import { test } from "#tests/e2e/support/test";
import { noteWaits } from "../figure";
import { bareWaits, pressThrough } from "./key-waits";

const NEXT_ITEM_MS = 100;
const ITEMS = 20;
const press = { items: ITEMS, key: "a", place: REVIEWED };

test("from a verdict's key to the next item, drawn", async ({ newcomer, demo, t }) => {
  const [owner, author] = [await newcomer(), await newcomer()];
  const { slug } = await makeProject(owner, await demo("admin"));
  for (let count = 0; count < ITEMS; count += 1) await send(author, slug, aSentence());
  const page = await owner.open("/review");
  await watchItems(page);
  await page.goto(`/projects/${slug}/review`);
  await pressThrough(page, press);
  await expectEmpty(page, t);
  const desk = (await readWatch(page)).waits.slice(1);
  noteWaits({
    name: "verdict to next item",
    ms: desk,
    bare: { name: "a key that changes a word on an empty page", ms: await bareWaits(page, press) },
    underMs: NEXT_ITEM_MS,
  });
});
