import { describe, expect, it } from "vitest";
import { modalities } from "#lib/domain/content";
import { taskInputSchema } from "#lib/domain/task";
import { formsFor, purposesFor } from "../../components/task/offered-forms";
import {
  checkTask,
  emptyQuestion,
  emptyTask,
  linesOf,
  moveQuestion,
  nextId,
  taskFormOf,
} from "../../components/task/task-form";

const single = { ...emptyQuestion("q1"), text: "What is it?", names: "cat\ndog\tbird\n\n" };
const form = (...questions: ReturnType<typeof emptyQuestion>[]) => ({ ...emptyTask(), questions });

describe("the form of a task", () => {
  it("takes classes that were pasted as lines or as cells of a table, blank ones left out", () => {
    expect(linesOf(single.names)).toEqual(["cat", "dog", "bird"]);
    expect(checkTask(form(single)).input?.questions[0]?.form).toEqual({
      kind: "single_class",
      classes: ["cat", "dog", "bird"],
    });
  });

  it("says each fault where it is to be mended", () => {
    expect(checkTask(form(emptyQuestion("q1"))).faults).toEqual({
      "questions.0.text": "required",
      "questions.0.names": "too_few",
    });
    const terms = { ...form(single), answersWanted: "x", answersMost: "3", confidence: "10", answerPrice: "a lot" };
    expect(checkTask(terms).faults).toEqual({
      answersWanted: "not_integer",
      confidence: "too_small",
      answerPrice: "points_shape",
    });
    expect(checkTask({ ...form(single), answersWanted: "5", answersMost: "3" }).faults).toEqual({
      answersMost: "too_small",
    });
  });

  it("shows a condition that looks ahead after questions were moved, instead of dropping it", () => {
    const second = {
      ...emptyQuestion("q2"),
      text: "Which?",
      kind: "free_text" as const,
      when: { question: "q1", is: [1] },
    };
    expect(checkTask(form(single, second)).faults).toEqual({});
    const moved = moveQuestion([single, second], 1, -1);
    expect(checkTask(form(...moved)).faults).toEqual({ "questions.0.when": "not_in_list" });
    expect(checkTask(form(single, { ...second, when: { question: "q1", is: [] } })).faults).toEqual({
      "questions.1.when": "too_few",
    });
  });

  it("gives a new question an id that none has", () => {
    expect(nextId([{ id: "q1" }, { id: "q4" }])).toBe("q5");
    expect(nextId([])).toBe("q1");
  });

  it("reads back what it wrote, for every form", () => {
    const questions = [
      single,
      { ...emptyQuestion("q2"), text: "Which?", kind: "multi_label" as const, names: "a\nb", least: "1" },
      { ...emptyQuestion("q3"), text: "How good?", kind: "rating" as const, names: "bad\ngood", hint: "Be strict." },
      { ...emptyQuestion("q4"), text: "Which is better?", kind: "pairwise" as const, tie: false },
      { ...emptyQuestion("q5"), text: "In which order?", kind: "ranking" as const, names: "a\nb" },
      { ...emptyQuestion("q6"), text: "Where?", kind: "spans" as const, names: "person", relations: "knows" },
      { ...emptyQuestion("q7"), text: "Mend it.", kind: "free_text" as const, purpose: "correction" as const },
      {
        ...emptyQuestion("q8"),
        text: "Draw.",
        kind: "boxes" as const,
        names: "house",
        polygons: true,
        isRequired: false,
      },
    ];
    const { input, faults } = checkTask(form(...questions));
    expect(faults).toEqual({});
    expect(input && taskInputSchema.parse(input)).toEqual(input);
    expect(input && checkTask(taskFormOf(input)).input).toEqual(input);
  });

  it("offers no form of question that a project's items cannot answer", () => {
    for (const modality of modalities) expect(purposesFor(modality)).toContain("answer");
    expect(formsFor("text")).not.toContain("pairwise");
    expect(formsFor("preference_pair")).toContain("pairwise");
    expect(formsFor("image")).not.toContain("spans");
    expect(formsFor("image")).toContain("boxes");
  });
});
