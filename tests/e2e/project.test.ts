import { expect, type Page } from "@playwright/test";
import { licences } from "#lib/domain/licence";
import { aWord, type Person } from "./support/people";
import { aSentence, makeProject, send } from "./support/project";
import { test } from "./support/test";
import type { Texts } from "./support/text";

/** Walks through the seven steps as an owner would, and creates the draft. */
async function walkWizard(
  page: Page,
  t: Texts,
  { name, slug, budget }: { name: string; slug: string; budget: string },
) {
  const field = (key: string) => page.getByLabel(t(`project.form.${key}`), { exact: true });
  const next = (title: string) =>
    page
      .getByRole("button", { name: t("project.wizard.next"), exact: true })
      .click()
      .then(() => expect(page.getByRole("heading", { name: t(`project.wizard.${title}.title`) })).toBeVisible());
  await field("name").fill(name);
  await field("slug").fill(slug);
  await field("summary").fill("Sentences that people say at a harbour, for a test.");
  await expect(page.getByText(t("project.form.slugFree"))).toBeVisible();
  await next("data");
  await page.getByRole("radio", { name: t("project.modalityHint.text") }).check();
  await page.getByRole("checkbox", { name: "English" }).check();
  await next("guidelines");
  await page.getByRole("button", { name: t("project.form.guidelinesStart") }).click();
  await next("licence");
  await page.getByRole("radio", { name: `${licences["CC0-1.0"].name} (CC0-1.0)` }).check();
  await next("policy");
  await page.getByRole("radio", { name: "1", exact: true }).check();
  await field("acceptPrice").fill("2");
  await field("reviewPrice").fill("0.25");
  await next("budget");
  // Its label goes on: it says that the field is optional.
  await page.getByLabel(t("project.form.budget")).fill(budget);
  await next("check");
  await page.getByRole("button", { name: t("project.wizard.create"), exact: true }).click();
  await expect(page.getByText(t("project.wizard.created"))).toBeVisible();
}

async function expectContribute(page: Page, t: Texts, reason: string | null): Promise<void> {
  const acts = page.getByRole("region", { name: t("project.act.label") });
  if (reason === null) {
    await expect(acts.getByRole("link", { name: t("project.act.contribute") })).toHaveAttribute("href", /contribute$/);
  } else {
    await expect(acts.getByText(t(`project.why.contribute.${reason}`)).first()).toBeVisible();
    await expect(acts.locator('a[href$="/contribute"]')).toHaveCount(0);
  }
}

test.describe("project", () => {
  test("an owner makes a project by the wizard, an admin grants its points, it opens and shows what one earns", async ({
    t,
    newcomer,
    demo,
    page,
    visit,
  }) => {
    const owner = await newcomer();
    const admin = await demo("admin");
    const slug = `e2e-${aWord()}`;
    const name = `Harbour ${slug}`;
    const settings = await owner.open("/projects/new");
    await walkWizard(settings, t, { name, slug, budget: "90" });
    await expect(settings).toHaveURL(new RegExp(`/projects/${slug}/settings`));

    const hidden = await page.goto(`/projects/${slug}`);
    expect(hidden?.status()).toBe(404);

    const funding = await admin.open("/admin/projects");
    await funding.getByRole("button", { name: t("admin.projects.fundNamed", { name }) }).click();
    const dialog = funding.getByRole("dialog");
    await expect(dialog.getByLabel(t("admin.projects.amount"), { exact: true })).toHaveValue("90");
    await dialog.getByRole("button", { name: t("admin.projects.fund"), exact: true }).click();
    await expect(dialog).toBeHidden();

    await settings.getByRole("button", { name: t("project.state.toOpen") }).click();
    await settings
      .getByRole("dialog")
      .getByRole("button", { name: t("project.state.toOpen") })
      .click();
    await expect(settings.getByText(t("project.state.open"))).toBeVisible();

    await visit("/projects");
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    const example = page.getByRole("table", { name: t("project.reward.exampleCaption") });
    await expect(example.getByRole("row", { name: new RegExp(t("project.reward.exampleAccepted")) })).toContainText(
      "20",
    );
    await expect(example.getByRole("row", { name: new RegExp(t("project.reward.together")) })).toContainText("25");
    await expect(page.getByText(t("project.progress.covers", { count: 40 }))).toBeVisible();
  });

  test("the wizard keeps what was typed through a reload, and names what is missing", async ({ t, newcomer }) => {
    const page = await (await newcomer()).open("/projects/new");
    const name = page.getByLabel(t("project.form.name"), { exact: true });
    await name.fill("Harbour sentences");
    await page.getByRole("button", { name: t("project.wizard.next"), exact: true }).click();
    await expect(page.getByLabel(t("project.form.summary"), { exact: true })).toBeFocused();
    await page.reload();
    await expect(name).toHaveValue("Harbour sentences");
  });

  test("a paused and a closed project say why nothing can be sent", async ({ t, newcomer, demo }) => {
    const owner = await newcomer();
    const { slug } = await makeProject(owner, await demo("admin"));
    const page = await (await newcomer()).open(`/projects/${slug}`);
    await expectContribute(page, t, null);
    for (const state of ["paused", "closed"] as const) {
      await owner.api.project.changeState({ slug, to: state });
      await page.reload();
      await expectContribute(page, t, state);
      await expect(page.getByText(t(`project.progress.${state}Title`), { exact: true }).first()).toBeVisible();
    }
  });

  test("an empty budget closes the queue visibly, and what was promised stays promised", async ({
    t,
    newcomer,
    demo,
  }) => {
    const owner = await newcomer();
    const author = await newcomer();
    const { slug } = await makeProject(owner, await demo("admin"), { budget: 5 });
    await send(author, slug, aSentence());
    await send(author, slug, aSentence());
    await expect(send(author, slug, aSentence())).rejects.toMatchObject({ data: { reason: "budget.exhausted" } });
    const page = await author.open(`/projects/${slug}`);
    await expectContribute(page, t, "budget_empty");
    await expect(page.getByText(t("project.progress.emptyTitle"))).toBeVisible();
    const facts = await author.api.project.get({ slug });
    expect([facts.budgetReserved, facts.budgetLeft]).toEqual([4_500, 500]);
  });

  test("an owner makes somebody a reviewer, who then may review, and takes it back", async ({ t, newcomer, demo }) => {
    const [owner, helper, author] = [await newcomer(), await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    await send(author, slug, aSentence());
    const seen = await helper.open(`/projects/${slug}`);
    await expect(seen.getByText(t("project.why.review.role_missing")).first()).toBeVisible();
    const page = await openSettings(owner, t, slug);
    await page.getByLabel(t("project.members.person"), { exact: true }).fill(helper.email);
    await page.getByRole("button", { name: t("project.members.add"), exact: true }).click();
    const row = page.getByRole("row", { name: new RegExp(helper.handle) });
    await expect(row).toContainText(t("project.members.reviewer"));
    await seen.reload();
    await expect(
      seen.getByRole("main").getByRole("link", { name: t("project.act.review"), exact: true }),
    ).toHaveAttribute("href", /review$/);
    await row.getByRole("button", { name: t("project.members.removeWhom", { handle: helper.handle }) }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("project.members.remove"), exact: true })
      .click();
    await expect(row).toBeHidden();
  });

  test("a second owner comes to the draft's settings by its address, and the first may then leave; nobody else sees it", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, second, other] = [await newcomer(), await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"), { isOpen: false });
    const settings = new RegExp(`/projects/${slug}/settings$`);
    const page = await openSettings(owner, t, slug);
    const own = page.getByRole("row", { name: new RegExp(owner.handle) });
    await expect(own.getByRole("button")).toHaveAttribute("aria-disabled", "true");
    await page.getByLabel(t("project.members.person"), { exact: true }).fill(second.handle);
    await page
      .getByRole("group", { name: t("project.members.as") })
      .getByRole("button", { name: t("project.members.owner"), exact: true })
      .click();
    await page.getByRole("button", { name: t("project.members.add"), exact: true }).click();
    await expect(page.getByRole("row", { name: new RegExp(second.handle) })).toContainText(t("project.members.owner"));
    const seen = await second.open(`/projects/${slug}`);
    await expect(seen).toHaveURL(settings);
    await own.getByRole("button").click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("project.members.leave"), exact: true })
      .click();
    await expect(page).toHaveURL(/\/me\/projects$/);
    for (const person of [owner, other]) {
      const closed = await person.open(`/projects/${slug}`);
      await expect(closed.getByText(t("shell.notFound.title"))).toBeVisible();
      await expect(closed).toHaveURL(new RegExp(`/projects/${slug}$`));
    }
  });

  test("settings of others cannot be opened", async ({ t, newcomer, demo }) => {
    const { slug } = await makeProject(await newcomer(), await demo("admin"));
    const page = await (await newcomer()).open(`/projects/${slug}/settings`);
    await expect(page.getByText(t("project.settings.denied"))).toBeVisible();
  });
});

async function openSettings(owner: Person, t: Texts, slug: string): Promise<Page> {
  const page = await owner.open(`/projects/${slug}/settings`);
  await page.getByRole("tab", { name: t("project.settings.members") }).click();
  return page;
}
