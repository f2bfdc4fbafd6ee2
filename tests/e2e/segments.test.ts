import { readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import type { Segment } from "#lib/domain/segment";
import { ask, shownItem } from "./support/label";
import type { Person } from "./support/people";
import { decideNext, makeProject } from "./support/project";
import { test } from "./support/test";
import type { Texts } from "./support/text";

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }))).toEqual([]);
  }
}

/** A project with one accepted recording of twenty seconds, and what is asked about it. */
async function makeRecording(t: Texts, people: { owner: Person; author: Person; admin: Person }): Promise<string> {
  const { owner, author, admin } = people;
  const { slug } = await makeProject(owner, admin, { modality: "audio" });
  const page = await author.open(`/projects/${slug}/contribute`);
  const buffer = readFileSync(join(import.meta.dirname, "../vectors/audio/long.ogg"));
  await page
    .locator("input[type=file][multiple]:not([webkitdirectory])")
    .setInputFiles({ name: "long.ogg", mimeType: "", buffer });
  const ready = t("media.summary", { kind: "audio", ready: 1, count: 1 });
  await expect(page.getByRole("heading", { name: ready })).toBeVisible({ timeout: 90_000 });
  await page.locator('input[value="only_me"]').check();
  await page.locator('input[name="consent"]').check();
  await page.getByRole("button", { name: t("media.send", { kind: "audio", count: 1 }), exact: true }).click();
  await expect(page.getByText(t("media.sent.title", { kind: "audio", count: 1 }))).toBeVisible();
  await decideNext(owner, slug, "accept");
  const form = {
    ...{ kind: "segments" as const, classes: ["speech", "noise"], transcribed: true },
    overlap: "none" as const,
  };
  await owner.api.task.save({
    slug,
    questions: [ask("q1", "Who speaks where?", form)],
    ...{ answersWanted: 1, answersMost: 1, answerPrice: 100 },
  });
  await owner.api.task.move({ slug, to: "open" });
  await expect.poll(async () => (await owner.api.task.read({ slug }))?.counts.open, { timeout: 90_000 }).toBe(1);
  return slug;
}

test("segments of a recording are marked by keyboard alone and by mouse, typed, undone, kept over a reload and sent", async ({
  t,
  newcomer,
  demo,
}) => {
  const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
  const slug = await makeRecording(t, { owner, author, admin: await demo("admin") });
  const page = await worker.open(`/projects/${slug}/label`);
  await shownItem(page);
  const slider = page.getByRole("slider", { name: t("audio.position") });
  const marked = page.getByRole("region", { name: t("label.segments.segments") });
  const rows = marked.getByRole("listitem");
  const from = (at: number) => rows.nth(at).getByLabel(t("label.segments.from"), { exact: true });
  const to = (at: number) => rows.nth(at).getByLabel(t("label.segments.to"), { exact: true });
  // The waveform is drawn by its library, to which the keys below speak.
  await expect(page.locator(".segment-wave canvas").first()).toBeAttached();

  // By keyboard: begin at half a second, go on three, end; an end without a beginning says so.
  await slider.focus();
  await page.keyboard.press("o");
  await expect(page.getByText(t("label.segments.beginFirst"))).toBeVisible();
  for (let turn = 0; turn < 5; turn += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("i");
  await page.keyboard.press("l");
  await page.keyboard.press("o");
  await expect(from(0)).toHaveValue("0:00.500");
  await expect(to(0)).toHaveValue("0:03.500");
  await page.keyboard.press("2");
  await expect(rows.first().getByRole("combobox")).toHaveValue("1");
  await page.keyboard.press("e");
  await page.keyboard.press("w");
  await expect(to(0)).toHaveValue("0:03.450");
  await expect(from(0)).toHaveValue("0:00.550");
  await page.keyboard.press("z");
  await expect(from(0)).toHaveValue("0:00.500");

  // By mouse: draw from the middle on, then move what was drawn.
  const wave = page.locator(".segment-wave canvas").first();
  // What draws segments comes after the waveform itself: it is there once it shows what the keys have marked.
  await expect(page.locator(".segment-wave [part~=region]").first()).toBeVisible();
  const drag = async (start: number, end: number) => {
    const place = await wave.boundingBox();
    if (!place) throw new Error("the waveform has no place");
    const at = (share: number) => [place.x + place.width * share, place.y + place.height * 0.7] as const;
    await page.mouse.move(...at(start));
    await page.mouse.down();
    await page.mouse.move(...at(end), { steps: 8 });
    await page.mouse.up();
  };
  await drag(0.5, 0.6);
  await expect(rows).toHaveCount(2);
  await expect(from(1)).toHaveValue(/^0:(09|10)\./);
  const drawn = await from(1).inputValue();
  await drag(0.55, 0.7);
  await expect(from(1)).not.toHaveValue(drawn);
  await expect(from(1)).toHaveValue(/^0:1[2-4]\./);
  await expectAccessible(page);

  // Typed: what is no time stays and says so; what overlaps cannot be sent.
  await to(0).fill("half past");
  await to(0).press("Enter");
  await expect(page.getByText(t("label.segments.noTime"))).toBeVisible();
  await to(0).fill("0:19");
  await to(0).press("Enter");
  await expect(page.getByText(t("label.segments.overlaps", { number: 2 }))).toBeVisible();
  await page.getByRole("button", { name: t("label.act.send") }).click();
  await expect(page.getByText(t("error.field.overlapping"))).toBeVisible();
  await to(0).fill("2.25");
  await to(0).press("Enter");
  await expect(to(0)).toHaveValue("0:02.250");
  await rows
    .first()
    .getByRole("textbox", { name: t("label.segments.text") })
    .fill("A tone.");

  await page.reload();
  await shownItem(page);
  await expect(rows).toHaveCount(2);
  await expect(rows.first().getByRole("textbox", { name: t("label.segments.text") })).toHaveValue("A tone.");
  await rows
    .nth(1)
    .getByRole("button", { name: t("label.segments.remove", { number: 2 }) })
    .click();
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: t("label.act.send") }).click();
  await expect(page.getByText(t("label.empty.nothing_left")).first()).toBeVisible();
  const read = async () => (await owner.api.task.items({ slug, state: "settled" })).items[0]?.answers[0]?.answer;
  const expected: Segment[] = [{ fromMs: 500, toMs: 2_250, label: 1, text: "A tone." }];
  await expect.poll(read, { timeout: 90_000 }).toEqual({ q1: expected });

  const results = await owner.open(`/projects/${slug}/labelling`);
  await results.getByRole("tab", { name: t("task.tab.items") }).click();
  await results.getByText(t("task.items.settled"), { exact: true }).first().click();
  await results.locator("details summary").first().click();
  await expect(results.getByText("0:00.500 – 0:02.250")).toBeVisible();
});
