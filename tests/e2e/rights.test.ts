import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { statementWording } from "#lib/domain/declaration";
import { makePicture } from "../support/photo";
import type { Person } from "./support/people";
import { aSentence, makeProject } from "./support/project";
import { test } from "./support/test";
import type { SiteLocale, Texts } from "./support/text";

const EVIDENCE = "https://archive.example.org/letters/17";

const wording = (name: keyof typeof statementWording, site: SiteLocale) =>
  statementWording[name][site === "en" ? 0 : 1];
const radio = (page: Page, value: string) => page.locator(`input[type="radio"][value="${value}"]`);

/** The entry of a contribution's submission, as the public log has it. */
async function entryOf(person: Person, id: string) {
  const find = async () =>
    (await person.api.contribution.get({ id })).entries.find(({ kind }) => kind === "contribution.submitted");
  await expect.poll(async () => (await find())?.index ?? null).not.toBeNull();
  const { body } = await person.api.ledger.entry({ ref: String((await find())?.index) });
  return JSON.parse(Buffer.from(body, "hex").toString("utf8")) as Record<string, unknown>;
}

async function onlyMine(person: Person, slug: string) {
  const { items } = await person.api.contribution.mine({});
  const own = items.filter((one) => one.project.slug === slug);
  expect(own).toHaveLength(1);
  return own[0]?.id ?? "";
}

test.describe("rights", () => {
  test("another's text needs a link that shows that it may be given, and goes under the licence that was chosen", async ({
    t,
    site,
    newcomer,
    demo,
  }) => {
    const [author, reviewer] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(await newcomer(), await demo("admin"), {
      otherLicences: ["CC-BY-4.0"],
      reviewers: [reviewer],
    });
    const page = await author.open(`/projects/${slug}/contribute`);
    await page.getByRole("textbox", { name: t("project.field.text"), exact: true }).fill(aSentence());
    await radio(page, "third_party").check();
    await expect(page.getByText(wording("third_party", site))).toBeVisible();
    await page.locator('select[name="licence"]').selectOption("CC-BY-4.0");
    await page.locator('input[name="consent"]').check();
    await sendOf(page, t).click();
    const link = page.locator('input[name="evidence"]');
    await expect(link).toHaveAttribute("aria-invalid", "true");
    await link.fill("http://archive.example.org");
    await expect(page.getByText(t("error.field.https_link"))).toBeVisible();
    await link.fill(EVIDENCE);
    await sendOf(page, t).click();
    await expect(page.getByText(t("contribute.receipt.title"))).toBeVisible();

    const id = await onlyMine(author, slug);
    const entry = await entryOf(author, id);
    expect(entry).toMatchObject({ v: 2, licence: "CC-BY-4.0" });
    expect(entry.declaration).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(entry)).not.toContain("archive.example.org");

    await page.goto(`/contributions/${id}`);
    await expect(page.getByRole("link", { name: EVIDENCE })).toHaveAttribute("rel", /noopener/);
    await expect(page.getByText(wording("third_party", site))).toBeVisible();
    // What was said once is one line the next time.
    await page.goto(`/projects/${slug}/contribute`);
    await expect(page.getByText("archive.example.org")).toBeVisible();
    await expect(page.getByRole("button", { name: t("declaration.change") })).toBeVisible();

    const desk = await reviewer.open(`/projects/${slug}/review`);
    await expect(desk.getByText(t("declaration.review.third_party"))).toBeVisible();
    await expect(desk.getByRole("link", { name: EVIDENCE })).toBeVisible();
  });

  test("of a face and of a voice is said who can be recognised, and that they are of age and agree; the log holds its hash", async ({
    t,
    site,
    newcomer,
    demo,
  }) => {
    const kinds = [
      {
        kind: "image",
        statement: "consented",
        file: { name: "people.jpg", mimeType: "image/jpeg", buffer: await makePicture(site === "en" ? 501 : 502) },
      },
      {
        kind: "audio",
        statement: "only_me",
        file: { name: "voice.mp3", mimeType: "audio/mpeg", buffer: readFileSync("tests/vectors/audio/tagged.mp3") },
      },
    ] as const;
    for (const { kind, statement, file } of kinds) {
      const author = await newcomer();
      const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: kind });
      const page = await author.open(`/projects/${slug}/contribute`);
      await page.locator("input[type=file][multiple]:not([webkitdirectory])").setInputFiles([file]);
      const summary = t("media.summary", { kind, ready: 1, count: 1 });
      await expect(page.getByRole("heading", { name: summary })).toBeVisible({ timeout: 90_000 });
      await page.locator('input[name="consent"]').check();
      const button = page.getByRole("button", { name: t("media.send", { kind, count: 1 }), exact: true });
      await button.click();
      await expect(page.getByText(t("declaration.peopleMissing"))).toBeVisible();
      await expect(page.getByText(wording(statement, site))).toBeVisible();
      await radio(page, statement).check();
      await button.click();
      await expect(page.getByText(t("media.sent.title", { kind, count: 1 }))).toBeVisible();
      const id = await onlyMine(author, slug);
      const entry = await entryOf(author, id);
      expect(entry.declaration).toMatch(/^[0-9a-f]{64}$/);
      await page.goto(`/contributions/${id}`);
      await expect(page.getByText(wording(statement, site))).toBeVisible();
    }
  });
});

const sendOf = (page: Page, t: Texts) => page.getByRole("button", { name: t("contribute.send"), exact: false }).last();
