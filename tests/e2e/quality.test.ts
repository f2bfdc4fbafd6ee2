import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { answerAll, ask, makeLabelling } from "./support/label";
import { aSentence } from "./support/project";
import { test } from "./support/test";

const classes = ["Timetable", "Complaint", "Praise"];

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }))).toEqual([]);
  }
}

test("an owner has the quality of labels computed, sees who agrees with whom and where not, and takes the labels away", async ({
  t,
  newcomer,
  demo,
}) => {
  test.setTimeout(240_000);
  const [owner, author] = [await newcomer(), await newcomer()];
  const workers = [await newcomer(), await newcomer(), await newcomer(), await newcomer()];
  const texts = Array.from({ length: 6 }, () => aSentence());
  const questions = [
    ask("q1", "What is it about?", { kind: "single_class", classes }),
    ask("q2", "How clear is it?", { kind: "rating", points: ["unclear", "clear", "very clear"] }),
  ];
  const terms = { answersWanted: 4, answersMost: 4 };
  const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, texts, questions, terms);
  // Before anybody answers: once items are closed, a run may come by itself.
  const page = await owner.open(`/projects/${slug}/labelling`);
  await page.getByRole("link", { name: t("task.state.quality") }).click();
  await expect(page.getByText(t("quality.nothing"))).toBeVisible();
  for (const [at, worker] of workers.entries())
    await answerAll(worker, slug, (text) => {
      const truth = texts.indexOf(text) % 3;
      // The last one takes praise for a complaint.
      return { q1: at === 3 && truth === 2 ? 1 : truth, q2: at % 2 };
    });

  await page.reload();
  await expect(async () => {
    await page.getByRole("button", { name: t("quality.compute") }).click();
    await expect(page.getByRole("heading", { name: "What is it about?" })).toBeVisible({ timeout: 15_000 });
    expect((await owner.api.quality.read({ slug })).questions[0]?.items).toBe(texts.length);
  }).toPass({ timeout: 90_000 });
  await page.reload();

  await expect(page.getByRole("rowheader", { name: /Krippendorff/ })).toBeVisible();
  const confusion = page.getByRole("table", { name: t("quality.confusion.title") });
  await expect(confusion.getByRole("row", { name: /^Praise/ })).toContainText("25");
  const people = page.getByRole("table", { name: t("quality.people.title") });
  for (const { handle } of workers) await expect(people.getByRole("rowheader", { name: handle })).toBeVisible();
  await expect(page.getByRole("rowheader", { name: /^Cohen/ })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel(t("quality.disagreements.first")).selectOption({ label: "Timetable" });
  await expect(page.getByText(t("quality.disagreements.noneOfPair"))).toBeVisible();
  await page.getByLabel(t("quality.disagreements.first")).selectOption({ label: "Complaint" });
  await expect(page.getByRole("link", { name: t("quality.disagreements.item") })).toHaveCount(2);

  await page.getByLabel(t("quality.question")).selectOption({ label: "How clear is it?" });
  await expect(page.getByText(t("quality.notRecorded"))).toBeVisible();

  await page.goto(`/projects/${slug}/labelling`);
  await page.getByRole("tab", { name: t("task.tab.items") }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: t("task.export.csv") }).click();
  expect((await download).suggestedFilename()).toBe(`${slug}.labels.csv`);
  await page.getByRole("tab", { name: t("task.tab.terms") }).click();
  await expect(page.getByRole("table", { name: t("quality.forecast.title") })).toBeVisible();

  const [worker] = workers;
  const mine = await worker?.open("/me/answers");
  if (!mine) throw new Error("no worker");
  await expect(mine.getByRole("article")).toHaveCount(texts.length);
  await expect(mine.getByText(t("label.mine.came")).first()).toBeVisible();
  await expectAccessible(mine);
});
