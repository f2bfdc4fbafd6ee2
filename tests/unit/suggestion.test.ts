import { describe, expect, it } from "vitest";
import { confidenceOf, HELP_SHARE, isHelped, suggestionLeaf } from "#lib/domain/model-help";
import { type Question, questionsSchema } from "#lib/domain/question";
import { answerOfRow, readSuggestions } from "#lib/domain/suggestion-table";
import { toHex } from "#lib/ledger/hex";

const questions: Question[] = questionsSchema.parse([
  { id: "q1", text: "Which animal?", form: { kind: "single_class", classes: ["cat", "dog"] } },
  { id: "q2", text: "In words", form: { kind: "free_text" } },
  { id: "q3", text: "Where?", isRequired: false, form: { kind: "spans", classes: ["name"] } },
]);

describe("a file of suggestions", () => {
  it("is read as CSV with the line each row begins at, whatever cells hold", () => {
    const text = 'content,Which animal?,q2,confidence\r\n"a, ""b""\nc",dog,hello,0.5\r\n\r\nsecond,cat,,\r\n';
    const { rows, missing } = readSuggestions(text, questions);
    expect(missing).toBeNull();
    expect(rows).toEqual([
      { line: 2, contribution: "", content: 'a, "b"\nc', confidence: "0.5", answer: { q1: "dog", q2: "hello" } },
      { line: 5, contribution: "", content: "second", confidence: null, answer: { q1: "cat" } },
    ]);
  });

  it("is read as JSONL, and a line that is no such object is told of", () => {
    const lines = ['{"item":"x","answer":{"q1":1},"confidence":0.25}', "{broken", '{"id":"y"}'];
    const { rows, faults } = readSuggestions(lines.join("\n"), questions);
    expect(rows).toEqual([{ line: 1, contribution: "x", content: "", confidence: 0.25, answer: { q1: 1 } }]);
    expect(faults.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "unreadable"],
      [3, "unreadable"],
    ]);
  });

  it("says which column it lacks", () => {
    expect(readSuggestions("q1\ncat", questions).missing).toBe("item");
    expect(readSuggestions("content\ncat", questions).missing).toBe("question");
  });

  it("may name options, and hold marks as JSON; texts stay what they are", () => {
    const marks = '{"spans":[],"relations":[]}';
    expect(answerOfRow(questions, { q1: "DOG", q2: "cat", q3: marks })).toEqual({
      q1: 1,
      q2: "cat",
      q3: { spans: [], relations: [] },
    });
    expect(answerOfRow(questions, { q1: "bird" })).toEqual({ q1: -1 });
  });
});

it("takes a confidence from 0 to 1 and nothing else", () => {
  expect([0, "0.93215", 1, null, "", 1.2, "high", Number.NaN].map(confidenceOf)).toEqual([
    ...[0, 9_322, 10_000, null, null],
    ...[undefined, undefined, undefined],
  ]);
});

it("draws half of people and items, each always the same, and another half under another key", () => {
  const ids = Array.from({ length: 2_000 }, (_, at) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`);
  const person = "0198c0de-0000-7000-8000-000000000001";
  const draw = (fill: number) => ids.map((id) => isHelped(new Uint8Array(32).fill(fill), id, person));
  const [one, other] = [draw(1), draw(2)];
  expect(draw(1)).toEqual(one);
  // Five standard deviations around one in two.
  for (const drawn of [one, other]) {
    const share = drawn.filter(Boolean).length / ids.length;
    expect(Math.abs(share - HELP_SHARE.share / 10_000)).toBeLessThan(0.056);
  }
  expect(one).not.toEqual(other);
});

it("commits to a suggestion by the bytes that docs/model-help.md names", () => {
  const suggested = { contribution: "0198c0de-0000-7000-8000-0000000000a3", answer: { q1: 1 }, confidence: 9_300 };
  expect(toHex(suggestionLeaf(new Uint8Array(32).fill(7), suggested))).toBe(
    "c797ace6061eb2a8404bd1ab10a0782eb6c4d3e696424f5b718e817616eb3bcd",
  );
});
