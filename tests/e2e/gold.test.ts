import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { ask, shownItem } from "./support/label";
import { aSentence, decideNext, makeProject, send } from "./support/project";
import { test } from "./support/test";

const classes = ["Timetable", "Complaint", "Praise"];

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }))).toEqual([]);
}

test.describe("gold", () => {
  test("an owner chooses to pay by checks, marks known items one by one and by a table; people answer, and read why they got what they got", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    const texts = Array.from({ length: 6 }, () => aSentence());
    for (const text of texts) {
      await send(author, slug, text);
      await decideNext(owner, slug, "accept");
    }
    const questions = [ask("q1", "What is it about?", { kind: "single_class", classes })];
    await owner.api.task.save({ slug, questions, answersWanted: 1, answersMost: 1, answerPrice: 100 });

    const page = await owner.open(`/projects/${slug}/labelling`);
    await page.getByRole("tab", { name: t("task.tab.terms") }).click();
    await page.getByRole("radio", { name: t("task.rule.spot") }).check();
    await expect(page.getByText(t("task.rule.spotWarning"))).toBeVisible();
    await page.getByLabel(t("task.rule.target")).fill("80");
    await expectAccessible(page);
    await page.getByRole("button", { name: t("project.form.save") }).click();
    await expect(page.getByText(t("task.saved")).first()).toBeVisible();

    await page.getByRole("tab", { name: t("task.tab.gold") }).click();
    const [byHand = "", ...rest] = texts;
    const table = [`content,q1,hint`, `"${rest[0]}",Praise,"Thanks are praise."`, `"${rest[1]}",2,`, `no such item,1,`];
    await page.getByLabel(t("gold.table.label")).fill(table.join("\n"));
    await page.getByRole("button", { name: t("gold.table.send", { count: 3 }) }).click();
    await expect(page.getByText(t("gold.table.fault.not_found", { row: 3, question: "" }))).toBeVisible();
    const candidate = page.getByRole("listitem").filter({ hasText: byHand });
    await candidate.getByRole("button", { name: t("gold.mark.open") }).click();
    await candidate.getByRole("radio", { name: classes[0] }).check();
    await candidate.getByRole("button", { name: t("gold.mark.send") }).click();
    await expect(page.getByText(t("gold.commitOnOpen"))).toBeVisible();
    await expectAccessible(page);

    await owner.api.task.move({ slug, to: "open" });
    await expect.poll(async () => (await owner.api.task.read({ slug }))?.counts.open, { timeout: 60_000 }).toBe(3);
    const desk = await worker.open(`/projects/${slug}/label`);
    let before = "";
    for (let turn = 0; turn < 3; turn += 1) {
      before = await shownItem(desk, before);
      const shown = (await desk.locator("#label-content p").first().textContent()) ?? "";
      // Right on all that is gold, whichever comes: else there might be nothing to pay.
      await desk.keyboard.press(shown === byHand ? "1" : shown === rest[1] ? "2" : "3");
    }
    await expect
      .poll(async () => (await owner.api.task.read({ slug }))?.counts.open, { timeout: 60_000 })
      .toBeLessThan(3);
    await owner.api.task.move({ slug, to: "closed" });
    await expect
      .poll(async () => (await worker.api.statement.read({})).items.length, { timeout: 60_000 })
      .toBeGreaterThan(0);
    const statement = await worker.open("/me/statement");
    await expect(statement.getByText("spot-check/1").first()).toBeVisible();
    await expectAccessible(statement);
    await page.reload();
    await page.getByRole("tab", { name: t("task.tab.gold") }).click();
    await expect(page.getByText(t("gold.state.retired")).first()).toBeVisible();
  });
});
