import { expect, type Page } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { isAlive } from "./support/people";
import { aSentence, decideNext, makeProject, send } from "./support/project";
import { cardOf, saved } from "./support/receipts";
import { test } from "./support/test";

const summary = (page: Page) => page.locator("section > p[role=status]");

test("from a balance to a file that proves it: an admin has it recorded, its holder saves it, a stranger checks it", async ({
  t,
  page,
  visit,
  newcomer,
  demo,
}) => {
  const admin = await demo("admin");
  const [owner, author, reviewer] = [await newcomer(), await newcomer(), await newcomer()];
  const project = await makeProject(owner, admin, { reviewsWanted: 1, reviewers: [reviewer] });
  await send(author, project.slug, aSentence());
  await decideNext(reviewer, project.slug, "accept");
  await expect(async () => {
    const { items } = await author.api.statement.read({ limit: 10 });
    expect(items.length).toBeGreaterThan(0);
  }).toPass();

  const treasury = await admin.open("/admin/treasury");
  const card = treasury.locator("section").filter({ hasText: t("admin.snapshot.lead") });
  // Another test's points may move while one is taken, so the newest may not be of this balance yet.
  const statement = await author.open("/me/statement");
  const save = statement.getByRole("button", { name: t.like("claim.saveNamed") }).first();
  await expect(async () => {
    await card.getByRole("button", { name: t("admin.snapshot.take") }).click();
    await statement.reload();
    await expect(save).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(card.getByText(t("admin.snapshot.newest"), { exact: true })).toBeVisible();
  const entry = card.getByRole("link", { name: /^#\d+$/ });
  await expect(entry).toBeVisible();

  await isAlive(statement, t, author.handle);
  const file = await saved(statement, save);
  expect(file.name).toMatch(/^points-claim-\d+\.json$/);
  await statement
    .getByRole("main")
    .getByRole("link", { name: t("claim.verify") })
    .click();
  await expect(statement.getByRole("heading", { level: 1, name: t("verify.title") })).toBeVisible();

  // Somebody else, who has the file and nothing else.
  await visit("/verify");
  const archive = zipSync({
    [file.name]: strToU8(file.text),
    "bent.json": strToU8(file.text.replace(/\\"balance\\":\d+/, '\\"balance\\":9000000')),
    "notes.json": strToU8('{"nothing":"of ours"}'),
    "readme.txt": strToU8("nor this"),
  });
  await page
    .locator("input[type=file]")
    .setInputFiles([{ name: "claims.zip", mimeType: "application/zip", buffer: Buffer.from(archive) }]);
  await expect(summary(page)).toContainText(t("verify.summary", { count: 2, sound: 1, unsound: 1, unreadable: 0 }));
  const good = cardOf(page, file.name);
  await expect(good.getByText(t("verify.verdict.sound"), { exact: true })).toBeVisible();
  await expect(good.getByText(t("verify.claim.meaning"))).toBeVisible();
  const bent = cardOf(page, "bent.json");
  await expect(bent.getByText(t("verify.verdict.unsound"), { exact: true })).toBeVisible();
  await expect(bent.getByText(t("verify.claim.why.held"))).toBeVisible();
});
