import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Request } from "@playwright/test";
import { makeNoise } from "../support/photo";
import { takePictures } from "./support/pictures";
import { makeProject } from "./support/project";
import { test } from "./support/test";

const PICTURES = 36;

const isPatch = (request: Request) => request.method() === "PATCH" && request.url().includes("/rpc/tus/");

/** A folder of small pictures, two of one name in folders of their own, and a page that is none. Together more than one piece of a pack. */
async function makeFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "assay-folder-"));
  for (let at = 0; at < PICTURES; at += 1) {
    const inner = join(folder, "trip", at < 2 ? `day ${at}` : "others");
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, at < 2 ? "same.png" : `picture ${at}.png`), await makeNoise(320, 280));
  }
  writeFileSync(join(folder, "trip", "page.png"), "<!doctype html><script>alert(1)</script>");
  return join(folder, "trip");
}

test("a folder of small pictures goes up as one, is paused, survives a closed tab, and each file tells its own fate", async ({
  t,
  newcomer,
  demo,
}) => {
  const author = await newcomer();
  const { slug } = await makeProject(await newcomer(), await demo("admin"), { modality: "image" });
  const folder = await makeFolder();
  const first = await author.open(`/projects/${slug}/contribute`);
  // One piece arrives; the next is held until it was paused, and then the network is gone.
  let pieces = 0;
  let letGo = () => {};
  const paused = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await first.route(
    (url) => url.pathname.startsWith("/rpc/tus/"),
    async (route) => {
      if (!isPatch(route.request())) return route.continue();
      pieces += 1;
      if (pieces === 1) return route.continue();
      await paused;
      return route.abort();
    },
  );
  await first.locator("input[webkitdirectory]").setInputFiles(folder);
  const all = PICTURES + 1;
  await expect(
    first.getByRole("heading", { name: t("media.summary", { kind: "image", ready: 0, count: all }) }),
  ).toBeVisible();
  await expect.poll(() => pieces).toBe(2);
  await first.getByRole("button", { name: t("media.pauseAll") }).click();
  await expect(first.getByRole("button", { name: t("media.resumeAll", { count: all }) })).toBeVisible();
  if (process.env.E2E_PICTURES) await takePictures(first, process.env.E2E_PICTURES, "pack");
  letGo();
  const [begun] = (await author.api.upload.list({ project: slug, purpose: "pack" })).items;
  const arrived = begun?.receivedBytes ?? 0;
  expect(arrived).toBeGreaterThan(0);
  await first.close();

  const offsets: number[] = [];
  author.context.on("request", (request) => {
    if (isPatch(request)) offsets.push(Number(request.headers()["upload-offset"]));
  });
  const second = await author.open(`/projects/${slug}/contribute`);
  await expect(
    second.getByRole("heading", { name: t("media.summary", { kind: "image", ready: PICTURES, count: all }) }),
  ).toBeVisible({ timeout: 120_000 });
  // No byte that had arrived was sent a second time, and no file a way of its own.
  expect(Math.min(...offsets)).toBe(arrived);
  expect((await author.api.upload.list({ project: slug, purpose: "pack" })).items).toHaveLength(1);
  const page = second.getByRole("listitem").filter({ hasText: "page.png" });
  await expect(page.getByText(t("error.media.active_content"))).toBeVisible();
  await expect(second.getByText("same.png")).toHaveCount(2);
  await page.getByRole("button", { name: t("media.card.remove", { name: "page.png" }) }).click();
  await expect(second.getByText("page.png")).toBeHidden();
  await second.close();
  rmSync(folder, { recursive: true });
});
