import { describe, expect, it } from "vitest";
import { measureAlpha } from "#lib/consensus/alpha";
import { compareMarks, measureByUnit, measureOverlap } from "#lib/consensus/alpha-mark";
import { measureSpanAlpha, measureUnitising } from "#lib/consensus/alpha-span";
import { arrangeAnswers } from "#lib/consensus/answers";
import type { Region } from "#lib/consensus/region";
import type { Span } from "#lib/consensus/span";
import fc from "#tests/support/property";

const region = (left: number, right: number, kind = "cat"): Region => ({ left, top: 0, right, bottom: 1, kind });
const span = (start: number, end: number, kind = "place"): Span => ({ start, end, kind });

describe("overlap of marks", () => {
  it("is what two people's marks cover both, of what they cover, and nothing for those that only one has", () => {
    expect(compareMarks([region(0, 10)], [region(0, 10)])).toBe(1);
    expect(compareMarks([region(0, 10)], [region(0, 8)])).toBeCloseTo(0.8, 12);
    expect(compareMarks([region(0, 10), region(20, 30)], [region(0, 8)])).toBeCloseTo(0.4, 12);
    expect(compareMarks([region(0, 10)], [region(0, 10, "dog")])).toBe(0);
    expect(compareMarks([], [])).toBe(1);
    expect(compareMarks([], [region(0, 1)])).toBe(0);
  });

  it("has a value and an interval over items, less what marks of other items would give", () => {
    const items = Array.from({ length: 12 }, (_, at) => [
      [region(at * 10, at * 10 + 10)],
      [region(at * 10 + (at % 3), at * 10 + 10)],
    ]);
    const { share, alpha } = measureOverlap(items);
    expect(share).toMatchObject({ defined: true, items: 12, interval: { defined: true } });
    expect(share.defined && share.value).toBeCloseTo((4 * (1 + 0.9 + 0.8)) / 12, 12);
    // Nothing of one item covers anything of another: chance is nothing.
    expect(alpha.defined && alpha.value).toBeCloseTo(0.9, 12);
  });

  it("says why there is no value, and is never NaN", () => {
    expect(measureOverlap([[[region(0, 1)]]]).alpha).toEqual({ defined: false, reason: "no-overlap", items: 0 });
    expect(measureOverlap([[[region(0, 1)], [region(0, 1)]]]).alpha).toEqual({
      defined: false,
      reason: "one-item",
      items: 1,
    });
    const nothing = Array.from({ length: 6 }, () => [[], []]);
    expect(measureOverlap(nothing).alpha).toMatchObject({ defined: false, reason: "one-label" });
    expect(measureOverlap(nothing).share).toMatchObject({
      value: 1,
      interval: { defined: false, reason: "no-variation" },
    });
    const items = fc.array(
      fc.array(
        fc.array(
          fc.tuple(fc.nat(20), fc.nat(5)).map(([at, wide]) => region(at, at + wide)),
          { maxLength: 3 },
        ),
        { maxLength: 3 },
      ),
      { maxLength: 7 },
    );
    fc.assert(
      fc.property(items, (some) => {
        for (const found of Object.values(measureOverlap(some)))
          if (found.defined) expect(Number.isFinite(found.value)).toBe(true);
      }),
    );
  });
});

describe("alpha unit by unit", () => {
  const marks = fc.array(
    fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 4 })).map(([from, wide]) => span(from, Math.min(10, from + wide))),
    { maxLength: 2 },
  );

  it("is Krippendorff's alpha of every unit by itself, marked or not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(marks, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        (texts) => {
          const found = measureByUnit(texts.map((own) => ({ length: 10, marks: own })));
          const rows = texts.flatMap((own, text) =>
            Array.from({ length: 10 }, (_, unit) =>
              own.map((spans, worker) => ({
                item: text * 10 + unit,
                worker,
                label: spans.some(({ start, end }) => start <= unit && end > unit) ? 1 : 0,
              })),
            ).flat(),
          );
          const answers = arrangeAnswers({
            ...{ items: texts.length * 10, workers: 4, classes: 2 },
            item: rows.map(({ item }) => item),
            worker: rows.map(({ worker }) => worker),
            label: rows.map(({ label }) => label),
          });
          const each = measureAlpha(answers);
          expect(found.defined).toBe(each.defined);
          if (found.defined && each.defined) expect(found.value).toBeCloseTo(each.value, 9);
        },
      ),
    );
  });

  it("counts kinds apart and does not mind marks over the end", () => {
    const item = {
      length: 10,
      marks: [
        [span(0, 5), span(0, 99, "name")],
        [span(0, 5), span(3, 10, "name")],
      ],
    };
    const found = measureByUnit([item, item, item, item, item, { length: 4, marks: [[], [span(0, 1)]] }]);
    expect(found).toMatchObject({ defined: true, items: 6, interval: { defined: true } });
    expect(measureByUnit([{ length: 3, marks: [[], []] }])).toMatchObject({ defined: false, reason: "one-label" });
    expect(measureByUnit([])).toMatchObject({ defined: false, reason: "no-overlap" });
  });
});

describe("alpha of whole spans over many items", () => {
  const marks = fc.array(
    fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 9 })).map(([from, wide]) => span(from, from + wide)),
    { maxLength: 1 },
  );

  it("is that of its one text, and of as many copies of it", () => {
    fc.assert(
      fc.property(fc.array(marks, { minLength: 2, maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (own, copies) => {
        const spans = own.flatMap((list, worker) =>
          list.map(({ start, end, kind }) => ({ worker, offset: start, length: end - start, kind })),
        );
        const { all } = measureSpanAlpha(own.length, { begin: 0, length: 30 }, spans);
        const found = measureUnitising(Array.from({ length: copies }, () => ({ length: 30, marks: own })));
        expect(found.defined).toBe(all.defined);
        if (found.defined && all.defined) expect(found.value).toBeCloseTo(all.value, 9);
      }),
    );
  });

  it("counts a text by its length, takes spans that overlap for one, and ends with its text", () => {
    const apart = [[span(0, 5)], [span(2, 5)]];
    const alike = [[span(0, 5)], [span(0, 5)]];
    const of = (long: typeof apart, short: typeof apart) => {
      const items = Array.from({ length: 6 }, (_, at) =>
        at % 2 ? { length: 40, marks: long } : { length: 10, marks: short },
      );
      const found = measureUnitising(items);
      if (!found.defined || !found.interval.defined) throw new Error("no alpha with an interval");
      expect(found.interval.low).toBeLessThan(found.value);
      return found.observed;
    };
    expect(1 - of(alike, apart)).toBeCloseTo((4 / 100) * (10 / 50), 9);
    expect(measureUnitising([{ length: 9, marks: [[span(0, 4), span(3, 99)], [span(0, 9)]] }])).toMatchObject({
      observed: 1,
    });
    expect(measureUnitising([{ length: 9, marks: [[], []] }])).toMatchObject({ defined: false, reason: "one-label" });
    expect(measureUnitising([{ length: 9, marks: [[span(0, 4)]] }])).toMatchObject({ reason: "no-overlap", items: 0 });
  });
});
