import { describe, expect, it } from "vitest";
import { measureAlpha } from "#lib/consensus/alpha";
import { measureSpanAlpha } from "#lib/consensus/alpha-span";
import type { Answers } from "#lib/consensus/answers";
import type { Agreement } from "#lib/consensus/estimate";
import {
  measureBrennan,
  measureCohen,
  measureFleiss,
  measureFleissByLabel,
  measureGwet,
  measurePercent,
} from "#lib/consensus/kappa";
import { squareRoot } from "#lib/consensus/root";
import { agreementCases, answersOf, readCase, spanCases } from "#tests/support/agreement";
import fc from "#tests/support/property";

const value = (agreement: Agreement | undefined) => (agreement?.defined ? agreement.value : undefined);
const chance = (agreement: Agreement) => (agreement.defined ? agreement.expected : undefined);

/** How each coefficient of the vectors is computed here; values are the labels' own numbers where the scale needs them. */
const measures: Record<string, (answers: Answers, values: number[]) => number | undefined> = {
  percent_agreement: (answers) => value(measurePercent(answers)),
  cohen_kappa: (answers) => value(measureCohen(answers, 0, 1)),
  cohen_expected: (answers) => chance(measureCohen(answers, 0, 1)),
  scott_pi: (answers) => value(measureFleiss(answers)),
  fleiss_kappa: (answers) => value(measureFleiss(answers)),
  fleiss_expected: (answers) => chance(measureFleiss(answers)),
  gwet_ac1: (answers) => value(measureGwet(answers)),
  gwet_ac2_quadratic: (answers) => value(measureGwet(answers, { scale: "interval" })),
  brennan_prediger: (answers) => value(measureBrennan(answers)),
  bennett_s: (answers) => value(measureBrennan(answers)),
  randolph_kappa: (answers) => value(measureBrennan(answers)),
  krippendorff_alpha_nominal: (answers) => value(measureAlpha(answers)),
  krippendorff_alpha_ordinal: (answers, values) => value(measureAlpha(answers, { scale: "ordinal", values })),
  krippendorff_alpha_interval: (answers, values) => value(measureAlpha(answers, { scale: "interval", values })),
  krippendorff_alpha_ratio: (answers, values) => value(measureAlpha(answers, { scale: "ratio", values })),
};

describe("coefficients of published tables", () => {
  const rows = agreementCases.flatMap((one) => one.expected.map((each) => ({ one, ...each, id: one.id })));

  it("are fifty-five in fifteen tables", () => {
    expect([agreementCases.length, rows.length]).toEqual([15, 55]);
  });

  it.each(rows)("$id: $coefficient is $value", ({ one, coefficient, value: published, tolerance, recomputed }) => {
    const [name, category] = coefficient.split(":") as [string, string | undefined];
    const answers = readCase(one);
    const measured =
      category === undefined
        ? measures[name]?.(answers, one.categories.map(Number))
        : value(measureFleissByLabel(answers)[one.categories.map(String).indexOf(category)]);
    expect(Math.abs((measured as number) - published)).toBeLessThanOrEqual(tolerance);
    if (recomputed !== undefined) expect(measured).toBeCloseTo(recomputed, 9);
  });

  it("take distances of one's own: dialogue acts where a check is half a request", () => {
    const answers = readCase(agreementCases.find(({ id }) => id === "artstein_poesio2008_ex2") as never);
    const distances = Float64Array.of(0, 1, 0.5, 1, 0, 0.5, 0.5, 0.5, 0);
    expect(value(measureAlpha(answers, { distances }))).toBeCloseTo(0.8156, 4);
    expect(value(measureCohen(answers, 0, 1, { distances }))).toBeCloseTo(0.8163, 4);
  });

  it.each(spanCases)("on spans come out as published, for all kinds and each", ({ continuum, spans, expected }) => {
    const { all, kinds } = measureSpanAlpha(2, continuum, spans);
    for (const { coefficient, value: published, tolerance } of expected) {
      const kind = coefficient.split(":")[1];
      const measured = kind === undefined ? all : kinds[kind];
      expect(Math.abs((measured as { value: number }).value - published)).toBeLessThanOrEqual(tolerance);
    }
  });
});

describe("intervals", () => {
  // Standard errors as irrCAC prints them for the same tables, found there by linearisation.
  const abstractors = () => readCase(agreementCases.find(({ id }) => id === "gwet_abstractors_3x3") as never);
  const psychiatrists = () => readCase(agreementCases.find(({ id }) => id === "gwet_distrib_6raters") as never);
  it.each([
    ["Cohen", measureCohen(abstractors(), 0, 1), 0.0589],
    ["Scott", measureFleiss(abstractors()), 0.0591],
    ["Gwet", measureGwet(abstractors()), 0.0432],
    ["Brennan", measureBrennan(abstractors()), 0.0469],
    ["percent", measurePercent(abstractors()), 0.0313],
    ["alpha", measureAlpha(abstractors()), 0.0591],
    ["Gwet of six", measureGwet(psychiatrists()), 0.0842],
    ["Fleiss of six", measureFleiss(psychiatrists()), 0.0812],
    ["Brennan of six", measureBrennan(psychiatrists()), 0.0831],
    ["alpha of six", measureAlpha(psychiatrists()), 0.0824],
  ])("of %s are as wide as those of another method", (_, measured, error) => {
    if (!measured.defined || !measured.interval.defined) throw new Error("there is an interval");
    expect(Math.abs(measured.interval.error / error - 1)).toBeLessThan(0.1);
    expect(measured.interval.low).toBeLessThan(measured.value);
    expect(measured.interval.high).toBeGreaterThan(measured.value);
  });

  it("of many items come from groups left out, about as wide as they should be", () => {
    // The standard error of a share of one half in 4,000 items is .0079.
    const rows = Array.from({ length: 4000 }, (_, at) => [0, (at * 7919) % 13 < 6 ? 0 : 1]);
    const measured = measurePercent(answersOf(rows, [0, 1]));
    if (!measured.defined || !measured.interval.defined) throw new Error("there is an interval");
    expect(measured.interval.error).toBeGreaterThan(0.004);
    expect(measured.interval.error).toBeLessThan(0.012);
  });
});

describe("what cannot be told", () => {
  const same = answersOf(
    Array.from({ length: 10 }, () => [0, 0]),
    [0, 1],
  );
  const apart = answersOf(
    [
      [0, null],
      [null, 1],
    ],
    [0, 1],
  );
  const all = (answers: Answers) => [
    measureCohen(answers, 0, 1),
    measureFleiss(answers),
    measureAlpha(answers),
    measureAlpha(answers, { scale: "ordinal" }),
  ];

  it("says that all answers are one label, and calls Gwet's and Brennan's coefficient 1 there", () => {
    for (const each of all(same)) expect(each).toEqual({ defined: false, reason: "one-label", items: 10 });
    const [gwet, brennan, percent] = [measureGwet(same), measureBrennan(same), measurePercent(same)];
    for (const each of [gwet, brennan, percent])
      expect(each).toMatchObject({ value: 1, interval: { defined: false, reason: "no-variation" } });
  });

  it("says that no item has two answers, also where there is no answer at all", () => {
    for (const each of [
      ...all(apart),
      measureGwet(apart),
      measurePercent(apart),
      measureFleiss(answersOf([[]], [0, 1])),
    ])
      expect(each).toEqual({ defined: false, reason: "no-overlap", items: 0 });
  });

  it("says that a ratio needs values from 0 up, and that few items carry no interval", () => {
    const rows = [...Array(9).fill([0, 0]), [1, 0]];
    expect(measureAlpha(answersOf(rows, [0, 1]), { scale: "ratio", values: [-1, 1] })).toMatchObject({
      reason: "no-ratio-scale",
    });
    expect(measureAlpha(answersOf(rows, [0, 1]))).toMatchObject({ interval: { reason: "rests-on-few-items" } });
    expect(measureAlpha(answersOf(rows.slice(-4), [0, 1]))).toMatchObject({ interval: { reason: "too-few-items" } });
  });

  it("says so of spans: one worker alone, or nobody marked anything", () => {
    expect(measureSpanAlpha(1, { begin: 0, length: 9 }, []).all).toEqual({ defined: false, reason: "no-overlap" });
    expect(measureSpanAlpha(2, { begin: 0, length: 9 }, []).all).toEqual({ defined: false, reason: "one-label" });
    const kind = "place";
    const overlapping = [3, 4].map((offset) => ({ worker: 0, offset, length: 3, kind }));
    expect(() => measureSpanAlpha(2, { begin: 0, length: 9 }, overlapping)).toThrow("the span at 4 overlaps");
  });
});

describe("any table", () => {
  const cell = fc.option(fc.nat(2), { nil: null, freq: 4 });
  const table = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 12 });
  const labels = [0, 1, 2];
  const values = (rows: readonly (readonly (number | null)[])[]) => {
    const answers = answersOf(rows, labels);
    return [
      measurePercent(answers),
      measureFleiss(answers),
      measureGwet(answers, { scale: "linear" }),
      measureBrennan(answers),
      measureAlpha(answers),
    ];
  };

  it("has numbers from -1 to 1 or a reason, never NaN", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const answers = answersOf(rows, labels);
        const measured = [...values(rows), measureCohen(answers, 0, 1), ...measureFleissByLabel(answers)];
        const numbers = measured.flatMap((each) =>
          each.defined
            ? [each.value, each.observed, each.expected, ...(each.interval.defined ? Object.values(each.interval) : [])]
            : [],
        );
        for (const number of numbers) expect(Number(number)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it("has the same agreement whoever the workers are and whatever the labels are called", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const swapped = rows.map(([a, b, c, d]) => [d, c, b, a]);
        const renamed = rows.map((row) => row.map((each) => (each === null ? null : (each + 1) % 3)));
        expect(values(swapped)).toEqual(values(rows));
        for (const measure of [measurePercent, measureFleiss, measureGwet, measureBrennan, measureAlpha]) {
          const [one, other] = [rows, renamed].map((each) => value(measure(answersOf(each, labels))));
          if (one === undefined) expect(other).toBeUndefined();
          else expect(other).toBeCloseTo(one, 9);
        }
      }),
    );
  });
});

describe("the square root", () => {
  it("is that of the engine to the last place or the one before", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (number) => {
        expect(Math.abs(squareRoot(number) / Math.sqrt(number) - 1)).toBeLessThan(4e-16);
      }),
    );
    expect([squareRoot(0), squareRoot(-1), squareRoot(4), squareRoot(9)]).toEqual([0, 0, 2, 3]);
  });
});
