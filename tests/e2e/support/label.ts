import { expect, type Page } from "@playwright/test";
import type { ApiInputs } from "#lib/client";
import { MILLI_PER_POINT } from "#lib/domain/points";
import type { Person } from "./people";
import { decideNext, makeProject, send } from "./project";

type Questions = ApiInputs["task"]["save"]["questions"];
type Form = Questions[number]["form"];

/** A project whose accepted texts are labelled: each sent by `author`, accepted by its owner. Returns its slug. */
export async function makeLabelling(
  people: { owner: Person; author: Person; admin: Person },
  texts: readonly string[],
  questions: Questions,
  terms: { answersWanted?: number; answersMost?: number } = {},
): Promise<{ slug: string }> {
  const { owner, author, admin } = people;
  const { slug } = await makeProject(owner, admin);
  for (const text of texts) {
    await send(author, slug, text);
    await decideNext(owner, slug, "accept");
  }
  await owner.api.task.save({
    slug,
    questions,
    instructions: "## What counts\n\nA **ferry** goes over water.",
    answersWanted: 1,
    answersMost: 1,
    answerPrice: MILLI_PER_POINT / 10,
    ...terms,
  });
  await owner.api.task.move({ slug, to: "open" });
  await expect
    .poll(async () => (await owner.api.task.read({ slug }))?.counts.open, { timeout: 60_000 })
    .toBe(texts.length);
  return { slug };
}

/** Has a person answer all there is for them, for good, by the text it is about. */
export async function answerAll(
  worker: Person,
  slug: string,
  answer: (text: string) => Record<string, unknown>,
): Promise<void> {
  for (;;) {
    const { items } = await worker.api.label.claim({ slug, wanted: 1 });
    const [item] = items;
    if (!item) return;
    await worker.api.label.answer({
      slotId: item.slotId,
      answer: answer(item.fields[0]?.text ?? ""),
      activeMs: 4_000,
      undoMs: 0,
    });
  }
}

export const ask = (id: string, text: string, form: Form, more: object = {}): Questions[number] => ({
  id,
  text,
  form,
  ...more,
});

/** Waits for an item that is not `before`, until keys are taken again: one that bounces answers nothing. Returns its slot. */
export async function shownItem(page: Page, before = ""): Promise<string> {
  const item = page.locator(`[data-slot]:not([data-slot="${before}"])`);
  await expect(item).toBeVisible();
  const slot = (await item.getAttribute("data-slot")) ?? "";
  await page.waitForFunction((slot) => {
    const held = window as unknown as { slot?: string; shownAt?: number };
    if (held.slot !== slot) Object.assign(held, { slot, shownAt: performance.now() });
    return performance.now() - (held.shownAt ?? 0) > 150;
  }, slot);
  return slot;
}

/** What was answered, by the text it is about, once the items are closed. */
export async function answersOf(owner: Person, slug: string, count: number): Promise<Map<string, unknown>> {
  const read = async () => (await owner.api.task.items({ slug, state: "settled" })).items;
  await expect.poll(async () => (await read()).length, { timeout: 90_000 }).toBe(count);
  return new Map((await read()).map((item) => [item.fields[0]?.text ?? "", item.answers[0]?.answer]));
}
