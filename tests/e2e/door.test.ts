import { expect, type Page } from "@playwright/test";
import { itemOf } from "./support/desk";
import { aWord } from "./support/people";
import { aSentence, makeProject, send } from "./support/project";
import { test } from "./support/test";
import type { Texts } from "./support/text";

const textOf = (page: Page, t: Texts) => page.getByRole("textbox", { name: t("project.field.text"), exact: true });
const sendOf = (page: Page, t: Texts) => page.getByRole("button", { name: t("contribute.send"), exact: false }).last();

test.describe("at the door", () => {
  test("personal data is shown as one types, masked by a button, and what stays is explained and marked on the desk", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    const page = await author.open(`/projects/${slug}/contribute`);
    const word = aWord();
    await textOf(page, t).fill(`Ask ${word} at wang@example.com or 0912-345-678.`);
    await expect(page.getByText(t("door.note.title"))).toBeVisible();
    await page.locator('input[name="consent"]').check();
    await sendOf(page, t).click();
    await expect(page.getByText(t("door.note.required"))).toBeVisible();
    const mask = t("door.note.maskThis", { kind: t("door.kind.email"), text: "wang@example.com" });
    await page.getByRole("button", { name: mask }).click();
    await expect(textOf(page, t)).toHaveValue(`Ask ${word} at [EMAIL] or 0912-345-678.`);
    await page.getByRole("radio", { name: t("door.note.not_personal") }).check();
    await sendOf(page, t).click();
    await expect(page.getByText(t("contribute.receipt.title"))).toBeVisible();

    const desk = await owner.open(`/projects/${slug}/review`);
    await expect(itemOf(desk).locator("mark")).toContainText("0912-345-678");
    await expect(desk.getByText(t("door.review.title", { kinds: t("door.kind.phone") }))).toBeVisible();
    await expect(desk.getByText(t("door.review.not_personal"))).toBeVisible();
  });

  test("an owner who takes none of it says so, and nothing goes through until all is masked", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    const settings = await owner.open(`/projects/${slug}/settings`);
    const rule = settings.getByRole("group", { name: t("door.setting.legend") });
    await rule.getByRole("radio", { name: t("door.setting.refuse") }).check();
    await settings.getByRole("button", { name: t("project.form.save") }).click();
    await expect(settings.getByText(t("project.form.saved")).first()).toBeVisible();

    const page = await author.open(`/projects/${slug}/contribute`);
    await textOf(page, t).fill(`Write to a@example.com, ${aWord()}, or to b@example.com.`);
    await expect(page.getByText(t("door.note.refuse"))).toBeVisible();
    await expect(page.getByRole("radio", { name: t("door.note.not_personal") })).toHaveCount(0);
    await page.getByRole("button", { name: t("door.note.maskAll") }).click();
    await expect(page.getByText(t("door.note.title"))).toHaveCount(0);
    await page.locator('input[name="consent"]').check();
    await sendOf(page, t).click();
    await expect(page.getByText(t("contribute.receipt.title"))).toBeVisible();
  });

  test("a text much like another is told while one types, and stands beside it on the desk", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, other] = [await newcomer(), await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"), { reviewsWanted: 3 });
    const first = aSentence();
    await send(other, slug, first);
    const page = await author.open(`/projects/${slug}/contribute`);
    await textOf(page, t).fill(first.replace("a quarter to nine", "a quarter past nine"));
    await expect(page.getByText(t("door.near.warn"))).toBeVisible();
    await expect(page.getByRole("link", { name: t("door.near.open") })).toHaveCount(0);
    await page.locator('input[name="consent"]').check();
    await sendOf(page, t).click();
    await expect(page.getByText(t("contribute.receipt.title"))).toBeVisible();

    const { items } = await owner.api.review.claim({ slug, wanted: 3 });
    expect(items.map(({ near }) => near?.fields[0]?.text ?? null).sort()).toEqual([first, null].sort());
    const plain = items.find(({ near }) => near === null);
    await owner.api.review.decide({ slotId: plain?.slotId ?? "", decision: "accept", undoMs: 0 });
    const desk = await owner.open(`/projects/${slug}/review`);
    await expect(itemOf(desk)).toContainText("past");
    await expect(desk.getByRole("region", { name: t("door.near.other") })).toContainText("quarter");
  });
});
