import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type AnswerRows, arrangeAnswers } from "#lib/consensus/answers";
import { DAWID_SKENE, extendModel, type Fit, fitDawidSkene, fitOneCoin, judge } from "#lib/consensus/dawid-skene";
import { countLabels, NO_LABEL, pickLargest, voteMajority } from "#lib/consensus/majority";
import { accuracyOf, majorityAccuracy, readCrowdSet } from "#tests/support/crowd-set";
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

  it("is not captured by a clique of many where a few labels are known", () => {
    // 100 items: seven right in four of five, six of a clique that say the same whatever is true; a label in ten is known.
    const truth = Int32Array.from({ length: 100 }, (_, item) => (item * 7) % 2);
    const rows = [...truth].flatMap((label, item) =>
      Array.from({ length: 13 }, (_, worker) => {
        const honest = (item * 5 + worker * 3) % 5 === 0 ? 1 - label : label;
        return [item, worker, worker < 7 ? honest : Math.floor(item / 2) % 2] as [number, number, number];
      }),
    );
    const columns = (at: 0 | 1 | 2) => rows.map((row) => row[at]);
    const answers = arrangeAnswers({
      items: 100,
      workers: 13,
      classes: 2,
      item: columns(0),
      worker: columns(1),
      label: columns(2),
    });
    const known = truth.map((label, item) => (item % 9 === 0 ? label : NO_LABEL));
    const right = (gold?: Int32Array) => accuracyOf(pickLargest(fitDawidSkene(answers, gold).posterior, 2), truth);
    expect(right()).toBeLessThan(0.6);
    expect(right(known)).toBeGreaterThan(0.9);
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

  it("is right on birds that most people take for others: as good as published, thirteen points above majority", () => {
    const { answers, truth } = readCrowdSet("bluebird", "tests/vectors");
    const accuracy = accuracyOf(pickLargest(fitDawidSkene(answers).posterior, answers.classes), truth);
    expect(accuracy).toBeGreaterThanOrEqual(0.885);
    expect(accuracy).toBeLessThanOrEqual(0.9);
    expect(majorityAccuracy(answers, truth)).toBeCloseTo(0.759, 3);
  });

  it("has the bits it has always had: who replays an entry gets them, too", () => {
    const { answers, truth } = readCrowdSet("bluebird", "tests/vectors");
    const known = truth.map((label, item) => (item % 9 === 0 ? label : NO_LABEL));
    const digest = ({ posterior, model }: Fit) =>
      createHash("sha256")
        .update(new Uint8Array(posterior.buffer))
        .update(new Uint8Array(model.confusion.buffer))
        .digest("hex");
    // Another value is another rule, under a new name.
    expect([fitDawidSkene(answers), fitDawidSkene(answers, known), fitOneCoin(answers)].map(digest)).toEqual([
      "db685a6f5a555ca2951d6f12685a89bec48e31b7420968607301d1a3c2984c4a",
      "015acd29b45a57ace00d6c41aafdbdcf0a87a88727549776019fd56ce6e28db9",
      "12d1293e62cf029a6803b2407b81898c628d8bfae8c2ca5545ca5e92f95dd24a",
    ]);
  });

  it("knows new people by the prior alone: near honest, as if they had answered a few items well", () => {
    const known = { classes: 2, shares: Float64Array.of(0.3, 0.7), confusion: Float64Array.of(0.6, 0.4, 0.2, 0.8) };
    const { shares, confusion } = extendModel(2, 2, known);
    expect([...shares]).toEqual([0.3, 0.7]);
    expect([...confusion.slice(0, 4)]).toEqual([0.6, 0.4, 0.2, 0.8]);
    expect(confusion[4]).toBeCloseTo(4.1 / 4.2, 12);
    expect([...extendModel(4, 0).shares]).toEqual([0.25, 0.25, 0.25, 0.25]);
    // A worker without answers has the same in a fitted model.
    const fitted = fitDawidSkene(arrangeAnswers({ ...rowsOf([[0, 0, 1]]), workers: 2 })).model.confusion;
    expect(fitted.slice(9)).toEqual(extendModel(3, 1).confusion);
  });

  it("does not come to nothing after thousands of answers", () => {
    const model = { classes: 2, shares: Float64Array.of(0.5, 0.5), confusion: Float64Array.of(0.1, 0.9, 0.1, 0.9) };
    const row = new Float64Array(2);
    judge(model, new Int32Array(5000), new Int32Array(5000), 0, 5000, row);
    expect([...row]).toEqual([0.5, 0.5]);
  });
});
