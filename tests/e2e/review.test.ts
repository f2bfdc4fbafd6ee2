import { expect } from "@playwright/test";
import { expectEmpty, itemOf, settled, watchItems } from "./support/desk";
import { aSentence, decideNext, makeProject, send } from "./support/project";
import { test } from "./support/test";

test.describe("review", () => {
  test("a reviewer accepts, rejects and asks for changes by keys alone, with a reason by one more, and takes back by U", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    const texts = [aSentence(), aSentence(), aSentence()];
    const ids: string[] = [];
    for (const text of texts) ids.push(await send(author, slug, text));
    const page = await owner.open("/review");
    await watchItems(page);
    await page.goto(`/projects/${slug}/review`);
    const first = await settled(page, "");

    await page.keyboard.press("a");
    const second = await settled(page, first);
    await page.keyboard.press("u");
    expect(await settled(page, second)).toBe(first);
    await page.keyboard.press("a");
    expect(await settled(page, first)).toBe(second);

    await page.keyboard.press("r");
    await expect(page.getByRole("region", { name: t("review.reason.reject") })).toBeVisible();
    await page.keyboard.press("3");
    await page.keyboard.press("Enter");
    const third = await settled(page, second);

    await page.keyboard.press("c");
    await expect(page.getByRole("region", { name: t("review.reason.request_changes") })).toBeVisible();
    await page.keyboard.press("6");
    await expect(page.getByRole("textbox", { name: new RegExp(t("review.reason.feedback")) })).toBeFocused();
    await page.keyboard.type("Say which pier.");
    await page.keyboard.press("Enter");
    await expectEmpty(page, t);

    const statusOf = async (text: string) => {
      const at = texts.findIndex((one) => text.includes(one));
      return (await author.api.contribution.get({ id: ids[at] ?? "" })).status;
    };
    await expect.poll(() => statusOf(first), { timeout: 60_000 }).toBe("accepted");
    await expect.poll(() => statusOf(second), { timeout: 60_000 }).toBe("rejected");
    await expect.poll(() => statusOf(third), { timeout: 60_000 }).toBe("changes_requested");
  });

  test("changes are asked for, the author revises, and the next reviewer sees the difference and what was asked", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    const before = aSentence();
    const id = await send(author, slug, before);
    await decideNext(owner, slug, "request_changes");

    const work = await author.open("/me");
    // Where the note under the form has the least room, and must not push the button away as it is pressed.
    await work.setViewportSize({ width: 390, height: 844 });
    await work
      .getByRole("link", { name: new RegExp(t("contribution.me.revise")) })
      .first()
      .click();
    await expect(work).toHaveURL(new RegExp(`/contributions/${id}`));
    await expect(work.getByText("Say which pier.").first()).toBeVisible();
    const field = work.getByRole("textbox", { name: t("project.field.text"), exact: true });
    await expect(field).toHaveValue(before);
    await field.fill(before.replace("leaves", "leaves from pier three"));
    await work.getByRole("button", { name: t("contribution.revise.send") }).click();
    await expect(work.getByText(t("contribution.revise.sent", { round: 2 })).first()).toBeVisible();

    const page = await owner.open(`/projects/${slug}/review`);
    await expect(page.getByText(t("review.screen.round", { round: 2 }))).toBeVisible();
    await expect(itemOf(page).locator("ins")).toContainText("from pier three");
    await expect(page.getByText("Say which pier.")).toBeVisible();
    await page.getByRole("button", { name: t("review.diff.before") }).click();
    await expect(itemOf(page)).toHaveText(new RegExp(before.replaceAll(".", "\\.")));
    await expect(itemOf(page).locator("ins")).toHaveCount(0);
  });

  test("one's own work is never offered, nor the same piece twice in a round", async ({ t, newcomer, demo }) => {
    const [owner, helper] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"), { reviewsWanted: 3, reviewers: [helper] });
    const own = aSentence();
    await send(helper, slug, own);
    const page = await helper.open(`/projects/${slug}/review`);
    await expectEmpty(page, t);
    const other = aSentence();
    await send(owner, slug, other);
    await decideNext(helper, slug, "accept");
    await page.reload();
    await expectEmpty(page, t);
    expect((await helper.api.review.claim({ slug, wanted: 3 })).items).toEqual([]);
    await expect(page.getByText(own)).toHaveCount(0);
  });

  test("somebody who is no reviewer of a project is told so, and gets no item", async ({ t, newcomer, demo }) => {
    const [owner, stranger] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    const text = aSentence();
    await send(owner, slug, text);
    const page = await stranger.open(`/projects/${slug}/review`);
    await expect(page.getByText(t("review.state.notReviewer"))).toBeVisible();
    await expect(page.getByText(text)).toHaveCount(0);
  });

  test("a second tab does not show the same item; it takes over when told", async ({ t, newcomer, demo }) => {
    const [owner, author] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(owner, await demo("admin"));
    await send(author, slug, aSentence());
    const page = await owner.open(`/projects/${slug}/review`);
    await expect(itemOf(page)).toBeVisible();
    const tab = await owner.open(`/projects/${slug}/review`);
    await expect(tab.getByText(t("review.state.elsewhere"))).toBeVisible();
    await tab.getByRole("button", { name: t("review.state.takeOver") }).click();
    await expect(itemOf(tab)).toBeVisible();
    await expect(page.getByText(t("review.state.elsewhere"))).toBeVisible();
  });
});
