import { describe, expect, it } from "vitest";
import { readRetryAfter } from "#lib/adapters/model-caller";
import { openText, sealText } from "#lib/adapters/secret-box";
import { ASK_TIMING, endpointSchema, endpointSecret, isAskable, waitBeforeRetry } from "#lib/domain/model-endpoint";
import { askedItem } from "#lib/domain/model-item";
import { chatBody, plainBody } from "#lib/domain/model-prompt";
import { readReply, tokensOf } from "#lib/domain/model-reply";
import { questionsSchema } from "#lib/domain/question";

const terms = endpointSchema.parse({ kind: "openai", address: "https://m.example.org/v1", model: "m", version: "1" });
const questions = questionsSchema.parse([
  { id: "q1", text: "Kind?", form: { kind: "single_class", classes: ["Yes", "No"] } },
  { id: "q2", text: "Which?", form: { kind: "pairwise" } },
  { id: "q3", text: "Traits?", form: { kind: "multi_label", classes: ["a", "b", "c"], least: 1 } },
  { id: "q4", text: "How well?", form: { kind: "rating", points: ["1", "2", "3"] } },
  { id: "q5", text: "Order?", form: { kind: "ranking", options: ["x", "y"] } },
  {
    id: "q6",
    text: "Why not?",
    form: { kind: "free_text", chars: 90 },
    when: { question: "q1", is: [1] },
    isRequired: false,
  },
  { id: "q7", text: "Where?", hint: "Only names.", form: { kind: "spans", classes: ["name"] } },
]);
const EVEN = "0198c0de-0000-7000-8000-0000000000a2";
const ODD = "0198c0de-0000-7000-8000-0000000000a3";
const pair = { prompt: "P", chosen: "the better one", rejected: "the worse one", label: "mine" };
const itemOf = (id: string) => askedItem(id, "preference_pair", pair, "en");
const chat = (said: unknown) => JSON.stringify({ choices: [{ message: { content: JSON.stringify(said) } }] });

describe("what a model is told", () => {
  it("tells of two texts neither which one the author chose nor the author's label", () => {
    const [even, odd] = [itemOf(EVEN), itemOf(ODD)];
    expect(even.fields.map(({ text }) => text)).toEqual(["P", "the better one", "the worse one"]);
    expect(odd.fields.map(({ text }) => text)).toEqual(["P", "the worse one", "the better one"]);
    for (const item of [even, odd])
      for (const body of [chatBody(terms, questions, item), plainBody(terms, questions, item)])
        expect(body).not.toMatch(/chosen|rejected|mine/);
  });

  it("names every option, condition and limit of the questions", () => {
    const { messages } = JSON.parse(chatBody({ ...terms, instruction: "Be brief." }, questions, itemOf(EVEN)));
    const said = messages[1].content as string;
    for (const part of [
      "Be brief.\n",
      'q1: Kind?\n   Value: one of "Yes", "No".',
      'Value: one of "first", "second", "neither"',
      'those of "a", "b", "c" that hold, at least 1',
      '"1", "2", "3"; they go from lowest to highest',
      'all of "x", "y", best first',
      'Only if q1 is one of "No". May be left out. Value: a text (answer) of at most 90 characters.',
      'Only names. Value: a list of {"quote": …, "class": …} in the order they stand in the text "second"',
    ])
      expect(said).toContain(part);
  });
});

describe("what a model answered", () => {
  const said = {
    answer: {
      q1: "yes",
      q2: "first",
      q3: ["c", "A"],
      q4: 3,
      q5: ["y", "x"],
      q6: "not asked",
      q7: [{ quote: "worse", class: "name" }],
    },
    confidence: 0.5,
  };

  it("is read by names, and a pair that stood the other way round is turned back", () => {
    const answer = { q1: 0, q2: 0, q3: [2, 0], q4: 2, q5: [1, 0] };
    const q7 = { spans: [{ from: 4, to: 9, label: 0 }], relations: [] };
    expect(readReply("openai", chat(said), questions, itemOf(EVEN))).toEqual({
      answer: { ...answer, q7 },
      confidence: 0.5,
    });
    expect(readReply("openai", chat(said), questions, itemOf(ODD))).toEqual({
      answer: { ...answer, q2: 1, q7 },
      confidence: 0.5,
    });
  });

  it("has codes or names from a program of one's own, turned back alike", () => {
    const plain = JSON.stringify({ answer: { q1: "No", q2: 0, q3: [1], q6: "word for word" } });
    const answer = { q1: 1, q2: 1, q3: [1], q6: "word for word" };
    expect(readReply("http", plain, questions, itemOf(ODD))).toEqual({ answer, confidence: null });
  });

  it("counts tokens as told, and else by its size", () => {
    expect(tokensOf(900, JSON.stringify({ usage: { total_tokens: 7 } }))).toBe(7);
    expect(tokensOf(27, "abc")).toBe(10);
    expect(tokensOf(27, '{"usage":{"total_tokens":-5}}')).toBe(19);
  });
});

describe("an endpoint", () => {
  it.each([
    "ftp://m.example.org",
    "https://user:pass@m.example.org",
    "https://m.example.org/v1?key=abc",
    "https://m.example.org/#a",
    "https://m.example.org\\@evil.example",
    "m.example.org",
  ])("has no address such as %s", (address) => {
    expect(endpointSchema.safeParse({ ...terms, address }).error?.issues[0]?.message).toBe("endpoint_address");
  });

  it("has a key that fits into a header", () => {
    expect(endpointSecret.parse(" sk-abc ")).toBe("sk-abc");
    for (const bad of ["a b", "a\r\nx: y", "鑰匙"]) expect(endpointSecret.safeParse(bad).success).toBe(false);
  });

  it("is asked about texts only", () => {
    expect(isAskable("conversation", questions)).toBe(true);
    expect(isAskable("image_caption", questions)).toBe(false);
    expect(isAskable("text", [{ form: { kind: "boxes", classes: ["a"], polygons: false } }])).toBe(false);
  });

  it("is tried again after longer and longer, as often and as long as stated", () => {
    const waits = [1, 2, 3, 4].map((tries) => waitBeforeRetry(ASK_TIMING, tries, null));
    expect(waits).toEqual([1_000, 2_000, 4_000, undefined]);
    expect(waitBeforeRetry(ASK_TIMING, 1, 90_000)).toBe(90_000);
    expect(waitBeforeRetry(ASK_TIMING, 1, 120_001)).toBeUndefined();
  });

  it("says for how long it is to be left alone: in seconds, or until when", () => {
    const now = Date.UTC(2026, 0, 1);
    expect(readRetryAfter("7", now)).toBe(7_000);
    expect(readRetryAfter(new Date(now + 5_000).toUTCString(), now)).toBe(5_000);
    expect(readRetryAfter(new Date(now - 5_000).toUTCString(), now)).toBe(0);
    expect([readRetryAfter("soon", now), readRetryAfter(null, now)]).toEqual([null, null]);
  });
});

it("a sealed text opens with its secret, in its place, unchanged, and never twice the same", () => {
  const sealed = sealText("secret", "here", "a key 鑰");
  expect(openText("secret", "here", sealed)).toBe("a key 鑰");
  expect(openText("another", "here", sealed)).toBeUndefined();
  expect(openText("secret", "there", sealed)).toBeUndefined();
  for (const at of [0, 15, 30])
    expect(openText("secret", "here", sealed.with(at, (sealed[at] ?? 0) ^ 1))).toBeUndefined();
  expect(openText("secret", "here", sealed.slice(0, 20))).toBeUndefined();
  expect(sealText("secret", "here", "a key 鑰")).not.toEqual(sealed);
});
