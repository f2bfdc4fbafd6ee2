import { expect } from "@playwright/test";
import { aWord, isAlive } from "./support/people";
import { aSentence, decideNext, makeProject, send } from "./support/project";
import { test } from "./support/test";

test.describe("admin", () => {
  test("an admin finds a person, gives the role and takes it again, and the audit log tells both", async ({
    t,
    newcomer,
    demo,
  }) => {
    const person = await newcomer();
    const admin = await demo("admin");
    const page = await admin.open("/admin");
    await page.getByRole("searchbox", { name: t("admin.users.search") }).fill(person.email);
    const row = page.getByRole("row", { name: new RegExp(person.handle) });
    await expect(page.getByRole("row")).toHaveCount(2);
    await row.getByRole("link", { name: person.handle }).click();
    const act = async (name: string) => {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
    };
    await act(t("admin.user.grant"));
    await expect(page.getByRole("button", { name: t("admin.user.revoke") })).toBeVisible();
    expect(await person.api.account.me({})).toMatchObject({ isAdmin: true });
    await act(t("admin.user.revoke"));
    await expect(page.getByRole("button", { name: t("admin.user.grant") })).toBeVisible();
    expect(await person.api.account.me({})).toMatchObject({ isAdmin: false });

    const tabs = page.getByRole("navigation", { name: t("admin.nav") });
    await tabs.getByRole("link", { name: t("admin.tab.audit") }).click();
    for (const action of ["granted", "revoked"]) {
      const line = page
        .getByRole("row", { name: new RegExp(person.handle) })
        .filter({ hasText: t(`admin.audit.action.role.${action}`) });
      await expect(line).toHaveCount(1);
      await expect(line.getByRole("link", { name: "admin-demo" })).toBeVisible();
    }
  });

  test("a blocked person is out at once and comes back when the block is lifted", async ({ t, newcomer, demo }) => {
    const person = await newcomer();
    const page = await (await demo("admin")).open(`/admin/users/${person.handle}`);
    await page.getByRole("button", { name: t("admin.user.ban"), exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("admin.user.banReason"), { exact: true }).fill("Sent the same ferry fifty times.");
    await dialog.getByRole("button", { name: t("admin.user.ban"), exact: true }).click();
    await expect(page.getByRole("button", { name: t("admin.user.unban") })).toBeVisible();
    expect(await person.api.account.me({})).toBeNull();
    await page.getByRole("button", { name: t("admin.user.unban") }).click();
    await expect(page.getByRole("button", { name: t("admin.user.ban"), exact: true })).toBeVisible();
  });

  test("a person who forgot the password sets a new one by a link from the admin, once", async ({
    t,
    page,
    newcomer,
    demo,
  }) => {
    const person = await newcomer();
    const desk = await (await demo("admin")).open(`/admin/users/${person.handle}`);
    await desk.getByRole("button", { name: t("admin.user.resetLink"), exact: true }).click();
    const dialog = desk.getByRole("dialog");
    await dialog.getByRole("button", { name: t("admin.user.resetMake"), exact: true }).click();
    const link = await dialog.locator("code").innerText();
    const fresh = `fresh-${aWord()}-lighthouse`;
    await page.goto(link);
    await expect(page.getByText(t("auth.reset.lead", { email: person.email }))).toBeVisible();
    await page.locator('input[name="password"]').fill(fresh);
    await page.getByRole("button", { name: t("auth.reset.button"), exact: true }).click();
    await expect(page).toHaveURL(/\/account$/);
    await isAlive(page, t, person.handle);
    expect(await person.api.account.me({})).toBeNull();
    // The same address again, in the same tab: only what stands behind "#" tells it apart, so it is loaded anew.
    await page.goto("about:blank");
    await page.goto(link);
    await expect(page.getByText(t("auth.reset.brokenTitle"))).toBeVisible();
  });

  test("an award is taken back by an opposite transfer, and the person reads why", async ({ t, newcomer, demo }) => {
    const [owner, author, admin] = [await newcomer(), await newcomer(), await demo("admin")];
    const { slug, name } = await makeProject(owner, admin, { budget: 10 });
    await send(author, slug, aSentence());
    await decideNext(owner, slug, "accept");
    const page = await admin.open(`/admin/users/${author.handle}`);
    const award = page.getByRole("row", { name: new RegExp(name) });
    await award.getByRole("button").click();
    const dialog = page.getByRole("dialog");
    const take = dialog.getByRole("button", { name: t("admin.paid.correct"), exact: true });
    await take.click();
    await expect(dialog.getByText(t("error.field.too_short", { limit: 10 }))).toBeVisible();
    const why = "Copied from a timetable, as the harbour master found.";
    await dialog.getByLabel(t("admin.paid.reason"), { exact: true }).fill(why);
    await take.click();
    await expect(award).toContainText(t("admin.paid.corrected"));
    await expect(award.getByRole("button")).toHaveCount(0);

    const statement = await author.open("/me/statement");
    const lines = statement.getByRole("row", { name: new RegExp(name) });
    await expect(lines).toHaveCount(2);
    await expect(lines.first()).toContainText(t("statement.kind.correct"));
    await expect(lines.first()).toContainText(why);
    await expect(lines.first()).toContainText("-2");
    await expect(lines.last()).toContainText("+2");
    expect((await author.api.statement.read({})).balance).toBe(0);
    expect(await owner.api.project.budget({ slug })).toMatchObject({ granted: 10_000, left: 9_750 });
  });

  test("an admin sees the background work and that the site is well", async ({ t, demo, request }) => {
    const page = await (await demo("admin")).open("/admin/jobs");
    for (const part of ["database", "migrations", "jobs"]) {
      const state = page.locator("dd", {
        has: page.locator(`xpath=../dt[.="${t(`admin.jobs.part.${part}`)}"]`),
      });
      await expect(state.first()).toHaveText(t("admin.jobs.ready"));
    }
    await expect(page.getByRole("heading", { name: t("admin.jobs.title") })).toBeVisible();
    const health = await request.get("/api/health");
    expect(health.ok()).toBe(true);
    expect(await health.json()).toMatchObject({ ready: true });
  });

  test("an admin issues points, and the treasury says where every point is", async ({ t, demo }) => {
    const admin = await demo("admin");
    const page = await admin.open("/admin/treasury");
    const note = `Harbour ${aWord()}`;
    await page.getByRole("button", { name: t("admin.treasury.mint") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("admin.projects.amount"), { exact: true }).fill("1,000");
    await dialog.getByLabel(t("admin.treasury.note"), { exact: true }).fill(note);
    await dialog.getByRole("button", { name: t("admin.treasury.mint") }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("row", { name: new RegExp(note) })).toContainText("1,000");
    for (const place of ["inTreasury", "inBudgets", "inReserved", "inPeople"]) {
      await expect(page.getByText(t(`admin.treasury.${place}`), { exact: true })).toBeVisible();
    }
  });

  test("somebody who is no admin sees and reaches nothing of the administration", async ({ t, newcomer }) => {
    const person = await newcomer();
    for (const path of ["/admin", "/admin/projects", "/admin/treasury", "/admin/jobs", "/admin/audit"]) {
      const page = await person.open(path);
      await expect(page.getByText(t("admin.denied.title"))).toBeVisible();
      await expect(page.getByRole("table")).toHaveCount(0);
      expect(await page.content()).not.toContain("@demo.assay.invalid");
      await page.close();
    }
    await expect(person.api.admin.listUsers({ filter: "all" })).rejects.toMatchObject({
      data: { reason: "rights.missing" },
    });
    await expect(person.api.admin.listAudit({})).rejects.toMatchObject({ data: { reason: "rights.missing" } });
  });
});
