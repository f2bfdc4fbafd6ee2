import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";
import { isAlive, type Person } from "./support/people";
import { aSentence, decideNext, makeProject, send } from "./support/project";
import { test } from "./support/test";
import type { Texts } from "./support/text";

const textOf = (page: Page, t: Texts) => page.getByRole("textbox", { name: t("project.field.text"), exact: true });
const sendOf = (page: Page, t: Texts) => page.getByRole("button", { name: t("contribute.send"), exact: false }).last();

async function agree(page: Page): Promise<void> {
  await page.locator('input[name="consent"]').check();
}

/** Drops a file on the page, as from the desktop. */
async function drop(place: Locator, name: string, content: string): Promise<void> {
  const data = await place.page().evaluateHandle(
    ({ name, content }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name, { type: "text/csv" }));
      return transfer;
    },
    { name, content },
  );
  await place.dispatchEvent("drop", { dataTransfer: data });
}

async function mine(person: Person, slug: string) {
  const { items } = await person.api.contribution.mine({});
  return items.filter((one) => one.project.slug === slug);
}

test.describe("contribute", () => {
  test("a piece is sent once, however often the button is clicked, and its receipt carries its content's hash", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const page = await author.open(`/projects/${slug}/contribute`);
    await textOf(page, t).fill(aSentence());
    const hash = page.locator("form code").last();
    await expect(hash).toHaveAttribute("title", /^[0-9a-f]{64}$/);
    const shown = await hash.getAttribute("title");
    await agree(page);
    await sendOf(page, t).dblclick();
    const receipt = page.getByRole("status").filter({ hasText: t("contribute.receipt.title") });
    await expect(receipt).toBeVisible();
    await expect(receipt.locator("code")).toHaveAttribute("title", shown ?? "");
    await expect(textOf(page, t)).toHaveValue("");
    await expect(textOf(page, t)).toBeFocused();
    expect(await mine(author, slug)).toHaveLength(1);

    await receipt.getByRole("link", { name: t("contribute.receipt.open") }).click();
    await expect(page).toHaveURL(/\/contributions\/[0-9a-f-]{36}$/);
    await expect(page.getByText(t("common.status.contribution.in_review")).first()).toBeVisible();
    await expect(page.getByRole("link", { name: t.like("contribution.entryNumber") }).first()).toBeVisible();
  });

  test("nothing is sent without the licence, nor when a field is empty; each says so", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const page = await author.open(`/projects/${slug}/contribute`);
    await sendOf(page, t).click();
    await expect(page.getByText(t("contribute.consent.required"))).toBeVisible();
    await expect(textOf(page, t)).toHaveAttribute("aria-invalid", "true");
    await textOf(page, t).fill(aSentence());
    await page.keyboard.press("Control+Enter");
    expect(await mine(author, slug)).toHaveLength(0);
    await agree(page);
    await textOf(page, t).press("Control+Enter");
    await expect(page.getByText(t("contribute.receipt.title"))).toBeVisible();
    expect(await mine(author, slug)).toHaveLength(1);
  });

  test("the very same content is refused while it is typed and when it is sent, with a link to the first", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [author, other] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const text = aSentence();
    const first = await send(other, slug, text);
    const page = await author.open(`/projects/${slug}/contribute`);
    await textOf(page, t).fill(`  ${text} `);
    const link = page.getByRole("link", { name: t("contribute.duplicate.open") });
    await expect(link).toHaveAttribute("href", `/contributions/${first}`);
    await agree(page);
    await sendOf(page, t).click();
    await expect(link).toHaveAttribute("href", `/contributions/${first}`);
    await expect(textOf(page, t)).toHaveValue(`  ${text} `);
    expect(await mine(author, slug)).toHaveLength(0);
  });

  test("a draft survives a reload, a second tab and another browser", async ({ t, newcomer, demo, enter }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const path = `/projects/${slug}/contribute`;
    const text = aSentence();
    const page = await author.open(path);
    await textOf(page, t).fill(text);
    await page.reload();
    await expect(textOf(page, t)).toHaveValue(text);
    const tab = await author.open(path);
    await expect(textOf(tab, t)).toHaveValue(text);
    await expect
      .poll(async () => (await author.api.draft.get({ project: slug, key: "new" }))?.content.fields.text)
      .toBe(text);
    const elsewhere = await (await enter(author)).open(path);
    await expect(textOf(elsewhere, t)).toHaveValue(text);
    await agree(tab);
    await sendOf(tab, t).click();
    await expect(tab.getByText(t("contribute.receipt.title"))).toBeVisible();
    await page.reload();
    await expect(textOf(page, t)).toHaveValue("");
  });

  test("what is typed while the page is still loading is kept", async ({ t, newcomer, demo }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const page = await author.context.newPage();
    let load = () => {};
    const mayLoad = new Promise<void>((resolve) => {
      load = resolve;
    });
    await page.route("**/_next/static/**/*.js", async (route) => {
      await mayLoad;
      await route.continue();
    });
    const text = aSentence();
    await page.goto(`/projects/${slug}/contribute`, { waitUntil: "commit" });
    await textOf(page, t).pressSequentially(text);
    load();
    await isAlive(page, t, author.handle);
    await expect(textOf(page, t)).toHaveValue(text);
    await expect
      .poll(async () => (await author.api.draft.get({ project: slug, key: "new" }))?.content.fields.text)
      .toBe(text);
  });

  test("a draft is there again after Back, and one that was sent is not", async ({ t, newcomer, demo }) => {
    const author = await newcomer();
    const { slug, name } = await makeProject(await newcomer(), await demo("admin"));
    const text = aSentence();
    const page = await author.open(`/projects/${slug}/contribute`);
    await textOf(page, t).fill(text);
    await expect(
      page.getByText(t.like("contribute.draft.saved")).or(page.getByText(t("contribute.draft.savedNow"))),
    ).toBeVisible();
    await page.getByRole("main").getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await page.goBack();
    await expect(textOf(page, t)).toHaveValue(text);

    // Now the page itself holds the draft; it is sent, and the browser draws that page again.
    await page.reload();
    await expect(textOf(page, t)).toHaveValue(text);
    await agree(page);
    await sendOf(page, t).click();
    await expect(page.getByText(t("contribute.receipt.title"))).toBeVisible();
    await page.getByRole("main").getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await page.goBack();
    await expect(textOf(page, t)).toHaveValue("");
  });

  test("a page that was rendered before the draft was kept shows it all the same", async ({ t, newcomer, demo }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const path = `/projects/${slug}/contribute`;
    const text = aSentence();
    // From a page's own visit: a bare request names no language, and would be answered in English.
    const before = await author.context.newPage();
    const early = await (await before.goto(path))?.text();
    await before.close();
    const page = await author.open(path);
    await textOf(page, t).fill(text);
    await textOf(page, t).blur();
    await expect
      .poll(async () => (await author.api.draft.get({ project: slug, key: "new" }))?.content.fields.text)
      .toBe(text);
    await expect(page.getByText(t("contribute.draft.saving"))).toBeHidden();
    await author.context.route(`**${path}`, (route) =>
      route.fulfill({ body: early ?? "", contentType: "text/html; charset=utf-8" }),
    );
    const late = await author.open(path);
    await expect(textOf(late, t)).toHaveValue(text);
  });

  test("two tabs with the form hold one draft: typed in one, sent in the other, it is gone from both", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const path = `/projects/${slug}/contribute`;
    const [one, two] = [await author.open(path), await author.open(path)];
    const text = aSentence();
    await textOf(one, t).fill(text);
    await expect(textOf(two, t)).toHaveValue(text);
    await textOf(two, t).press("End");
    await textOf(two, t).pressSequentially(" Or so.");
    await expect(textOf(one, t)).toHaveValue(`${text} Or so.`);
    await agree(two);
    await sendOf(two, t).click();
    await expect(two.getByText(t("contribute.receipt.title"))).toBeVisible();
    await expect(textOf(one, t)).toHaveValue("");
    expect(await author.api.draft.get({ project: slug, key: "new" })).toBeNull();
    expect(await mine(author, slug)).toHaveLength(1);
  });

  test("what was typed is kept when the session ends in the middle of it", async ({ t, newcomer, demo, enter }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const path = `/projects/${slug}/contribute`;
    const page = await author.open(path);
    const text = aSentence();
    await author.api.account.signOutEverywhere({});
    await textOf(page, t).fill(text);
    await expect(page.getByText(t("contribute.draft.signedOut"))).toBeVisible();
    const again = await enter(author);
    await author.context.addCookies(await again.context.cookies());
    await page.reload();
    await expect(textOf(page, t)).toHaveValue(text);
  });

  test("a piece can be withdrawn before it is reviewed, and no longer after the verdict", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    const withdrawn = await send(author, slug, aSentence());
    const page = await author.open(`/contributions/${withdrawn}`);
    await page.getByRole("button", { name: t("contribution.withdraw.action") }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("contribution.withdraw.action") })
      .click();
    await expect(page.getByText(t("contribution.state.withdrawn"))).toBeVisible();
    await expect(page.getByRole("button", { name: t("contribution.withdraw.action") })).toBeHidden();
    expect(await owner.api.project.get({ slug })).toMatchObject({ budgetReserved: 0, budgetLeft: 100_000 });

    const decided = await send(author, slug, aSentence());
    await decideNext(owner, slug, "accept");
    await page.goto(`/contributions/${decided}`);
    await expect(page.getByText(t("common.status.contribution.accepted")).first()).toBeVisible();
    await expect(page.getByRole("button", { name: t("contribution.withdraw.action") })).toBeHidden();
  });

  test("a dropped CSV is mapped, imported with progress, and its refused rows come as a report", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const known = aSentence();
    const first = await send(author, slug, known);
    const fresh = [aSentence(), aSentence(), aSentence()];
    const csv = ["no,utterance", ...[...fresh, known, ""].map((text, at) => `${at},"${text}"`)].join("\n");
    const page = await author.open(`/projects/${slug}/contribute/import`);
    await drop(page.getByText(t("import.drop.title")), "harbour.csv", csv);

    const choice = page.getByRole("combobox", { name: t("project.field.text"), exact: true });
    await choice.selectOption("utterance");
    await expect(page.getByRole("row", { name: new RegExp(fresh[0] ?? "") })).toContainText(t("import.preview.ok"));
    await agree(page);
    await page.getByRole("button", { name: t("import.start.actionCount", { count: 5 }) }).click();
    await expect(page.getByText(t("import.done.finished", { accepted: 3 }))).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(t("import.done.refused", { count: 2 }))).toBeVisible();
    const row = page.getByRole("row", { name: new RegExp(t("import.reason.duplicate")) });
    await expect(row.getByRole("link", { name: t("import.report.first") })).toHaveAttribute(
      "href",
      `/contributions/${first}`,
    );

    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: t("import.done.download") }).click();
    const report = await readFile(await (await download).path(), "utf8");
    expect(report).toContain(t("import.reason.duplicate"));
    expect(report.trim().split("\n")).toHaveLength(3);
    expect((await mine(author, slug)).length).toBe(4);
  });

  test("an empty file is refused with what is wrong with it, and another can be chosen", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const page = await author.open(`/projects/${slug}/contribute/import`);
    await drop(page.getByText(t("import.drop.title")), "harbour.csv", "");
    await expect(
      page.getByRole("alert").filter({ hasText: t("error.batch.file_refused", { fault: "empty" }) }),
    ).toBeVisible();
    await expect(page.getByText(t("import.drop.title"))).toBeVisible();
  });
});
