import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { docxParagraph, makeDocx } from "../support/document";
import { copies, makePicture } from "../support/photo";
import { aWord } from "./support/people";
import { aSentence, makeProject, send } from "./support/project";
import { test } from "./support/test";

const picture = (name: string, buffer: Buffer) => ({ name, mimeType: "image/png", buffer });
const aSeed = () => Number.parseInt(randomUUID().slice(0, 6), 16);

test.describe("what comes in twice", () => {
  test("a picture that was only saved anew is shown beside the first one, to its sender and to the reviewer", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [author, reviewer] = [await newcomer(), await newcomer()];
    const wishes = { modality: "image" as const, reviewers: [reviewer] };
    const { slug } = await makeProject(await newcomer(), await demo("admin"), wishes);
    const first = await makePicture(aSeed());
    const page = await author.open(`/projects/${slug}/contribute`);
    const files = page.locator("input[type=file][multiple]:not([webkitdirectory])");
    const sendIn = page.getByRole("button", { name: t("media.send", { kind: "image", count: 1 }), exact: true });
    await files.setInputFiles([picture("first.png", first)]);
    await page.locator('input[value="nobody"]').check();
    await page.locator('input[name="consent"]').check();
    await sendIn.click();
    await expect(page.getByText(t("media.sent.title", { kind: "image", count: 1 }))).toBeVisible();
    await files.setInputFiles([picture("copy.png", await copies["half as large"](first))]);
    const note = page.getByRole("status").filter({ hasText: t("door.near.warn") });
    await expect(note.locator("img")).toBeVisible();
    await expect(note.getByRole("link", { name: t("door.near.open") })).toHaveAttribute("href", /\/contributions\//);
    await sendIn.click();
    await expect(page.getByText(t("media.sent.title", { kind: "image", count: 2 }))).toBeVisible();
    const desk = await reviewer.open(`/projects/${slug}/review`);
    const beside = desk.getByRole("region", { name: t("door.near.other") });
    const shown = desk.locator("#review-content img");
    await expect(shown).toBeVisible();
    if (!(await beside.isVisible())) {
      const address = (await shown.getAttribute("src")) ?? "";
      await desk.keyboard.press("a");
      await expect(shown).not.toHaveAttribute("src", address);
    }
    await expect(beside.locator("img")).toBeVisible();
  });

  test("an owner takes only what no other project has; the author of the other is shown where it stands", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [author, owner] = [await newcomer(), await newcomer()];
    const first = await makeProject(await newcomer(), await demo("admin"));
    const { slug } = await makeProject(owner, await demo("admin"));
    const settings = await owner.open(`/projects/${slug}/settings`);
    await settings.getByRole("checkbox", { name: t("door.nearSetting.across") }).check();
    await settings.getByRole("button", { name: t("project.form.save") }).click();
    await expect.poll(async () => (await owner.api.project.get({ slug })).uniqueAcrossProjects).toBe(true);
    const text = aSentence();
    const id = await send(author, first.slug, text);
    const page = await author.open(`/projects/${slug}/contribute`);
    await page.getByRole("textbox", { name: t("project.field.text"), exact: true }).fill(text);
    const note = page.getByRole("status").filter({ hasText: t("contribute.duplicate.elsewhere") });
    await expect(note.getByRole("link")).toHaveAttribute("href", `/contributions/${id}`);
    await expect(note).toContainText(first.slug);
  });

  test("a Word document comes in by paragraphs, after a look at how it is read", async ({ t, newcomer, demo }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const texts = [1, 2].map((number) => `Paragraph ${number} of a letter from ${aWord()}.`);
    const buffer = makeDocx(texts.map(docxParagraph).join(""));
    const page = await author.open(`/projects/${slug}/contribute/import`);
    await page
      .locator("input[type=file]")
      .setInputFiles([{ name: "letter.docx", mimeType: "application/octet-stream", buffer }]);
    await page.getByRole("combobox", { name: t("import.reading.split") }).selectOption("paragraphs");
    for (const text of texts) await expect(page.getByRole("cell", { name: text })).toBeVisible();
  });

  test("several documents are chosen at once, shown beside each other, and come in; tables come one at a time", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const page = await author.open(`/projects/${slug}/contribute/import`);
    const texts = [1, 2].map((number) => `Letter ${number} of ${aWord()}.`);
    const plain = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
    const chooser = page.locator("input[type=file]");
    await chooser.setInputFiles([plain("one.csv", "text"), plain("two.txt", "text")]);
    await expect(page.getByText(t("import.drop.one"))).toBeVisible();
    // The same name twice, as from two folders.
    await chooser.setInputFiles(texts.map((text) => plain("letter.txt", text)));
    for (const text of texts) await expect(page.getByRole("cell", { name: text })).toBeVisible();
    await expect(page.getByText(t("import.reading.documents"))).toBeVisible();
    await page.locator('input[name="consent"]').check();
    await page.getByRole("button", { name: t("import.start.actionCount", { count: 2 }) }).click();
    await expect(page.getByText(t("import.done.finished", { accepted: 2 }))).toBeVisible({ timeout: 60_000 });
    expect((await author.api.contribution.mine({})).items).toHaveLength(2);
  });
});
