import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { answersOf, ask, makeLabelling, shownItem } from "./support/label";
import { aSentence, makeProject } from "./support/project";
import { test } from "./support/test";

const classes = ["Timetable", "Complaint", "Praise"];

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }))).toEqual([]);
}

test.describe("labelling", () => {
  test("one key answers an item with one choice; U takes it back, S passes it over with a reason by one more key", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const texts = [aSentence(), aSentence(), aSentence()];
    const question = ask("q1", "What is it about?", { kind: "single_class", classes });
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, texts, [question]);
    const page = await worker.open(`/projects/${slug}/label`);
    const first = await shownItem(page);
    const text = (await page.locator("#label-content p").first().textContent()) ?? "";
    await expectAccessible(page);

    await page.keyboard.press("2");
    const second = await shownItem(page, first);
    await page.keyboard.press("u");
    expect(await shownItem(page, second)).toBe(first);
    await expect(page.getByRole("radio", { name: classes[1] })).toBeChecked();
    await page.keyboard.press("1");
    expect(await shownItem(page, first)).toBe(second);

    await page.keyboard.press("s");
    await expect(page.getByRole("group", { name: t("label.skip.title") })).toBeVisible();
    await page.keyboard.press("3");
    const third = await shownItem(page, second);
    await page.keyboard.press("3");
    await expect(page.getByText(t("label.empty.nothing_left_for_you"))).toBeVisible();

    const answers = await answersOf(owner, slug, 2);
    expect(answers.get(text)).toEqual({ q1: 0 });
    expect([...answers.values()]).toContainEqual({ q1: 2 });
    expect(third).not.toBe("");
  });

  test("several questions are answered by keyboard alone; one is asked only after a certain answer, and what is missing is said", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const texts = [aSentence()];
    const questions = [
      ask("q1", "Is it about a ferry?", { kind: "single_class", classes: ["Yes", "No"] }),
      ask("q2", "Where does it go?", { kind: "free_text", purpose: "answer" }, { when: { question: "q1", is: [0] } }),
      ask("q3", "Which moods?", { kind: "multi_label", classes: ["calm", "angry"] }),
      ask("q4", "How clear is it?", { kind: "rating", points: ["unclear", "clear"] }),
      ask("q5", "What matters most?", { kind: "ranking", options: ["time", "place", "person"] }),
    ];
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, texts, questions);
    const page = await worker.open(`/projects/${slug}/label`);
    await shownItem(page);
    const box = page.getByRole("textbox", { name: t("label.text.answer") });
    await expect(box).toHaveCount(0);
    await page.keyboard.press("1");
    await expect(box).toBeFocused();
    await page.keyboard.type("To Cijin 🚢");
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    // The rating is missing: its question has the keys now.
    await expect(page.getByText(t("error.field.required")).first()).toBeVisible();
    await page.keyboard.press("2");
    await expectAccessible(page);
    for (const key of ["3", "1", "2"]) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await expect(page.getByText(t("label.empty.nothing_left")).first()).toBeVisible();
    const answers = await answersOf(owner, slug, 1);
    expect([...answers.values()]).toEqual([{ q1: 0, q2: "To Cijin 🚢", q3: [1], q4: 1, q5: [2, 0, 1] }]);
  });

  test("parts of a text are marked word by word with the arrow keys; offsets count code points", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const text = `🚢 ${aSentence()}`;
    const question = ask("q1", "Mark it", { kind: "spans", classes: ["ship", "place"], relations: ["goes to"] });
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, [text], [question]);
    const page = await worker.open(`/projects/${slug}/label`);
    await shownItem(page);
    await expect(page.getByRole("application", { name: t("label.spans.text") })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("1");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("2");
    await expectAccessible(page);
    await page.getByRole("button", { name: t("label.spans.addRelation") }).click();
    await page.getByRole("button", { name: t("label.act.send") }).click();
    const word = [...text].slice(12).join("").split(" ")[0] ?? "";
    const answers = await answersOf(owner, slug, 1);
    expect(answers.get(text)).toEqual({
      q1: {
        spans: [
          { from: 2, to: 11, label: 0 },
          { from: 12, to: 12 + word.length, label: 1 },
        ],
        relations: [{ from: 0, to: 1, label: 0 }],
      },
    });
  });

  test("what is typed survives a reload; keys can be changed, and one that is taken is refused", async ({
    t,
    newcomer,
    demo,
  }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const text = aSentence();
    const question = ask("q1", "Mend it", { kind: "free_text", purpose: "correction" });
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, [text], [question]);
    const page = await worker.open(`/projects/${slug}/label`);
    await shownItem(page);
    const box = page.getByRole("textbox", { name: t("label.text.correction") });
    await expect(box).toHaveValue(text);
    await box.fill(text.replace("nine", "ten"));
    await expect(page.locator("ins")).toContainText("ten");
    await page.reload();
    await shownItem(page);
    await expect(box).toHaveValue(text.replace("nine", "ten"));

    await page.getByRole("button", { name: t("label.desk.keys") }).click();
    const dialog = page.getByRole("dialog");
    await expectAccessible(page);
    const change = dialog.getByRole("button", { name: t.like("label.keys.change") });
    const skip = change.filter({ hasText: /^S$/ });
    await skip.click();
    await page.keyboard.press("u");
    await expect(dialog.getByText(t("label.keys.taken", { key: "U", by: t("label.keys.command.undo") }))).toBeVisible();
    await skip.click();
    await page.keyboard.press("j");
    await expect(change.filter({ hasText: /^J$/ })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.reload();
    await shownItem(page);
    await page.locator("#label-item").click();
    await page.keyboard.press("j");
    await expect(page.getByRole("group", { name: t("label.skip.title") })).toBeVisible();
  });

  test("by touch on a phone: choose, rank, send, take back", async ({ t, browser, newcomer, demo, locale }) => {
    const [owner, author, worker] = [await newcomer(), await newcomer(), await newcomer()];
    const questions = [
      ask("q1", "What is it about?", { kind: "single_class", classes }),
      ask("q2", "What matters most?", { kind: "ranking", options: ["time", "place"] }),
    ];
    const { slug } = await makeLabelling({ owner, author, admin: await demo("admin") }, [aSentence()], questions);
    const phone = await browser.newContext({
      ...{ locale, hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } },
      storageState: await worker.context.storageState(),
    });
    const page = await phone.newPage();
    await page.goto(`/projects/${slug}/label`);
    const item = await shownItem(page);
    await page.getByRole("radio", { name: classes[2] }).tap();
    await page.getByRole("button", { name: /^place/ }).tap();
    await page.getByRole("button", { name: /^time/ }).tap();
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, "nothing sticks out").toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: t("label.act.send") }).tap();
    await expect(page.getByText(t("label.empty.nothing_left")).first()).toBeVisible();
    await page.getByRole("button", { name: t("review.undo.action"), exact: true }).tap();
    expect(await shownItem(page)).toBe(item);
    await expect(page.getByRole("radio", { name: classes[2] })).toBeChecked();
    await page.getByRole("button", { name: t("label.act.send") }).tap();
    expect([...(await answersOf(owner, slug, 1)).values()]).toEqual([{ q1: 2, q2: [1, 0] }]);
    await phone.close();
  });

  test("an owner writes questions, is told what is wrong, tries them and opens labelling", async ({
    t,
    newcomer,
    demo,
  }) => {
    const owner = await newcomer();
    const { slug } = await makeProject(owner, await demo("admin"));
    const page = await owner.open(`/projects/${slug}/settings`);
    await page.getByRole("link", { name: t("project.settings.toLabelling") }).click();
    const save = page.getByRole("button", { name: t("project.form.save"), exact: true });
    await save.click();
    await expect(page.getByText(t("error.field.required")).first()).toBeVisible();
    await page
      .getByRole("textbox", { name: t("task.question.text"), exact: true })
      .first()
      .fill("What is it about?");
    await page.getByRole("textbox", { name: t("task.question.names.single_class") }).fill(classes.join("\n"));
    await page.getByRole("button", { name: t("task.question.add") }).click();
    await page
      .getByRole("textbox", { name: t("task.question.text"), exact: true })
      .nth(1)
      .fill("Why?");
    await page
      .getByRole("combobox", { name: t("task.question.form") })
      .nth(1)
      .selectOption("free_text");
    await page.getByRole("combobox", { name: t("task.question.when") }).selectOption("q1");
    await page.getByRole("checkbox", { name: "Complaint" }).check();
    await expectAccessible(page);
    await page.getByRole("tab", { name: t("task.tab.preview") }).click();
    await page.getByRole("radio", { name: "Complaint" }).check();
    await expect(page.getByRole("textbox", { name: t("label.text.answer") })).toBeVisible();
    await save.click();
    await page.getByRole("button", { name: t("task.state.openMove") }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("task.state.openMove") })
      .click();
    await expect(page.getByText(t("task.state.openNow"))).toBeVisible();
    const task = await owner.api.task.read({ slug });
    expect(task?.questions.map(({ form, when }) => [form.kind, when])).toEqual([
      ["single_class", undefined],
      ["free_text", { question: "q1", is: [1] }],
    ]);
    const project = await owner.open(`/projects/${slug}`);
    await expect(project.getByRole("link", { name: t("project.act.labelItems"), exact: true })).toBeVisible();
  });

  test("boxes are put on a picture, moved and classed by keyboard, and drawn by mouse, in an owner's preview", async ({
    t,
    newcomer,
    demo,
  }) => {
    const owner = await newcomer();
    const { slug } = await makeProject(owner, await demo("admin"), { modality: "image" });
    await owner.api.task.save({
      slug,
      questions: [ask("q1", "Draw", { kind: "boxes", classes: ["house", "sun"], polygons: true })],
      ...{ answersWanted: 1, answersMost: 1, answerPrice: 0 },
    });
    const page = await owner.open(`/projects/${slug}/labelling`);
    await page.getByRole("tab", { name: t("task.tab.preview") }).click();
    const shapes = page.getByRole("region", { name: t("label.boxes.shapes") });
    await page.getByRole("button", { name: t("label.boxes.add") }).press("Enter");
    const house = shapes.getByRole("button", { name: /^house/ });
    await expect(house).toHaveText(/240, 150 · 160 × 100/);
    await house.press("ArrowRight");
    await house.press("Shift+ArrowDown");
    await expect(house).toHaveText(/246, 150 · 160 × 106/);
    await page.getByRole("radio", { name: "sun" }).check();
    await expect(shapes.getByRole("button", { name: /^sun/ })).toBeVisible();
    const picture = page.getByRole("img", { name: t("label.boxes.picture") });
    const place = await picture.boundingBox();
    if (!place) throw new Error("the picture has no place");
    // The first press beside a shape that is held lets it go.
    await page.mouse.click(place.x + 5, place.y + 5);
    await page.mouse.move(place.x + 10, place.y + 10);
    await page.mouse.down();
    await page.mouse.move(place.x + 60, place.y + 50, { steps: 5 });
    await page.mouse.up();
    await expect(shapes.getByRole("listitem")).toHaveCount(2);
    await expectAccessible(page);
    await shapes.getByRole("button", { name: t("label.boxes.remove", { name: "sun", number: 2 }) }).click();
    await expect(shapes.getByRole("listitem")).toHaveCount(1);
  });
});
