import { describe, expect, it } from "vitest";
import { type AnswerRows, arrangeAnswers } from "#lib/consensus/answers";
import { DAWID_SKENE, fitDawidSkene, judge } from "#lib/consensus/dawid-skene";
import { countLabels, NO_LABEL, pickLargest, voteMajority } from "#lib/consensus/majority";
import fc from "#tests/support/property";

/** [item, worker, label] rows of up to 6 items, 5 workers and 3 labels. */
const table = fc.array(fc.tuple(fc.nat(5), fc.nat(4), fc.nat(2)), { maxLength: 40 });
const rowsOf = (rows: readonly (readonly [number, number, number])[]): AnswerRows => ({
  items: 6,
  workers: 5,
  classes: 3,
  item: rows.map(([item]) => item),
  worker: rows.map(([, worker]) => worker),
  label: rows.map(([, , label]) => label),
});
const onePerPair = (rows: readonly [number, number, number][]) => [
  ...new Map(rows.map((row) => [`${row[0]} ${row[1]}`, row])).values(),
];

describe("answers", () => {
  it("keep the first of a worker's answers to an item and report the others", () => {
    const answers = arrangeAnswers(
      rowsOf([
        [1, 2, 0],
        [0, 1, 1],
        [1, 2, 2],
        [1, 0, 1],
        [1, 2, 0],
      ]),
    );
    expect([...answers.row]).toEqual([1, 3, 0]);
    expect([...answers.repeats]).toEqual([2, 4]);
    expect([...answers.start]).toEqual([0, 1, 3, 3, 3, 3, 3]);
  });

  it("are refused with their row when an index is out of range", () => {
    expect(() => arrangeAnswers(rowsOf([[0, 0, 3]]))).toThrow("row 0: label 3 is not a whole number from 0 to below 3");
    expect(() => arrangeAnswers({ ...rowsOf([[0, 0, 0]]), worker: [] })).toThrow("columns differ in length");
  });
});

describe("majority", () => {
  it("finds no label in a tie nor where nobody answered", () => {
    const answers = arrangeAnswers(
      rowsOf([
        [0, 0, 1],
        [0, 1, 1],
        [0, 2, 2],
        [1, 0, 0],
        [1, 1, 2],
      ]),
    );
    expect([...voteMajority(answers)].slice(0, 3)).toEqual([1, NO_LABEL, NO_LABEL]);
    expect([...countLabels(answers)].slice(0, 6)).toEqual([0, 2, 1, 1, 0, 1]);
  });
});

describe("Dawid-Skene", () => {
  it("gives each item shares that add up to 1, and the same bits whatever order the answers came in", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const unique = onePerPair(rows);
        const { posterior, rounds } = fitDawidSkene(arrangeAnswers(rowsOf(unique)));
        expect(rounds).toBeLessThanOrEqual(DAWID_SKENE.rounds);
        expect([...posterior].every((share) => share >= 0 && share <= 1)).toBe(true);
        for (let item = 0; item < 6; item += 1)
          expect(posterior.slice(item * 3, item * 3 + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
        expect(fitDawidSkene(arrangeAnswers(rowsOf(unique.toReversed()))).posterior).toEqual(posterior);
      }),
    );
  });

  it("follows the labels when they are renamed", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const renamed = rows.map(([item, worker, label]) => [item, worker, (label + 1) % 3] as const);
        const { posterior } = fitDawidSkene(arrangeAnswers(rowsOf(rows)));
        const other = fitDawidSkene(arrangeAnswers(rowsOf(renamed))).posterior;
        for (let item = 0; item < 6; item += 1)
          for (let label = 0; label < 3; label += 1)
            expect(other[item * 3 + ((label + 1) % 3)]).toBeCloseTo(posterior[item * 3 + label] as number, 9);
      }),
    );
  });

  it("keeps gold as it is, and trusts those who know it over a majority that does not", () => {
    // Item 5 has no gold: workers 0 and 1, right on gold, say 0; workers 2, 3 and 4, wrong on gold, say 1.
    const rows = [0, 1, 2, 3, 4, 5].flatMap((item) =>
      [0, 1, 2, 3, 4].map((worker) => [item, worker, worker < 2 ? 0 : 1] as [number, number, number]),
    );
    const answers = arrangeAnswers(rowsOf(rows));
    const { posterior } = fitDawidSkene(answers, [0, 0, 0, 0, 0, NO_LABEL]);
    expect([...posterior.slice(0, 3)]).toEqual([1, 0, 0]);
    expect(pickLargest(posterior, 3)[5]).toBe(0);
    expect(voteMajority(answers)[5]).toBe(1);
  });

  it("judges one item by the present model: an answer that the worker mostly gives when it is true raises it", () => {
    const shares = Float64Array.of(0.5, 0.5);
    const model = { classes: 2, shares, confusion: Float64Array.of(0.75, 0.25, 0.25, 0.75) };
    const row = new Float64Array(2);
    judge(model, [0, 0], [0, 0], 0, 1, row);
    expect([...row]).toEqual([0.75, 0.25]);
    judge(model, [0, 0], [0, 0], 0, 2, row);
    expect(row[0]).toBeCloseTo(0.9, 12);
  });

  it("does not come to nothing after thousands of answers", () => {
    const model = { classes: 2, shares: Float64Array.of(0.5, 0.5), confusion: Float64Array.of(0.1, 0.9, 0.1, 0.9) };
    const row = new Float64Array(2);
    judge(model, new Int32Array(5000), new Int32Array(5000), 0, 5000, row);
    expect([...row]).toEqual([0.5, 0.5]);
  });
});
