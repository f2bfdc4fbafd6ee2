import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { ask, makeLabelling, shownItem } from "./support/label";
import { aSentence } from "./support/project";
import { test } from "./support/test";

test("an owner puts the last item first and it is the next that is given out; put back, it waits its turn; an item that closed meanwhile says so", async ({
  t,
  newcomer,
  demo,
}) => {
  const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
  const question = ask("q1", "What is it about?", { kind: "single_class", classes: ["Timetable", "Praise"] });
  const { slug } = await makeLabelling(
    { owner, author, admin: await demo("admin") },
    [aSentence(), aSentence(), aSentence()],
    [question],
  );
  const listed = async () =>
    (await owner.api.task.items({ slug, state: "open" })).items.map(({ fields }) => fields[0]?.text);
  const [first, second, last] = await listed();

  const page = await owner.open(`/projects/${slug}/labelling`);
  await page.getByRole("tab", { name: t("task.tab.items") }).click();
  await page
    .getByRole("group", { name: t("task.items.state") })
    .getByText(t("task.items.open"), { exact: true })
    .click();
  const items = page.getByRole("article");
  await expect(items).toHaveCount(3);
  await items
    .last()
    .getByRole("button", { name: t("task.items.putFirst") })
    .click();
  await expect(items.first().getByText(t("task.items.first"), { exact: true })).toBeVisible();
  await expect.poll(listed).toEqual([last, first, second]);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }))).toEqual([]);

  const desk = await worker.open(`/projects/${slug}/label`);
  await shownItem(desk);
  const { items: held } = await worker.api.label.claim({ slug, wanted: 1 });
  expect(held[0]?.fields[0]?.text).toBe(last);

  await items
    .first()
    .getByRole("button", { name: t("task.items.putBack") })
    .click();
  await expect(page.getByText(t("task.items.first"), { exact: true })).toHaveCount(0);
  await expect.poll(listed).toEqual([first, second, last]);

  const slotId = held[0]?.slotId ?? "";
  await worker.api.label.answer({ slotId, answer: { q1: 0 }, activeMs: 4_000, undoMs: 0 });
  await items
    .last()
    .getByRole("button", { name: t("task.items.putFirst") })
    .click();
  await expect(page.getByText(t("error.label.not_open", { count: 1 }))).toBeVisible();
});
