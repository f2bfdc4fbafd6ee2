import { describe, expect, it } from "vitest";
import { type Question, questionsSchema } from "#lib/domain/question";
import {
  faultsOf,
  firstOpen,
  givenAnswer,
  isInstant,
  nothing,
  pressOption,
  questionAfter,
} from "../../components/label/answering";

const classes = ["cat", "dog", "bird"];
const ask = (form: object, more: object = {}, id = "q1") => ({ id, text: id, form, ...more });
const list = (...questions: object[]): Question[] => questionsSchema.parse(questions);
const one = (form: object): Question => list(ask(form))[0] as Question;
const animals = list(
  ask({ kind: "single_class", classes }),
  ask({ kind: "free_text" }, { when: { question: "q1", is: [1] } }, "q2"),
  ask({ kind: "rating", points: ["bad", "good"] }, { isRequired: false }, "q3"),
);

describe("answering on the desk", () => {
  it("sends neither blank texts nor answers to what is not asked any more", () => {
    expect(givenAnswer(animals, { q1: 0, q2: "a dog", q3: 1 })).toEqual({ q1: 0, q3: 1 });
    expect(givenAnswer(animals, { q1: 1, q2: "" })).toEqual({ q1: 1 });
  });

  it("says what is missing, question by question, and nothing of what may be left out", () => {
    expect(faultsOf(animals, {})).toEqual({ q1: "required" });
    expect(faultsOf(animals, { q1: 1 })).toEqual({ q2: "required" });
    expect(faultsOf(animals, { q1: 1, q2: "Rex" })).toEqual({});
  });

  it("leads from question to question, past those that are answered or not asked", () => {
    expect(firstOpen(animals, {})).toBe("q1");
    expect(questionAfter(animals, { q1: 0 }, "q1")).toBe("q3");
    expect(questionAfter(animals, { q1: 1 }, "q1")).toBe("q2");
    expect(questionAfter(animals, { q1: 1, q2: "Rex", q3: 0 }, "q3")).toBe("q3");
  });

  it("lets one key answer an item only where a single choice is all there is", () => {
    expect(isInstant(list(ask({ kind: "single_class", classes })))).toBe(true);
    expect(isInstant(list(ask({ kind: "pairwise" })))).toBe(true);
    expect(isInstant(list(ask({ kind: "multi_label", classes })))).toBe(false);
    expect(isInstant(animals)).toBe(false);
  });

  it.each([
    [{ kind: "single_class", classes }, 0, 2, 2],
    [{ kind: "single_class", classes }, 0, 3, undefined],
    [{ kind: "multi_label", classes }, [2], 0, [0, 2]],
    [{ kind: "multi_label", classes }, [0, 2], 2, [0]],
    [{ kind: "ranking", options: classes }, [2], 0, [2, 0]],
    [{ kind: "ranking", options: classes }, [2, 0], 2, [0]],
    [{ kind: "pairwise", tie: false }, undefined, 2, undefined],
    [{ kind: "spans", classes }, undefined, 0, undefined],
  ])("makes of %j with %j, at option %i: %j", (form, value, option, after) => {
    expect(pressOption(one(form), value, option)).toEqual(after);
  });

  it("knows which questions can be answered with nothing", () => {
    expect(nothing(one({ kind: "multi_label", classes }))).toEqual([]);
    expect(nothing(one({ kind: "multi_label", classes, least: 1 }))).toBeUndefined();
    expect(nothing(one({ kind: "spans", classes }))).toEqual({ spans: [], relations: [] });
    expect(nothing(one({ kind: "single_class", classes }))).toBeUndefined();
  });
});
