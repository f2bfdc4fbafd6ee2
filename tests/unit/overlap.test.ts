import { describe, expect, it } from "vitest";
import { arrangeAnswers } from "#lib/consensus/answers";
import { extendModel, fitDawidSkene } from "#lib/consensus/dawid-skene";
import { forecastOverlap } from "#lib/consensus/forecast";
import { meanInterval, shareInterval } from "#lib/consensus/interval";
import { NO_LABEL, pickLargest } from "#lib/consensus/majority";
import {
  ADAPTIVE_OVERLAP,
  DEFAULT_OVERLAP,
  decideOverlap,
  type OverlapPolicy,
  THOROUGH_OVERLAP,
} from "#lib/consensus/overlap";
import { replayOverlap } from "#lib/consensus/overlap-replay";
import { accuracyOf, readCrowdSet } from "#tests/support/crowd-set";
import fc from "#tests/support/property";
import { makeRandom } from "#tests/support/random";

/** Two labels; workers are right in 60 to 95 of a hundred; each item has answers of so many of them, in an order of its own. */
function makeCrowd({ items, workers, overlap }: { items: number; workers: number; overlap: number }) {
  const random = makeRandom(12);
  const truth = Int32Array.from({ length: items }, () => Math.floor(random() * 2));
  const cells = [...truth].flatMap((label, item) => {
    const first = Math.floor(random() * workers);
    return Array.from({ length: overlap }, (_, turn) => {
      const worker = (first + turn * 7) % workers;
      const right = random() < 0.6 + (0.35 * ((worker * 11) % workers)) / workers;
      return { item, worker, label: right ? label : 1 - label };
    });
  });
  const column = (name: "item" | "worker" | "label") => cells.map((cell) => cell[name]);
  const rows = { items, workers, classes: 2, item: column("item"), worker: column("worker"), label: column("label") };
  return { rows, truth };
}

/** Decides by a model of new people, worker by worker. */
const decide = (labels: readonly number[], policy: OverlapPolicy = DEFAULT_OVERLAP, classes = 2) =>
  decideOverlap(policy, extendModel(classes, labels.length), [...labels.keys()], labels);

describe(ADAPTIVE_OVERLAP.rule, () => {
  it("asks until the least, stops where people agree, asks once more where they do not", () => {
    expect(decide([])).toMatchObject({ act: "ask", label: NO_LABEL });
    expect(decide([1, 1])).toMatchObject({ act: "ask", label: 1 });
    expect(decide([1, 1, 1])).toMatchObject({ act: "stop", label: 1 });
    expect(decide([1, 1, 0])).toMatchObject({ act: "ask", label: 1 });
    expect(decide([1, 1, 0, 1, 1])).toMatchObject({ act: "stop", label: 1 });
  });

  it("asks seven people in a dispute and then leaves it to somebody", () => {
    expect(decide([1, 1, 0, 0])).toMatchObject({ act: "ask", label: NO_LABEL, confidence: 0.5 });
    expect(decide([1, 1, 0, 0, 1])).toMatchObject({ act: "ask" });
    expect(decide([1, 1, 0, 0, 1, 0])).toMatchObject({ act: "ask" });
    expect(decide([1, 1, 0, 0, 1, 0, 1])).toMatchObject({ act: "escalate", label: 1 });
  });

  it("asks nobody after the fifth where most agree but are known to be unsure", () => {
    const unsure = Array.from({ length: 5 }, () => [0.6, 0.4, 0.4, 0.6]).flat();
    const model = { classes: 2, shares: Float64Array.of(0.5, 0.5), confusion: Float64Array.from(unsure) };
    expect(decideOverlap(DEFAULT_OVERLAP, model, [0, 1, 2, 3, 4], [1, 1, 1, 1, 0]).act).toBe("escalate");
  });

  it("calls it a dispute when the people one can trust are against the many", () => {
    const trusted = [0.95, 0.05, 0.05, 0.95];
    const poor = [0.55, 0.45, 0.45, 0.55];
    const confusion = Float64Array.from([trusted, trusted, poor, poor, poor].flat());
    const model = { classes: 2, shares: Float64Array.of(0.5, 0.5), confusion };
    const policy = { ...DEFAULT_OVERLAP, confidence: 0.99 };
    expect(decideOverlap(policy, model, [0, 1, 2, 3, 4], [0, 0, 1, 1, 1])).toMatchObject({ act: "ask", label: 0 });
  });

  it("decides alike whoever came first and whatever the labels are called, and stops at once with more answers alike", () => {
    const answers = fc.array(fc.nat(2), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(answers, fc.nat(8), (labels, turn) => {
        const order = [...labels.keys()].map((at) => (at + turn) % labels.length);
        const model = extendModel(3, labels.length);
        const mixed = decideOverlap(
          DEFAULT_OVERLAP,
          model,
          order,
          order.map((at) => labels[at] as number),
        );
        const plain = decide(labels, DEFAULT_OVERLAP, 3);
        expect(mixed).toEqual(plain);
        const renamed = decide(
          labels.map((label) => (label + 1) % 3),
          DEFAULT_OVERLAP,
          3,
        );
        expect(renamed.act).toBe(plain.act);
        expect(renamed.label).toBe(plain.label === NO_LABEL ? NO_LABEL : (plain.label + 1) % 3);
        expect(renamed.confidence).toBeCloseTo(plain.confidence, 12);
        if (plain.act === "stop")
          expect(decide([...labels, plain.label], DEFAULT_OVERLAP, 3)).toMatchObject({
            act: "stop",
            label: plain.label,
          });
      }),
    );
  });
});

describe("a replay of recorded answers", () => {
  const { rows } = readCrowdSet("bluebird", "tests/vectors");

  it("uses each item's answers from the first on, and none after the item is settled", () => {
    const { taken, used, ended } = replayOverlap(rows, DEFAULT_OVERLAP);
    expect(used).toBe(taken.reduce((sum, each) => sum + each, 0));
    for (const [item, end] of ended.entries()) {
      expect(taken[item]).toBeGreaterThanOrEqual(DEFAULT_OVERLAP.least);
      expect(taken[item]).toBeLessThanOrEqual(DEFAULT_OVERLAP.mostInDispute);
      expect(end.act).not.toBe("ask");
    }
  });

  it("gets from under 60 % of the answers of a crowd of mixed skill what all of them give", () => {
    const crowd = makeCrowd({ items: 400, workers: 40, overlap: 12 });
    const full = accuracyOf(pickLargest(fitDawidSkene(arrangeAnswers(crowd.rows)).posterior, 2), crowd.truth);
    const { used, fit } = replayOverlap(crowd.rows, THOROUGH_OVERLAP);
    expect(used / crowd.rows.item.length).toBeLessThan(0.6);
    expect(accuracyOf(pickLargest(fit.posterior, 2), crowd.truth)).toBeGreaterThanOrEqual(full - 0.005);
  });

  it("says which items had too few answers", () => {
    const few = { ...rows, item: [0, 0, 1], worker: [0, 1, 0], label: [0, 1, 0], items: 3 };
    const { ended, taken } = replayOverlap(few, DEFAULT_OVERLAP);
    expect(ended.map(({ act }) => act)).toEqual(["ask", "ask", "ask"]);
    expect([...taken]).toEqual([2, 1, 0]);
  });
});

describe("a forecast", () => {
  const { rows, truth } = readCrowdSet("bluebird", "tests/vectors");

  it("tells answers, cost and accuracy with intervals around them", () => {
    const wanted = { items: 1000, price: 250 };
    const known = forecastOverlap(rows, DEFAULT_OVERLAP, wanted, truth);
    if (!known?.answersPerItem.interval || !known.accuracy?.interval) throw new Error("there is a pilot");
    const { mean, interval } = known.answersPerItem;
    expect(known.pilotItems).toBe(108);
    expect(known.cost.expected).toBe(Math.ceil(mean * 1000) * 250);
    expect(known.cost.low).toBe(Math.ceil(interval.low * 1000) * 250);
    expect(known.cost.low).toBeLessThan(known.cost.expected);
    expect(known.cost.high).toBeGreaterThan(known.cost.expected);
    expect(known.escalated + known.cutShort).toBeLessThan(1);
    expect(known.accuracy.basis).toBe("known");
    expect(known.accuracy.interval.low).toBeLessThan(known.accuracy.mean);
    expect(forecastOverlap(rows, DEFAULT_OVERLAP, wanted)?.accuracy?.basis).toBe("model");
  });

  it("is not there without a pilot", () => {
    const none = { ...rows, item: [], worker: [], label: [] };
    expect(forecastOverlap(none, DEFAULT_OVERLAP, { items: 10, price: 1 })).toBeUndefined();
  });
});

describe("intervals of shares and means", () => {
  it("are those of the textbook", () => {
    // Wilson for 8 of 10, and t for 1, 2, 3, 4, 5.
    expect(shareInterval(8, 10).low).toBeCloseTo(0.4902, 4);
    expect(shareInterval(8, 10).high).toBeCloseTo(0.9433, 4);
    expect(meanInterval([1, 2, 3, 4, 5])?.interval?.low).toBeCloseTo(3 - 1.9632, 2);
  });

  it("stay within what can be, and say nothing of nothing", () => {
    expect(shareInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(shareInterval(5, 5).high).toBeCloseTo(1, 12);
    expect(meanInterval([])).toBeUndefined();
    expect(meanInterval([2])).toEqual({ mean: 2 });
  });
});
