import { describe, expect, it } from "vitest";
import { answerSchema, codedValues } from "#lib/domain/answer";
import { askedQuestions, type Question, questionsSchema } from "#lib/domain/question";

const ask = (id: string, form: object, more: object = {}) => ({ id, text: `Question ${id}`, form, ...more });
const parseQuestions = (list: object[]): Question[] => questionsSchema.parse(list);
const classes = ["cat", "dog", "bird"];

describe("questions", () => {
  it("refuse a repeated id, a condition on a later question, and a class that the earlier question lacks", () => {
    const messages = (list: object[]) =>
      questionsSchema.safeParse(list).error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
    const single = { kind: "single_class", classes };
    expect(messages([ask("q1", single), ask("q1", single)])).toEqual(["1.id repeated"]);
    expect(messages([ask("q1", single, { when: { question: "q2", is: [0] } }), ask("q2", single)])).toEqual([
      "0.when.question not_in_list",
    ]);
    expect(messages([ask("q1", single), ask("q2", single, { when: { question: "q1", is: [3] } })])).toEqual([
      "1.when.is not_in_list",
    ]);
  });

  it("are asked only when their condition holds, and not when what they depend on is not asked", () => {
    const single = { kind: "single_class", classes };
    const list = parseQuestions([
      ask("q1", single),
      ask("q2", single, { when: { question: "q1", is: [1] } }),
      ask("q3", single, { when: { question: "q2", is: [0] } }),
    ]);
    const asked = (answers: object) => askedQuestions(list, answers as never).map(({ id }) => id);
    expect(asked({ q1: 1, q2: 0 })).toEqual(["q1", "q2", "q3"]);
    expect(asked({ q1: 0, q2: 0 })).toEqual(["q1"]);
  });
});

describe("an answer", () => {
  const faults = (questions: object[], answer: unknown) =>
    answerSchema(parseQuestions(questions))
      .safeParse(answer)
      .error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);

  it.each([
    [{ kind: "single_class", classes }, 3, "q1 not_in_list"],
    [{ kind: "single_class", classes }, "1", "q1 wrong_type"],
    [{ kind: "multi_label", classes }, [0, 0], "q1 repeated"],
    [{ kind: "multi_label", classes, least: 1 }, [], "q1 too_few"],
    [{ kind: "rating", points: ["bad", "good"] }, 2, "q1 not_in_list"],
    [{ kind: "pairwise", tie: false }, 2, "q1 not_in_list"],
    [{ kind: "ranking", options: classes }, [0, 1], "q1 too_few"],
    [{ kind: "free_text", chars: 3 }, "four", "q1 too_long"],
    [{ kind: "spans", classes }, { spans: [{ from: 2, to: 2, label: 0 }], relations: [] }, "q1.spans.0.to too_small"],
    [
      { kind: "spans", classes },
      { spans: [{ from: 0, to: 2, label: 0 }], relations: [{ from: 0, to: 0, label: 0 }] },
      "q1.relations too_many",
    ],
    [{ kind: "boxes", classes }, [{ kind: "box", label: 0, x: 0, y: 0, width: 0, height: 1 }], "q1.0.width too_small"],
    [
      { kind: "boxes", classes },
      [
        {
          kind: "polygon",
          label: 0,
          points: [
            [0, 0],
            [1, 0],
            [0, 1],
          ],
        },
      ],
      "q1.0 not_asked",
    ],
    [{ kind: "segments", classes }, [{ fromMs: 0, toMs: 5, label: 0, text: "hi" }], "q1.0.text not_asked"],
  ])("of form %j refuses %j: %s", (form, value, fault) => {
    expect(faults([ask("q1", form)], { q1: value })).toContain(fault);
  });

  it.each([
    [{ kind: "spans", classes }, { spans: [{ from: 0, to: 8, label: 0 }], relations: [] }, "q1.spans.0.to"],
    [{ kind: "boxes", classes }, [{ kind: "box", label: 0, x: 5, y: 0, width: 6, height: 1 }], "q1.0.width"],
    [{ kind: "boxes", classes }, [{ kind: "box", label: 0, x: 0, y: 5, width: 1, height: 1 }], "q1.0.height"],
    [
      { kind: "boxes", classes, polygons: true },
      [{ kind: "polygon", label: 0, points: ["0 0", "11 0", "0 1"].map((point) => point.split(" ").map(Number)) }],
      "q1.0.points.1.0",
    ],
    [{ kind: "segments", classes }, [{ fromMs: 0, toMs: 901, label: 0 }], "q1.0.toMs"],
  ])("of form %j is held to its item: %j ends beyond it at %s", (form, value, place) => {
    const questions = parseQuestions([ask("q1", form)]);
    const room = { chars: 7, width: 10, height: 5, durationMs: 900 };
    const found = answerSchema(questions, room).safeParse({ q1: value }).error?.issues;
    expect(found?.map(({ path, message }) => [path.join("."), message])).toEqual([[place, "past_end"]]);
    expect(answerSchema(questions).safeParse({ q1: value }).success).toBe(true);
    const roomy = { chars: 8, width: 11, height: 6, durationMs: 901 };
    expect(answerSchema(questions, roomy).safeParse({ q1: value }).success).toBe(true);
  });

  it("lacks no required question and holds none that was not asked", () => {
    const single = { kind: "single_class", classes };
    const questions = [ask("q1", single), ask("q2", single, { when: { question: "q1", is: [1] }, isRequired: true })];
    expect(faults(questions, { q1: 1 })).toEqual(["q2 required"]);
    expect(faults(questions, { q1: 0, q2: 1 })).toEqual(["q2 not_asked"]);
    expect(faults(questions, { q1: 0 })).toBeUndefined();
  });

  it("says the same in the same bytes: labels ascend, segments stand in order of time", () => {
    const questions = parseQuestions([
      ask("q1", { kind: "multi_label", classes }),
      ask("q2", { kind: "segments", classes }),
    ]);
    const answer = answerSchema(questions).parse({
      q1: [2, 0],
      q2: [
        { fromMs: 5, toMs: 6, label: 0 },
        { fromMs: 1, toMs: 2, label: 1 },
      ],
    });
    expect(answer.q1).toEqual([0, 2]);
    expect((answer.q2 as { fromMs: number }[]).map(({ fromMs }) => fromMs)).toEqual([1, 5]);
  });

  it("shows the ledger codes only, never what somebody wrote or marked", () => {
    const questions = parseQuestions([
      ask("q1", { kind: "single_class", classes }),
      ask("q2", { kind: "free_text" }),
      ask("q3", { kind: "spans", classes }),
    ]);
    const answer = answerSchema(questions).parse({ q1: 2, q2: "my secret", q3: { spans: [], relations: [] } });
    expect(codedValues(questions, answer)).toEqual({ q1: 2 });
  });
});
