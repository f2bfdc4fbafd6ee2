import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { zipSync } from "fflate";
import { makePhoto } from "../support/photo";
import { takePictures } from "./support/pictures";
import { makeProject } from "./support/project";
import { test } from "./support/test";

// What the next pages count: presses of the person, not of scripts.
const countTaps = () => {
  const count = () => window.sessionStorage.setItem("taps", String(Number(window.sessionStorage.getItem("taps")) + 1));
  window.addEventListener("click", (event) => event.isTrusted && count(), { capture: true });
};

async function choose(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.locator("input[type=file][multiple]:not([webkitdirectory])").setInputFiles(files);
}

test.describe("archive", () => {
  test("an archive is unpacked beside the page: its files appear, what is refused can be downloaded with its reasons", async ({
    t,
    newcomer,
    demo,
  }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "image" });
    const page = await author.open(`/projects/${slug}/contribute`);
    const zip = zipSync({
      "trip/pier.jpg": await makePhoto(),
      "trip/gull.jpg": await makePhoto(),
      "trip/page.html": Buffer.from("<script>alert(1)</script>"),
      "../../outside.jpg": await makePhoto(),
    });
    await choose(page, [{ name: "trip.zip", mimeType: "application/zip", buffer: Buffer.from(zip) }]);
    await expect(page.getByText(t("archive.done", { ready: 2, files: 4 }))).toBeVisible();
    await expect(page.getByText(t("archive.refused", { count: 2 }))).toBeVisible();
    await expect(
      page.getByRole("heading", { name: t("media.summary", { kind: "image", ready: 2, count: 2 }) }),
    ).toBeVisible();
    await expect(page.getByText(t("media.room.person"))).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: t("archive.download") }).click(),
    ]);
    const report = readFileSync(await download.path(), "utf8");
    expect(download.suggestedFilename()).toBe("trip.zip.refused.csv");
    expect(report).toContain(t("error.archive.path"));
    expect(report).toContain(t("error.media.active_content"));
    if (process.env.E2E_PICTURES) await takePictures(page, process.env.E2E_PICTURES, "archive");
    await page.getByRole("button", { name: t("archive.hide", { name: "trip.zip" }) }).click();
    await expect(page.getByText("trip.zip")).toBeHidden();
    // What came out of it stays, and nothing of what was refused.
    await expect(
      page.getByRole("heading", { name: t("media.summary", { kind: "image", ready: 2, count: 2 }) }),
    ).toBeVisible();

    const [name, mimeType] = ["bomb.zip", "application/zip"];
    await choose(page, [{ name, mimeType, buffer: readFileSync("tests/vectors/archives/zip_bomb_20mib.zip") }]);
    await expect(page.getByText(t("error.archive.bomb", { max: 100 }))).toBeVisible();
  });

  test("a photo from a phone is submitted in three taps from the project's page", async ({ t, newcomer, demo }) => {
    const author = await newcomer();
    const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "image" });
    const first = await author.open(`/projects/${slug}/contribute`);
    await choose(first, [{ name: "first.jpg", mimeType: "image/jpeg", buffer: await makePhoto() }]);
    await first.locator('input[value="nobody"]').check();
    await first.locator('input[name="consent"]').check();
    await first.getByRole("button", { name: t("media.send", { kind: "image", count: 1 }), exact: true }).click();
    await expect(first.getByText(t("media.sent.title", { kind: "image", count: 1 }))).toBeVisible();
    await first.close();

    const page = await author.open("/projects");
    const phone = await page.context().newCDPSession(page);
    await phone.send("Emulation.setDeviceMetricsOverride", {
      ...{ width: 390, height: 844, deviceScaleFactor: 2, mobile: true },
    });
    await phone.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 1 });
    await page.addInitScript(countTaps);
    await page.goto(`/projects/${slug}`);
    await expect(page.getByRole("link", { name: t("project.act.contribute") }).first()).toBeVisible();
    await page
      .getByRole("link", { name: t("project.act.contribute") })
      .first()
      .click();
    await expect(page).toHaveURL(/\/contribute$/);
    const [camera] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: t("media.drop.camera") }).click(),
    ]);
    expect(await camera.element().getAttribute("capture")).toBe("environment");
    await camera.setFiles([{ name: "image.jpg", mimeType: "image/jpeg", buffer: await makePhoto() }]);
    const send = page.getByRole("button", { name: t("media.send", { kind: "image", count: 1 }), exact: true });
    await expect(send).toBeEnabled();
    await send.click();
    await expect(page.getByText(t("media.sent.title", { kind: "image", count: 1 }))).toBeVisible();
    expect(await page.evaluate(() => window.sessionStorage.getItem("taps"))).toBe("3");
    expect((await author.api.contribution.mine({})).items).toHaveLength(2);
  });
});
