import { expect, it } from "vitest";
import { measureAlpha } from "#lib/consensus/alpha";
import { measureQuestion } from "#lib/domain/quality-measure";
import { answersOf } from "#tests/support/agreement";

const grades = [
  [0, 0, 1],
  [1, 2, null],
  [2, 2, 2],
  [0, 1, 0],
  [3, 3, 2],
  [1, 1, null],
];

it("grades have Krippendorff's alpha on all four scales, each with its interval; the lowest grade is 1", () => {
  const answers = answersOf(grades, [0, 1, 2, 3]);
  const found = measureQuestion("rating", 4, answers, [])?.list ?? [];
  const alphas = found.filter(({ name }) => name === "alpha");
  expect(alphas.map(({ scale }) => scale)).toEqual(["nominal", "ordinal", "interval", "ratio"]);
  for (const { scale, is } of alphas) expect(is).toEqual(measureAlpha(answers, { scale, values: [1, 2, 3, 4] }));
  expect(alphas.every(({ is }) => is.defined && is.interval.defined)).toBe(true);
  expect(new Set(alphas.map(({ is }) => is.defined && is.value)).size).toBe(4);
});

it("labels that are only the same or not have the nominal one alone", () => {
  const found = measureQuestion("single_class", 4, answersOf(grades, [0, 1, 2, 3]), [])?.list ?? [];
  expect(found.map(({ name, scale }) => `${name} ${scale}`)).toEqual([
    "percent nominal",
    "fleiss nominal",
    "alpha nominal",
    "gwet nominal",
  ]);
});
