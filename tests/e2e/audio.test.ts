import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { browserArgs } from "../support/browser";
import { makeProject } from "./support/project";
import { test } from "./support/test";
import type { Texts } from "./support/text";

// A microphone that beeps, and nobody to be asked whether it may be used.
test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? "",
    args: [...browserArgs, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
  },
});

const recording = (name: string) => ({
  name,
  mimeType: "",
  buffer: readFileSync(join(import.meta.dirname, "../vectors/audio", name)),
});

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function ready(page: Page, t: Texts, count: number): Promise<void> {
  const name = t("media.summary", { kind: "audio", ready: count, count });
  await expect(page.getByRole("heading", { name })).toBeVisible({ timeout: 90_000 });
}

async function choose(page: Page, names: string[]): Promise<void> {
  await page.locator("input[type=file][multiple]:not([webkitdirectory])").setInputFiles(names.map(recording));
}

async function declare(page: Page): Promise<void> {
  await page.locator('input[value="only_me"]').check();
  await page.locator('input[name="consent"]').check();
}

/** Seconds that the player's slider stands at. */
const position = async (page: Page) => Number(await page.getByRole("slider").first().getAttribute("aria-valuenow"));

test.describe("audio", () => {
  test("a voice is recorded by keyboard, heard, recorded again, transcribed and sent in", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "audio_transcript" });
    const page = await author.open(`/projects/${slug}/contribute`);
    await button(page, t("audio.recorder.start")).press("Enter");
    // Focus waits where the next key is wanted.
    await expect(button(page, t("audio.recorder.stop"))).toBeFocused();
    await expect(page.getByRole("meter", { name: t("audio.recorder.level") })).toBeVisible();
    await expect(page.getByText(/0:01/)).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(button(page, t("audio.recorder.keep"))).toBeFocused();
    await button(page, t("audio.recorder.again")).click();
    await expect(page.getByText(/0:01/)).toBeVisible();
    await button(page, t("audio.recorder.stop")).press("Enter");
    await expect
      .poll(() => page.locator("audio").evaluate((heard: HTMLAudioElement) => heard.readyState))
      .toBeGreaterThan(0);
    await button(page, t("audio.recorder.keep")).press("Enter");
    await ready(page, t, 1);
    await page.getByRole("textbox", { name: t("project.field.transcript") }).fill("Beep, beep.");
    await declare(page);
    await button(page, t("media.send", { kind: "audio", count: 1 })).click();
    await expect(page.getByText(t("media.sent.title", { kind: "audio", count: 1 }))).toBeVisible();
    const { items } = await author.api.contribution.mine({});
    expect(items[0]).toMatchObject({ media: { kind: "audio", format: "ogg" }, content: { transcript: "Beep, beep." } });
    await page.getByRole("link", { name: t("media.sent.openOne") }).click();
    await expect(page.getByRole("button", { name: t("audio.play") }).first()).toBeVisible();
    await expect(page.getByRole("slider", { name: t("audio.position") }).first()).toBeVisible();
  });

  test("files are heard before they are sent, and what is no sound says so", async ({ t, newcomer, demo }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "audio" });
    const page = await author.open(`/projects/${slug}/contribute`);
    await choose(page, ["tagged.mp3", "tagged.m4a", "text_named.mp3"]);
    await expect(page.getByText(t("error.media.no_audio", { found: "unknown" }))).toBeVisible({ timeout: 90_000 });
    await page.getByRole("button", { name: t("media.card.remove", { name: "text_named.mp3" }) }).click();
    await ready(page, t, 2);
    const failed: string[] = [];
    page.on("requestfailed", (request) => failed.push(request.url()));
    const first = page.getByRole("listitem").filter({ hasText: "tagged.mp3" });
    await first.getByRole("button", { name: t("audio.play") }).click();
    await expect(first.getByRole("button", { name: t("audio.pause") })).toBeVisible();
    await expect(first.getByRole("button", { name: t("audio.play") })).toBeVisible();
    await expect(first.getByText(t("audio.failed"))).toBeHidden();
    await declare(page);
    await button(page, t("media.send", { kind: "audio", count: 2 })).click();
    await expect(page.getByText(t("media.sent.title", { kind: "audio", count: 2 }))).toBeVisible();
    await choose(page, ["tagged.mp3"]);
    await expect(page.getByText(t("error.contribution.duplicate")).first()).toBeVisible();
  });

  test("a reviewer listens by keys that are no verdicts, and decides by those that are", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [author, reviewer] = [await newcomer(), await newcomer()];
    const { slug } = await makeProject(await newcomer(), await demo("admin"), {
      modality: "audio_transcript",
      reviewers: [reviewer],
    });
    const page = await author.open(`/projects/${slug}/contribute`);
    await choose(page, ["long.ogg"]);
    await ready(page, t, 1);
    await page.getByRole("textbox", { name: t("project.field.transcript") }).fill("A long tone.");
    await declare(page);
    await button(page, t("media.send", { kind: "audio", count: 1 })).click();
    await expect(page.getByText(t("media.sent.title", { kind: "audio", count: 1 }))).toBeVisible();

    const desk = await reviewer.open(`/projects/${slug}/review`);
    await expect(desk.getByText("A long tone.")).toBeVisible();
    await expect(desk.locator("canvas, wave, [role=slider] > div > div").first()).toBeAttached();
    await desk.keyboard.press("l");
    await desk.keyboard.press("l");
    await expect.poll(() => position(desk)).toBe(6);
    await desk.keyboard.press("j");
    await expect.poll(() => position(desk)).toBe(3);
    await desk.keyboard.press(".");
    await expect(desk.getByRole("combobox", { name: t("audio.speed") })).toHaveValue("1.25");
    await desk.keyboard.press("k");
    await expect(desk.getByRole("button", { name: t("audio.pause") })).toBeVisible();
    await expect.poll(() => position(desk)).toBeGreaterThan(3);
    await desk.keyboard.press("k");
    await expect(desk.getByRole("button", { name: t("audio.play") })).toBeVisible();
    await desk.getByRole("slider").press("End");
    await expect.poll(() => position(desk)).toBe(20);
    expect((await author.api.contribution.mine({})).items[0]?.status).toBe("in_review");
    await desk.keyboard.press("a");
    await expect
      .poll(async () => (await author.api.contribution.mine({})).items[0]?.status, { timeout: 90_000 })
      .toBe("accepted");
  });
});
