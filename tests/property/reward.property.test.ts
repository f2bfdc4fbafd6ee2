import { expect, it } from "vitest";
import { limits } from "#lib/domain/limits";
import { MILLI_PER_POINT } from "#lib/domain/points";
import { type FlatPolicy, reserveForRevision, reserveForSubmission, settleFlat } from "#lib/domain/reward";
import fc from "#tests/support/property";

const price = fc.integer({ min: 0, max: limits.maxPricePoints * MILLI_PER_POINT });
const policies: fc.Arbitrary<FlatPolicy> = fc.record({
  acceptPrice: price,
  reviewPrice: price,
  reviewsWanted: fc.integer({ min: 1, max: 9 }),
});
const outcomes = fc.constantFrom("accepted" as const, "rejected" as const, "changes_requested" as const);

it("the parts of a settlement add up to what was reserved, for every policy, outcome, vote count and reservation", () => {
  const inputs = fc.record({
    policy: policies,
    outcome: outcomes,
    votes: fc.nat({ max: 9 }),
    reserved: fc.maxSafeNat(),
  });
  fc.assert(
    fc.property(inputs, ({ policy, outcome, votes, reserved }) => {
      const promised = (outcome === "rejected" ? 0 : policy.acceptPrice) + policy.reviewPrice * votes;
      if (promised > reserved) {
        expect(() => settleFlat(policy, outcome, votes, reserved)).toThrow(RangeError);
        return;
      }
      const { award, fee, release, kept } = settleFlat(policy, outcome, votes, reserved);
      expect(award + fee * votes + release + kept).toBe(reserved);
      for (const part of [award, fee, release, kept]) {
        expect(Number.isSafeInteger(part)).toBe(true);
        expect(part).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 2_000 },
  );
});

it("what is reserved on the way always covers the last verdict, through any number of revisions", () => {
  const lives = fc.record({
    policy: policies,
    revisions: fc.nat({ max: limits.maxRounds - 1 }),
    last: fc.constantFrom("accepted" as const, "rejected" as const),
  });
  fc.assert(
    fc.property(lives, ({ policy, revisions, last }) => {
      const wanted = policy.reviewsWanted;
      let reserved = reserveForSubmission(policy);
      let taken = reserved;
      let paid = 0;
      for (let round = 0; round < revisions; round += 1) {
        const part = settleFlat(policy, "changes_requested", wanted, reserved);
        paid += part.fee * wanted + part.release;
        reserved = part.kept + reserveForRevision(policy);
        taken += reserveForRevision(policy);
      }
      const end = settleFlat(policy, last, wanted, reserved);
      expect(end.kept).toBe(0);
      expect(paid + end.award + end.fee * wanted + end.release).toBe(taken);
      expect(end.award).toBe(last === "accepted" ? policy.acceptPrice : 0);
    }),
    { numRuns: 2_000 },
  );
});
