import { describe, expect, it } from "vitest";
import {
  type CheckedWorker,
  SPOT_CHECK_LEAST_GOLD,
  SPOT_CHECK_RULE,
  splitByShare,
  spotCheckShare,
} from "#lib/domain/spot-check";
import fc from "#tests/support/property";

const worker = (classes: number, target: number, right: number, of: number): CheckedWorker => ({
  classes,
  target,
  gold: { right, of },
  audits: [],
});

describe(SPOT_CHECK_RULE, () => {
  // The published values of the gold signal, to which the rule adds 1,500.
  it.each([
    [2, 9_000, 5, 5, 6_942],
    [2, 9_000, 9, 10, 7_142],
    [2, 9_000, 10, 20, 0],
    [5, 8_000, 5, 5, 7_406],
    [5, 8_000, 2, 10, 0],
  ])("%i classes, target %i: %i of %i gold right is %i above chance", (classes, target, right, of, share) => {
    expect(spotCheckShare(worker(classes, target, right, of))).toBe(share + 1_500);
  });

  it("pays nobody before enough gold", () => {
    expect(spotCheckShare(worker(2, 9_000, 4, SPOT_CHECK_LEAST_GOLD - 1))).toBeUndefined();
  });

  it("pays by the smallest signal: the estimate or the audits can lower what gold allows, never raise it", () => {
    const good = worker(2, 9_000, 20, 20);
    expect(spotCheckShare({ ...good, estimate: { accuracy: 5_000, answers: 500 } })).toBe(0);
    const constant = [
      { right: 9, of: 9 },
      { right: 0, of: 3 },
    ];
    expect(spotCheckShare({ ...good, audits: constant })).toBe(2_000);
    expect(spotCheckShare({ ...good, audits: [{ right: 0, of: 3 }] })).toBe(spotCheckShare(good));
  });

  it("never falls when one more gold answer is right, and splits every price without a rest", () => {
    const arbitrary = fc.record({ of: fc.integer({ min: 5, max: 100 }), at: fc.nat(99), price: fc.nat(1_000_000) });
    fc.assert(
      fc.property(arbitrary, ({ of, at, price }) => {
        const right = at % of;
        const [less, more] = [right, right + 1].map((each) => spotCheckShare(worker(3, 8_500, each, of)) as number);
        expect(less).toBeLessThanOrEqual(more as number);
        const { pay, release } = splitByShare(price, less as number);
        expect(pay + release).toBe(price);
        expect(pay).toBeLessThanOrEqual(price);
      }),
    );
  });

  it("refuses counts and targets that cannot be", () => {
    expect(() => spotCheckShare(worker(2, 5_000, 5, 5))).toThrow("target 5000 is not above 5000");
    expect(() => spotCheckShare(worker(2, 9_000, 6, 5))).toThrow("6 right of 5 cannot be");
    expect(() => splitByShare(1.5, 10_000)).toThrow("not a whole number");
    expect(() => splitByShare(10, 10_001)).toThrow("share 10001 is not");
  });
});
