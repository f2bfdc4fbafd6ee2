import { expect } from "@playwright/test";
import { LABELLED, readWatch, watchItems } from "#tests/e2e/support/desk";
import { ask, makeLabelling } from "#tests/e2e/support/label";
import { aSentence } from "#tests/e2e/support/project";
import { test } from "#tests/e2e/support/test";
import { noteWaits } from "../figure";
import { bareWaits, pressThrough } from "./key-waits";

const NEXT_ITEM_MS = 100;
const ITEMS = 20;
const classes = ["Timetable", "Complaint", "Praise"];

// One choice is answered by its key; a task of several questions by Enter, here one that nothing is required of.
const tasks = [
  { name: "one choice", key: "1", questions: [ask("q1", "What is it about?", { kind: "single_class", classes })] },
  {
    name: "several questions",
    key: "Enter",
    questions: [
      ask("q1", "Which moods?", { kind: "multi_label", classes }, { isRequired: false }),
      ask("q2", "How clear is it?", { kind: "rating", points: ["unclear", "clear"] }, { isRequired: false }),
      ask("q3", "Say it better.", { kind: "free_text", purpose: "answer" }, { isRequired: false }),
    ],
  },
];

for (const { name, key, questions } of tasks)
  test(`from an answer's key to the next item, drawn: ${name}`, async ({ newcomer, demo, t }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const texts = Array.from({ length: ITEMS }, () => aSentence());
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, texts, questions);
    const press = { items: ITEMS, key, place: LABELLED };
    const page = await worker.open("/projects");
    await watchItems(page, LABELLED);
    await page.goto(`/projects/${slug}/label`);
    await pressThrough(page, press);
    await expect(page.getByText(t("label.empty.nothing_left")).first()).toBeVisible();
    noteWaits({
      name: `answer to next item, ${name}`,
      ms: (await readWatch(page)).waits.slice(1),
      bare: { name: "a key that changes a word on an empty page", ms: await bareWaits(page, press) },
      underMs: NEXT_ITEM_MS,
    });
  });
