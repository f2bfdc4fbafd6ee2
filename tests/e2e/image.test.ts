import { expect, type Page, type Request } from "@playwright/test";
import { makeNoise, makePhoto } from "../support/photo";
import { isAlive, type Person } from "./support/people";
import { makeProject } from "./support/project";
import { test } from "./support/test";
import type { Texts } from "./support/text";

type File = { name: string; mimeType: string; buffer: Buffer };
const photo = async (name = "IMG_0001.jpg"): Promise<File> => ({
  name,
  mimeType: "image/jpeg",
  buffer: await makePhoto(),
});

const cards = (page: Page) => page.locator("form ul > li");
const sendOf = (page: Page, t: Texts, count: number) =>
  page.getByRole("button", { name: t("media.send", { kind: "image", count }), exact: true });

async function choose(page: Page, files: File[]): Promise<void> {
  await page.locator("input[type=file][multiple]:not([webkitdirectory])").setInputFiles(files);
}

async function ready(page: Page, t: Texts, count: number): Promise<void> {
  await expect(
    page.getByRole("heading", { name: t("media.summary", { kind: "image", ready: count, count }) }),
  ).toBeVisible();
}

async function mine(person: Person, slug: string) {
  const { items } = await person.api.contribution.mine({});
  return items.filter((one) => one.project.slug === slug);
}

const isPatch = (request: Request) => request.method() === "PATCH" && request.url().includes("/rpc/tus/");

test.describe("image", () => {
  test("photos are added, captioned and sent; the second time it takes a photo and one press", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "image_caption" });
    const page = await author.open(`/projects/${slug}/contribute`);
    await choose(page, [await photo("pier.jpg"), await photo("gull.jpg")]);
    await ready(page, t, 2);
    await sendOf(page, t, 2).click();
    // Nothing goes without the licence and the captions; each asks for itself.
    await expect(page.getByText(t("contribute.consent.required"))).toBeVisible();
    await expect(page.getByText(t("error.field.required"))).toHaveCount(2);
    await page.locator('input[value="nobody"]').check();
    await page.locator('input[name="consent"]').check();
    const captions = page.getByRole("textbox", { name: t("project.field.caption") });
    await captions.nth(0).fill("A wooden pier in the fog.");
    await captions.nth(1).fill("A gull on a bollard.");
    await page.reload();
    await expect(captions.nth(1)).toHaveValue("A gull on a bollard.");
    await page.locator('input[value="nobody"]').check();
    await page.locator('input[name="consent"]').check();
    await sendOf(page, t, 2).dblclick();
    await expect(page.getByText(t("media.sent.title", { kind: "image", count: 2 }))).toBeVisible();
    expect(await mine(author, slug)).toHaveLength(2);

    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/projects/${slug}/contribute`);
    await isAlive(page, t, author.handle);
    await page.locator("input[capture]").setInputFiles([await photo("boat.jpg")]);
    await ready(page, t, 1);
    await captions.fill("A blue boat.");
    await sendOf(page, t, 1).click();
    await page.getByRole("link", { name: t("media.sent.openOne") }).click();
    await expect(page).toHaveURL(/\/contributions\//);
    await expect(page.getByRole("img", { name: "A blue boat." })).toBeVisible();
  });

  test("an upload whose line broke and whose tab was closed goes on where it was, by itself", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "image" });
    const first = await author.open(`/projects/${slug}/contribute`);
    const large = { name: "large.png", mimeType: "image/png", buffer: await makeNoise(1_800, 1_600) };
    let sent = 0;
    await first.route(
      (url) => url.pathname.startsWith("/rpc/tus/"),
      async (route) => {
        if (isPatch(route.request())) sent += 1;
        // Two pieces arrive; then the network is gone.
        return sent > 2 ? route.abort() : route.continue();
      },
    );
    await choose(first, [large]);
    await expect.poll(() => sent).toBeGreaterThan(2);
    const { items } = await author.api.upload.list({ project: slug });
    const arrived = items[0]?.receivedBytes ?? 0;
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThan(large.buffer.byteLength);
    await first.close();

    const offsets: number[] = [];
    author.context.on("request", (request) => {
      if (isPatch(request)) offsets.push(Number(request.headers()["upload-offset"]));
    });
    const second = await author.open(`/projects/${slug}/contribute`);
    await ready(second, t, 1);
    // No byte that had arrived was sent a second time.
    expect(Math.min(...offsets)).toBe(arrived);
    const [upload] = (await author.api.upload.list({ project: slug })).items;
    expect(upload).toMatchObject({ state: "ready", sizeBytes: large.buffer.byteLength, media: { width: 1_800 } });
  });

  test("an upload is paused and goes on; what is no image, or is there already, says so and is removed", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "image" });
    const page = await author.open(`/projects/${slug}/contribute`);
    // The first piece does not arrive before it was paused, however slow the hand is.
    let held = 0;
    let letGo = () => {};
    const paused = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route(
      (url) => url.pathname.startsWith("/rpc/tus/"),
      async (route) => {
        if (isPatch(route.request())) {
          held += 1;
          await paused;
        }
        return route.continue();
      },
    );
    await choose(page, [{ name: "slow.png", mimeType: "image/png", buffer: await makeNoise(1_500, 1_400) }]);
    await expect.poll(() => held).toBe(1);
    await page.getByRole("button", { name: t("media.card.pause", { name: "slow.png" }) }).click();
    await expect(page.getByRole("button", { name: t("media.card.pause", { name: "slow.png" }) })).toBeHidden();
    letGo();
    await page.getByRole("button", { name: t("media.card.resume", { name: "slow.png" }) }).click();
    await ready(page, t, 1);
    const known = await photo("known.jpg");
    await choose(page, [
      known,
      { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<!doctype html><script>alert(1)</script>") },
    ]);
    await expect(page.getByText(t("error.media.active_content"))).toBeVisible();
    await page.getByRole("button", { name: t("media.card.remove", { name: "page.png" }) }).click();
    await ready(page, t, 2);
    await page.locator('input[value="nobody"]').check();
    await page.locator('input[name="consent"]').check();
    await sendOf(page, t, 2).click();
    await expect(page.getByText(t("media.sent.title", { kind: "image", count: 2 }))).toBeVisible();
    await choose(page, [known]);
    await expect(cards(page).getByText(t("error.contribution.duplicate"))).toBeVisible();
    await page.getByRole("button", { name: t("media.card.remove", { name: "known.jpg" }) }).click();
    await expect(cards(page)).toHaveCount(0);
  });

  test("a reviewer looks closely by keyboard, no key means a verdict meanwhile, and a revision shows both pictures", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [author, reviewer] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(await newcomer(), await demo("admin"), {
      modality: "image_caption",
      reviewers: [reviewer],
    });
    const page = await author.open(`/projects/${slug}/contribute`);
    await choose(page, [await photo()]);
    await ready(page, t, 1);
    await page.getByRole("textbox", { name: t("project.field.caption") }).fill("A lamp in the fog.");
    await page.locator('input[value="nobody"]').check();
    await page.locator('input[name="consent"]').check();
    await sendOf(page, t, 1).click();
    await page.getByRole("link", { name: t("media.sent.openOne") }).click();

    const desk = await reviewer.open(`/projects/${slug}/review`);
    const picture = desk.getByRole("img", { name: "A lamp in the fog." });
    await expect(picture).toBeVisible();
    // An image may have its place before it has its pixels.
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    // Its address, opened as a page, holds nothing that could act.
    const file = await desk.request.get((await picture.getAttribute("src")) ?? "");
    expect(file.headers()).toMatchObject({
      "content-type": "image/webp",
      "content-disposition": expect.stringContaining("attachment"),
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
    });
    await desk.getByRole("button", { name: t("image.open", { alt: "A lamp in the fog." }) }).press("Enter");
    const dialog = desk.getByRole("dialog");
    await expect(dialog).toBeVisible();
    for (const key of ["+", "ArrowLeft", "a", "r", "0", "-"]) await desk.keyboard.press(key);
    await desk.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(picture).toBeVisible();
    await desk.keyboard.press("c");
    await expect(desk.getByRole("region", { name: t("review.reason.request_changes") })).toBeVisible();
    await desk.keyboard.press("3");
    await desk.getByRole("textbox").fill("Please by daylight.");
    await desk.keyboard.press("Control+Enter");
    await expect.poll(async () => (await mine(author, slug))[0]?.status, { timeout: 60_000 }).toBe("changes_requested");

    await page.reload();
    await isAlive(page, t, author.handle);
    await page
      .getByLabel(t("media.replace.choose", { kind: "image" }))
      .last()
      .setInputFiles([await photo("day.jpg")]);
    await expect(page.getByText(t("media.replace.checking"))).toBeHidden();
    await page.getByRole("button", { name: t("contribution.revise.send") }).click();
    await expect(page.getByText(t("media.pair.before"), { exact: true })).toBeVisible();
    await expect(page.getByText(t("media.pair.after"), { exact: true })).toBeVisible();
    await desk.reload();
    await expect(desk.getByText(t("media.pair.before"), { exact: true })).toBeVisible();
  });
});
