import { describe, expect, it } from "vitest";
import { type FlatPolicy, reserveForRevision, reserveForSubmission, settleFlat } from "#lib/domain/reward";

const policy: FlatPolicy = { acceptPrice: 10_000, reviewPrice: 2_000, reviewsWanted: 3 };

describe("flat/1", () => {
  it("promises the price of the item and one round of reviews when it comes in", () => {
    expect(reserveForSubmission(policy)).toBe(16_000);
    expect(reserveForRevision(policy)).toBe(6_000);
  });

  it("pays author and reviewers for an accepted item and gives nothing back", () => {
    expect(settleFlat(policy, "accepted", 3, 16_000)).toEqual({ award: 10_000, fee: 2_000, release: 0, kept: 0 });
  });

  it("pays the reviewers the same for a rejection, and gives the item's price back to the budget", () => {
    expect(settleFlat(policy, "rejected", 3, 16_000)).toEqual({ award: 0, fee: 2_000, release: 10_000, kept: 0 });
  });

  it("keeps the item's price reserved while its author makes changes", () => {
    const first = settleFlat(policy, "changes_requested", 3, 16_000);
    expect(first).toEqual({ award: 0, fee: 2_000, release: 0, kept: 10_000 });
    const second = settleFlat(policy, "accepted", 3, first.kept + reserveForRevision(policy));
    expect(second).toEqual({ award: 10_000, fee: 2_000, release: 0, kept: 0 });
  });

  it("gives back what more reviews would have cost", () => {
    expect(settleFlat(policy, "rejected", 1, 16_000).release).toBe(14_000);
  });

  it("refuses to pay more than was reserved, to the last milli-point", () => {
    expect(() => settleFlat(policy, "accepted", 3, 15_999)).toThrow(RangeError);
    expect(() => settleFlat(policy, "changes_requested", 3, 15_999)).toThrow(RangeError);
    expect(() => settleFlat(policy, "rejected", 3, 5_999)).toThrow(RangeError);
    expect(settleFlat(policy, "rejected", 3, 6_000).release).toBe(0);
  });

  it("works for a project that pays nothing", () => {
    const free: FlatPolicy = { acceptPrice: 0, reviewPrice: 0, reviewsWanted: 1 };
    expect(reserveForSubmission(free)).toBe(0);
    expect(settleFlat(free, "accepted", 1, 0)).toEqual({ award: 0, fee: 0, release: 0, kept: 0 });
  });
});
