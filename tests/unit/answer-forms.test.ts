import { describe, expect, it } from "vitest";
import { type AnswerRows, arrangeAnswers } from "#lib/consensus/answers";
import { agreeOnText, FREE_TEXT } from "#lib/consensus/free-text";
import { NO_LABEL } from "#lib/consensus/majority";
import { agreeOnLabels, MULTI_LABEL } from "#lib/consensus/multi-label";
import { compareRanked, RANKING, rankOptions } from "#lib/consensus/ranking";
import { agreeOnRatings, RATING } from "#lib/consensus/rating";
import fc from "#tests/support/property";

/** Rows are items, columns workers, null is no answer. */
function rowsOf(table: readonly (readonly (number | null)[])[], classes: number): AnswerRows {
  const cells = table.flatMap((row, item) =>
    row.flatMap((label, worker) => (label === null ? [] : [{ item, worker, label }])),
  );
  const column = (name: "item" | "worker" | "label") => cells.map((cell) => cell[name]);
  const workers = Math.max(1, ...table.map((row) => row.length));
  return {
    items: table.length,
    workers,
    classes,
    item: column("item"),
    worker: column("worker"),
    label: column("label"),
  };
}
const cell = fc.option(fc.nat(4), { nil: null, freq: 5 });
const table = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 8 });

describe(RATING.rule, () => {
  const rate = (rows: readonly (readonly (number | null)[])[]) => agreeOnRatings(arrangeAnswers(rowsOf(rows, 5)));

  it("is the middle grade; one wild answer moves it no further than the grades of the others", () => {
    const { grade, confidence } = rate([
      [3, 3, 0],
      [1, 2, 4],
      [2, 2, 3],
      [null, null, null],
    ]);
    expect(grade[0]).toBe(3);
    expect(grade[2]).toBe(2);
    expect(grade[3]).toBe(NO_LABEL);
    expect(confidence[2]).toBeCloseTo(1, 12);
  });

  it("is none where the weight is split evenly, and counts the careful for more", () => {
    expect(rate([[1, 2]]).grade[0]).toBe(NO_LABEL);
    // Worker 2 is far off wherever the first two agree, so that two of weight stand against one in the last item.
    const rows = [...Array.from({ length: 20 }, (_, at) => [at % 3, at % 3, 4]), [1, null, 3]];
    const { grade, weight } = rate(rows);
    expect(weight[0]).toBeGreaterThan(weight[2] as number);
    expect(grade[20]).toBe(1);
  });

  it("is the same whoever comes first, and turns round with the scale", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const rated = rate(rows);
        const swapped = rate(rows.map(([a, b, c, d]) => [d, c, b, a]));
        const turned = rate(rows.map((row) => row.map((each) => (each === null ? null : 4 - each))));
        for (let item = 0; item < rows.length; item += 1) {
          const grade = rated.grade[item] as number;
          expect(swapped.grade[item]).toBe(grade);
          expect(turned.grade[item]).toBe(grade === NO_LABEL ? NO_LABEL : 4 - grade);
          expect(Number.isFinite(rated.mean[item])).toBe(true);
        }
      }),
    );
  });
});

describe(MULTI_LABEL.rule, () => {
  const rows = rowsOf(
    Array.from({ length: 4 }, () => [0, 0, 0]),
    2,
  );
  const chosen = [[0, 2], [0], [0, 2], [1], [1], [1, 0], [], [], [2], [0, 1, 2], [0, 1, 2], [0, 1, 2]];

  it("decides each label of an item by itself", () => {
    const { labels, posterior } = agreeOnLabels(arrangeAnswers(rows), 3, chosen);
    expect(labels).toEqual([[0, 2], [1], [], [0, 1, 2]]);
    expect(posterior).toHaveLength(12);
    expect(posterior[1]).toBeLessThan(0.5);
  });

  it("leaves a tie undecided and an item without answers empty", () => {
    const two = {
      ...rowsOf(
        [
          [0, 0],
          [null, null],
        ],
        2,
      ),
    };
    expect(agreeOnLabels(arrangeAnswers(two), 2, [[0], [0, 1]])).toMatchObject({
      labels: [[0], []],
      undecided: [[1], []],
    });
  });

  it("follows the answers in any order and the labels under other names", () => {
    const sets = fc.array(fc.tuple(fc.subarray([0, 1, 2]), fc.subarray([0, 1, 2]), fc.subarray([0, 1, 2])), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(sets, (items) => {
        const flat = items.flat();
        const plain = rowsOf(
          items.map(() => [0, 0, 0]),
          2,
        );
        const { labels } = agreeOnLabels(arrangeAnswers(plain), 3, flat);
        const reversed = {
          ...plain,
          item: [...(plain.item as number[])].reverse(),
          worker: [...(plain.worker as number[])].reverse(),
        };
        expect(agreeOnLabels(arrangeAnswers(reversed), 3, flat.toReversed()).labels).toEqual(labels);
        const renamed = flat.map((set) => set.map((label) => (label + 1) % 3));
        const moved = labels.map((set) => set.map((label) => (label + 1) % 3).sort());
        expect(agreeOnLabels(arrangeAnswers(plain), 3, renamed).labels).toEqual(moved);
      }),
    );
  });
});

describe(RANKING.rule, () => {
  it("orders options by what beats what, and says how many comparisons are against it", () => {
    const people = [
      [[0], [1], [2]],
      [[0], [1], [2]],
      [[1], [0], [2]],
    ];
    const { places, strength, against } = rankOptions(3, people.flatMap(compareRanked));
    expect(places).toEqual([[0], [1], [2]]);
    expect(strength[0]).toBeGreaterThan(strength[1] as number);
    expect(against).toBeCloseTo(1 / 9, 12);
  });

  it("gives the chance of one over the other in the simplest case: won three times of four, held back by one meeting with nobody", () => {
    const pairs = [0, 0, 0, 1].map((better) => ({ better, worse: 1 - better }));
    const { strength } = rankOptions(2, pairs);
    const [one, other] = [strength[0] as number, strength[1] as number];
    expect(one * other).toBeCloseTo(1, 6);
    expect(one / (one + other)).toBeGreaterThan(0.65);
    expect(one / (one + other)).toBeLessThan(0.75);
    // At the maximum, wins are what the strengths expect.
    expect((4 * one) / (one + other) + one / (one + 1)).toBeCloseTo(3.5, 6);
  });

  it("keeps options on one place that nothing tells apart, and options nobody compared in the middle", () => {
    expect(rankOptions(3, []).places).toEqual([[0, 1, 2]]);
    expect(rankOptions(3, [{ better: 2, worse: 0 }]).places).toEqual([[2], [1], [0]]);
    expect(rankOptions(2, compareRanked([[0, 1]])).places).toEqual([[0, 1]]);
    expect(() => rankOptions(2, [{ better: 1, worse: 1 }])).toThrow("options 1 and 1 cannot be compared");
  });

  it("is the same to the bit in any order of comparisons and under any names", () => {
    const pair = fc.record({ better: fc.nat(3), worse: fc.nat(3), equal: fc.boolean() });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 15 }), (all) => {
        const pairs = all.filter(({ better, worse }) => better !== worse);
        const { strength, places } = rankOptions(4, pairs);
        expect(rankOptions(4, pairs.toReversed()).strength).toEqual(strength);
        const rename = (option: number) => (option + 1) % 4;
        const renamed = rankOptions(
          4,
          pairs.map(({ better, worse, equal }) => ({ better: rename(better), worse: rename(worse), equal })),
        );
        for (let option = 0; option < 4; option += 1) expect(renamed.strength[rename(option)]).toBe(strength[option]);
        expect(renamed.places).toEqual(places.map((place) => place.map(rename).sort()));
      }),
    );
  });
});

describe(FREE_TEXT.rule, () => {
  it("takes the text that is closest to all others", () => {
    expect(agreeOnText(["the cat sat", "the cat sat.", "a dog ran by"])).toMatchObject({ chosen: expect.any(Number) });
    const close = agreeOnText(["the cat sat down", "the cat sat down.", "the cat sits down"]);
    expect(close).toMatchObject({ chosen: 0, adjudicate: false });
    expect(close.closeness).toBeGreaterThan(0.85);
  });

  it("takes the first of those that say the same, spaces and composed letters apart", () => {
    expect(agreeOnText(["caf\u00e9  noir", "cafe\u0301 noir ", "tea"])).toMatchObject({ chosen: 0 });
    expect(agreeOnText(["好", "好"])).toEqual({ chosen: 0, closeness: 1, adjudicate: false });
  });

  it("leaves it to somebody: a tie of two, texts far apart, one text or none", () => {
    expect(agreeOnText(["yes", "no"])).toMatchObject({ chosen: undefined, adjudicate: true });
    expect(agreeOnText(["abcd", "abxy", "mnop"])).toMatchObject({ adjudicate: true });
    expect(agreeOnText(["alone"])).toEqual({ chosen: 0, closeness: 1, adjudicate: true });
    expect(agreeOnText([])).toEqual({ chosen: undefined, closeness: 0, adjudicate: true });
  });

  it("counts characters above U+FFFF as one", () => {
    expect(agreeOnText(["𠮷野家", "吉野家"]).closeness).toBeCloseTo(2 / 3, 12);
  });

  it("says the same in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 5 }), (texts) => {
        const [plain, turned] = [agreeOnText(texts), agreeOnText(texts.toReversed())];
        expect(turned.closeness).toBe(plain.closeness);
        expect(turned.adjudicate).toBe(plain.adjudicate);
        const read = (index: number | undefined, from: readonly string[]) =>
          index === undefined ? undefined : from[index]?.normalize("NFC").trim().replace(/\s+/gu, " ");
        expect(read(turned.chosen, texts.toReversed())).toBe(read(plain.chosen, texts));
      }),
    );
  });
});
