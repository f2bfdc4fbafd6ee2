import { describe, expect, it } from "vitest";
import { goldLeaf, goldRoot, hideItem, isRight, knownAnswerSchema, parseCell } from "#lib/domain/gold";
import { readGoldTable } from "#lib/domain/gold-csv";
import { GOLD_SHARE, isGoldFaulty, isGoldTurn, isGoodPerson, isTrusted } from "#lib/domain/gold-share";
import type { Question } from "#lib/domain/question";
import { checkClasses, lateShare } from "#lib/domain/spot-check";
import { toHex } from "#lib/ledger/hex";

const key = new Uint8Array(32).fill(7);
const turnsOf = (person: string, from: number, to: number, trusted = false) =>
  Array.from({ length: to - from }, (_, at) => at + from).filter((turn) => isGoldTurn(key, person, turn, trusted));

describe("whose turn it is for gold", () => {
  it("is five of the first twelve, one in each stretch, then one in ten, of the trusted one in twenty", () => {
    for (let person = 0; person < 50; person += 1) {
      const name = `person ${person}`;
      expect(turnsOf(name, 0, 12)).toHaveLength(5);
      let from = 0;
      for (const length of GOLD_SHARE.first) {
        expect(turnsOf(name, from, from + length)).toHaveLength(1);
        from += length;
      }
      expect(turnsOf(name, 12, 212)).toHaveLength(20);
      expect(turnsOf(name, 12, 212, true)).toHaveLength(10);
    }
  });

  it("is drawn: not the same for everybody, the same for the same key", () => {
    const all = new Set(Array.from({ length: 50 }, (_, person) => turnsOf(`person ${person}`, 0, 42).join()));
    expect(all.size).toBeGreaterThan(45);
    expect(turnsOf("somebody", 0, 42)).toEqual([0, 3, 5, 8, 10, 15, 26, 39]);
  });

  it("trusts after twenty checks and seven days", () => {
    expect(isTrusted({ right: 17, of: 20, days: 7 }, 9_000)).toBe(true);
    expect(isTrusted({ right: 15, of: 20, days: 7 }, 9_000)).toBe(false);
    expect(isTrusted({ right: 17, of: 20, days: 6 }, 9_000)).toBe(false);
    expect(isTrusted({ right: 19, of: 19, days: 9 }, 9_000)).toBe(false);
  });
});

describe("gold at fault", () => {
  it("is what more than half of four or more good people fail", () => {
    expect(isGoldFaulty({ failed: 3, of: 4 })).toBe(true);
    expect(isGoldFaulty({ failed: 2, of: 4 })).toBe(false);
    expect(isGoldFaulty({ failed: 3, of: 3 })).toBe(false);
    expect(isGoodPerson({ right: 4, of: 5 })).toBe(true);
    expect(isGoodPerson({ right: 4, of: 4 })).toBe(false);
    expect(isGoodPerson({ right: 7, of: 9 })).toBe(false);
  });
});

describe("answers settled late", () => {
  it("earn by what gold there is, without the allowance", () => {
    const share = (right: number, of: number) => lateShare({ classes: 2, target: 9_000, gold: { right, of } });
    expect([share(0, 0), share(1, 1), share(2, 2), share(4, 4), share(0, 4)]).toEqual([0, 2_500, 4_165, 6_250, 0]);
  });

  it("counts as few classes as somebody who guesses may hope for", () => {
    expect(checkClasses([{ form: "single_class", options: 4 }])).toBe(4);
    expect(
      checkClasses([
        { form: "multi_label", options: 3 },
        { form: "rating", options: 5 },
      ]),
    ).toBe(5);
    expect(checkClasses([{ form: "ranking", options: 3 }])).toBe(6);
    expect(checkClasses([{ form: "ranking", options: 10 }])).toBe(100);
    expect(checkClasses([{ form: "free_text", options: 0 }])).toBeUndefined();
  });
});

const questions: Question[] = [
  { id: "q1", text: "Which?", isRequired: true, form: { kind: "single_class", classes: ["Cat", "Dog", "3"] } },
  {
    id: "q2",
    text: "All?",
    isRequired: true,
    form: { kind: "multi_label", classes: ["a", "b", "c"], least: 0 },
    when: { question: "q1", is: [1] },
  },
  { id: "q3", text: "Say", isRequired: true, form: { kind: "free_text", purpose: "answer", chars: 100 } },
];

describe("known answers", () => {
  it("are of coded questions only, at least one, and of questions that may not be asked", () => {
    const parse = (answer: unknown) => knownAnswerSchema(questions).safeParse(answer);
    expect(parse({ q1: 1 }).data).toEqual({ q1: 1 });
    expect(parse({ q2: [2, 0] }).data).toEqual({ q2: [0, 2] });
    expect(parse({}).success).toBe(false);
    expect(parse({ q3: "text" }).success).toBe(false);
    expect(parse({ q1: 9 }).success).toBe(false);
  });

  it("are read from cells by name, or by number where no option is called so", () => {
    const [single, many] = questions as [Question, Question];
    expect(["dog", " CAT ", "2", "3", "4", "bird"].map((cell) => parseCell(single, cell))).toEqual([
      1,
      0,
      1,
      2,
      undefined,
      undefined,
    ]);
    expect(["a|c", "", "b", "a|x"].map((cell) => parseCell(many, cell))).toEqual([[0, 2], [], [1], undefined]);
  });

  it("are right only when all that is known was said", () => {
    expect(isRight({ q1: 1, q2: [0, 2] }, { q1: 1, q2: [0, 2], q3: "text" })).toBe(true);
    expect(isRight({ q1: 1, q2: [0, 2] }, { q1: 1 })).toBe(false);
    expect(isRight({ q1: 1 }, { q1: 0 })).toBe(false);
  });

  it("have golden bytes", () => {
    const salt = new Uint8Array(32).fill(1);
    const id = "0198c0de-0000-7000-8000-0000000000a3";
    const leaves = [goldLeaf(salt, id, { q1: 1 }), goldLeaf(salt, id, { q2: [0, 2] })];
    expect([...leaves, goldRoot(leaves), hideItem(salt, id)].map(toHex)).toMatchInlineSnapshot(`
      [
        "2d204cc54526732ac8b927a1ecb865f6e8c25b0e17da2b85603f880c96968b33",
        "5f43c89db094be055bb1110446b1d0e85dd6efc53625973f1087790cdb517d17",
        "89fcbeb08d7c6544f750c68545e0fce809a69ce355bc4b0db14cd7247e77adf3",
        "85fca248e2878056e954368514de1f1ed0c310abb9102db65b716b112c40507b",
      ]
    `);
  });
});

describe("a table of gold", () => {
  it("is read by its header, whatever divides its cells and ends its lines", () => {
    const table = 'content;"Which?";hint\r\n"He said ""no""; twice";Dog;Listen\r\n\r\nSecond\nthird;2;\n';
    expect(readGoldTable(table.replace("Second\nthird", '"Second\nthird"'), questions)).toEqual({
      rows: [
        { contribution: "", content: 'He said "no"; twice', hint: "Listen", cells: { q1: "Dog" } },
        { contribution: "", content: "Second\nthird", hint: "", cells: { q1: "2" } },
      ],
      missing: null,
    });
    expect(readGoldTable("contribution,q2\n0198,a|b", questions).rows).toEqual([
      { contribution: "0198", content: "", hint: "", cells: { q2: "a|b" } },
    ]);
  });

  it("says which column it lacks", () => {
    expect(readGoldTable("q1\n1", questions).missing).toBe("item");
    expect(readGoldTable("content,x\na,1", questions).missing).toBe("question");
  });
});
