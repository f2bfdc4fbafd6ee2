import { expect, type Locator, type Page } from "@playwright/test";
import { isAlive } from "./support/people";
import { aSentence, decideNext, makeProject, send } from "./support/project";
import { test } from "./support/test";

// Leaderboards and profiles are pages for everybody, kept for a second and asked for again every ten: what a verdict changes is there soon.
const SOON = { timeout: 40_000 };

/** Gives every answer about an entry, within the page and by its API, another first byte, as a server that lies would. */
async function alterEntries(page: Page): Promise<void> {
  const here = page.url();
  const isAboutEntry = (url: URL) => url.href === here || url.pathname.includes("/rpc/ledger/entry");
  await page.route(isAboutEntry, async (route) => {
    const answer = await route.fetch({ maxRetries: 3 });
    const text = await answer.text();
    // The bytes of a body, `{"` first, in hexadecimal: in an answer's JSON, in a page's script, or (a long body) in a row of its own there.
    const altered = text.replace(
      /(?<![0-9a-f]{2})(7b22)([0-9a-f]{2})(?=[0-9a-f]{60})/g,
      (_, start: string, byte: string) => start.concat(byte === "61" ? "62" : "61"),
    );
    expect(altered).not.toBe(text);
    await route.fulfill({ response: answer, body: altered });
  });
}

/** Opens a page for everybody again and again until it shows what has just become true. */
async function seesSoon(page: Page, path: string, what: (page: Page) => Locator): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(what(page).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

test.describe("reward", () => {
  test("the last wanted vote pays at once: statement, leaderboard and profile show it, down to the entry's proof", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, second, third] = [await newcomer(), await newcomer(), await newcomer(), await newcomer()];
    const project = await makeProject(owner, await demo("admin"), { reviewsWanted: 3, reviewers: [second, third] });
    await send(author, project.slug, aSentence());
    const points = t("common.pointsAmount", { amount: "2", milli: 2000 });

    await decideNext(owner, project.slug, "accept");
    await decideNext(second, project.slug, "reject");
    const early = await author.open("/me/statement");
    await expect(early.getByText(t("statement.empty.title"))).toBeVisible();
    await decideNext(third, project.slug, "accept");

    await early.reload();
    const line = early.getByRole("row", { name: new RegExp(project.name) });
    await expect(line).toContainText(t("statement.kind.award"));
    await expect(line).toContainText("+2");

    const board = await author.open("/leaderboard");
    const mine = board
      .getByRole("table", { name: t("board.mine") })
      .getByRole("row", { name: new RegExp(author.handle) });
    await expect(mine.getByRole("cell", { name: "2", exact: true }).first()).toBeVisible(SOON);

    await mine.getByRole("link", { name: "2", exact: true }).click();
    await expect(board).toHaveURL(new RegExp(`/u/${author.handle}\\?period=week`));
    const parts = board.getByRole("table", { name: t("profile.parts") });
    const part = parts.getByRole("row", { name: new RegExp(project.name) });
    await expect(part).toContainText("+2", SOON);
    await expect(board.getByRole("main")).toContainText(points);

    await part.getByRole("link", { name: /^#\d+$/ }).click();
    await expect(board).toHaveURL(/\/ledger\/\d+$/);
    await expect(board.getByText(t.like("ledger.entry.verified"))).toBeVisible();
    await expect(board.locator("pre")).toContainText('"kind":"transfer.posted"');
  });

  test("reviewers are paid for their review whatever they decided, and the owner's budget keeps its sum", async ({
    newcomer,
    demo,
  }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const project = await makeProject(owner, await demo("admin"), { budget: 10 });
    await send(author, project.slug, aSentence());
    await decideNext(owner, project.slug, "reject");
    expect((await owner.api.statement.read({})).balance).toBe(250);
    expect((await author.api.statement.read({})).balance).toBe(0);
    expect(await owner.api.project.budget({ slug: project.slug })).toMatchObject({
      granted: 10_000,
      spent: 250,
      reserved: 0,
      left: 9_750,
    });
  });

  test("who hides from leaderboards is on none, keeps the points, and comes back at a press", async ({
    t,
    newcomer,
    demo,
    page,
    visit,
  }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const project = await makeProject(owner, await demo("admin"));
    await send(author, project.slug, aSentence());
    await decideNext(owner, project.slug, "accept");
    const profile = `/u/${author.handle}`;
    await seesSoon(page, profile, (shown) => shown.getByText(`@${author.handle}`));
    const account = await author.open("/account");
    const hide = account.getByRole("checkbox", { name: t("account.profile.hide") });
    const save = async () => {
      await account.getByRole("button", { name: t("account.profile.save"), exact: true }).click();
      await expect(account.getByText(t("account.profile.saved")).first()).toBeVisible();
    };
    await hide.check();
    await save();
    await seesSoon(page, profile, (shown) => shown.getByText(t("shell.notFound.title")));
    const board = `/leaderboard?project=${project.slug}`;
    await visit(board);
    await expect(page.getByRole("combobox", { name: t("board.projectLabel") })).toHaveValue(project.slug);
    await expect(page.getByRole("row", { name: new RegExp(owner.handle) })).toBeVisible(SOON);
    await expect(page.getByRole("row", { name: new RegExp(author.handle) })).toHaveCount(0, SOON);
    // From the whole board one comes to any project's, and the address goes along.
    const choice = page.getByRole("combobox", { name: t("board.projectLabel") });
    await choice.selectOption("");
    await expect(page).toHaveURL(/\/leaderboard$/);
    await choice.selectOption({ label: project.name });
    await expect(page).toHaveURL(new RegExp(`[?]project=${project.slug}$`));
    await expect(page.getByRole("row", { name: new RegExp(owner.handle) })).toBeVisible(SOON);
    expect((await author.api.statement.read({})).balance).toBe(2_000);
    await account.reload();
    await isAlive(account, t, author.handle);
    await expect(hide).toBeChecked();
    await hide.uncheck();
    await save();
    await seesSoon(page, profile, (shown) => shown.getByText(`@${author.handle}`));
    await visit(board);
    await expect(page.getByRole("row", { name: new RegExp(author.handle) })).toBeVisible(SOON);
  });

  test("an entry is verified in the browser, and is not when the server alters one of its bytes", async ({
    page,
    visit,
    t,
  }) => {
    await visit("/ledger");
    await page.getByRole("row").nth(1).getByRole("link").first().click();
    await expect(page).toHaveURL(/\/ledger\/[^/]+$/);
    await expect(page.getByText(t.like("ledger.entry.verified"))).toBeVisible();
    await alterEntries(page);
    await page.reload();
    await expect(page.getByText(t.like("ledger.entry.failed"))).toBeVisible();
    await expect(page.getByText(t.like("ledger.entry.verified"))).toBeHidden();
    // The page asks again by itself: an answer that is still under way is no fault of the test.
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});
