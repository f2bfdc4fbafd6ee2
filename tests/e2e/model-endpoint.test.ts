import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { answerAll, ask, makeLabelling } from "./support/label";
import { aSentence } from "./support/project";
import { test } from "./support/test";

const classes = ["Timetable", "Complaint", "Praise"];
const origin = `http://127.0.0.1:${process.env.E2E_MODEL_PORT}`;

test.describe("a model that is asked", () => {
  test("an owner names it with a wrong key, then the right one; reads what failed and why, and contributors see who is asked", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const texts = [aSentence(), aSentence(), `${aSentence()} A riddle.`];
    const questions = [ask("q1", "What is it about?", { kind: "single_class", classes })];
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, texts, questions);

    const page = await owner.open(`/projects/${slug}/labelling`);
    await page.getByRole("tab", { name: t("task.tab.model") }).click();
    const box = (name: string) => page.getByRole("textbox", { name });
    await box(t("model.endpoint.address")).fill("https://not.listed.example");
    await box(t("model.endpoint.model")).fill("tiny-chat");
    await box(t("model.endpoint.version")).fill("7");
    await page.getByLabel(t("model.endpoint.secret")).fill("a-wrong-key");
    const save = page.getByRole("button", { name: t("model.endpoint.save") });
    await save.click();
    await expect(page.getByText(t("error.endpoint.not_allowed", { allowed: origin }))).toBeVisible();
    await box(t("model.endpoint.address")).fill(`${origin}/v1`);
    await save.click();

    await expect(page.getByText(t("model.endpoint.leavesTitle", { origin }))).toBeVisible();
    await expect(page.getByText(t("model.endpoint.secretKept"))).toBeVisible();
    await page.getByRole("button", { name: t("model.endpoint.start", { count: 3 }) }).click();
    await expect(page.getByText(t("model.run.cause.key_refused"))).toBeVisible({ timeout: 90_000 });

    await page.getByRole("button", { name: t("model.endpoint.change") }).click();
    await page.getByLabel(t("model.endpoint.secret")).fill("the-right-key");
    await save.click();
    await page.getByRole("button", { name: t("model.endpoint.start", { count: 3 }) }).click();
    const figures = { asked: 3, items: 3, taken: 2, failed: 1, tokens: 36 };
    await expect(page.getByText(t("model.run.figures", figures))).toBeVisible({ timeout: 90_000 });
    await page.getByRole("button", { name: t("model.run.failures", { count: 1 }) }).click();
    await expect(page.getByText(t("model.run.fault.unreadable"))).toBeVisible();
    await expect(page.getByText("riddle")).toBeVisible();
    await expect(page.getByText(t("model.now.hidden", { items: 2 }))).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    const [run] = (await owner.api.endpoint.read({ slug })).runs;
    expect(run).toMatchObject({ ...figures, state: "finished" });
    expect(await page.content()).not.toContain("the-right-key");

    // Without any run of consensus: how far people agree with it is counted when it is looked at.
    await answerAll(worker, slug, () => ({ q1: 2 }));
    const read = () => owner.api.quality.model({ slug, question: "q1" });
    await expect
      .poll(async () => (await read()).models[0]?.none, { timeout: 90_000 })
      .toMatchObject({ answers: 2, agreed: 2 });
    const quality = await owner.open(`/projects/${slug}/quality`);
    await expect(quality.getByRole("table", { name: t("quality.model.title") })).toContainText("tiny-chat (7)");

    const facts = await author.open(`/projects/${slug}`);
    const asked = t("project.view.modelAsked", { model: "tiny-chat", version: "7", origin, items: 3 });
    await expect(facts.getByText(asked)).toBeVisible();
  });
});
