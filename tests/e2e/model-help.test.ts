import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { ask, makeLabelling, shownItem } from "./support/label";
import { aSentence } from "./support/project";
import { test } from "./support/test";

// Each is drawn for the person with a chance of one half: that none of so many is comes once in seventeen million runs.
const ITEMS = 24;
const classes = ["Timetable", "Complaint", "Praise"];

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }))).toEqual([]);
}

test.describe("help from a model", () => {
  test("an owner sends suggestions and has them shown; at the desk one is marked as a model's, taken by one key or answered otherwise", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const texts = Array.from({ length: ITEMS }, () => aSentence());
    const questions = [
      ask("q1", "What is it about?", { kind: "single_class", classes }),
      ask("q2", "How clear is it?", { kind: "rating", points: ["unclear", "clear"] }),
    ];
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, texts, questions);

    const page = await owner.open(`/projects/${slug}/labelling`);
    await page.getByRole("tab", { name: t("task.tab.model") }).click();
    await expect(page.getByText(t("model.costTitle"))).toBeVisible();
    await page.getByRole("textbox", { name: t("model.import.model"), exact: true }).fill("tiny-classifier");
    await page.getByRole("textbox", { name: t("model.import.version"), exact: true }).fill("2026-01");
    const rows = texts.map((text) => `"${text}",Praise,2,0.93`);
    const table = ["content,q1,q2,confidence", ...rows, "no such item,Praise,1,", `"${texts[0]}",Ferry,1,`];
    await page.getByLabel(t("model.import.label")).fill(table.join("\n"));
    await page.getByRole("button", { name: t("model.import.send", { count: ITEMS + 2 }) }).click();
    await expect(page.getByText(t("model.import.taken", { taken: ITEMS, same: 0 }))).toBeVisible();
    await expect(page.getByText(t("model.import.fault.not_found", { line: ITEMS + 2 }))).toBeVisible();
    // It is checked once the server has it.
    await page.getByLabel(t("model.show")).click();
    await expect(page.getByText(t("model.now.shown", { items: ITEMS }))).toBeVisible();
    await expectAccessible(page);

    const desk = await worker.open(`/projects/${slug}/label`);
    const panel = desk.getByRole("region", { name: t("label.model.label") });
    let slot = await shownItem(desk);
    for (let turn = 0; turn < texts.length && (await panel.count()) === 0; turn += 1) {
      await desk.keyboard.press("1");
      await desk.keyboard.press("1");
      await desk.keyboard.press("Enter");
      slot = await shownItem(desk, slot);
    }
    await expect(panel).toContainText("tiny-classifier");
    await expect(panel).toContainText("Praise");
    await expect(desk.getByRole("radio", { name: "Praise" })).not.toBeChecked();
    await expectAccessible(desk);
    await desk.keyboard.press("m");
    await expect(desk.getByRole("radio", { name: "Praise" })).toBeChecked();
    await expect(panel.getByText(t("label.model.taken"))).toBeVisible();
    await desk.keyboard.press("1");
    await expect(panel.getByText(t("label.model.judge"))).toBeVisible();
    await desk.keyboard.press("m");
    await desk.keyboard.press("Enter");
    await expect(desk.locator(`[data-slot="${slot}"]`)).toHaveCount(0);

    const read = () => owner.api.quality.model({ slug, question: "q1" });
    await expect.poll(async () => (await read()).models[0]?.shown.answers ?? 0, { timeout: 90_000 }).toBe(1);
  });
});
