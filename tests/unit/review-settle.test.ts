import { describe, expect, it } from "vitest";
import { limits } from "#lib/domain/limits";
import { type Decision, decideInputSchema, decisions, tallyVotes } from "#lib/domain/review";
import { type Outcome, reserveForRevision, reserveForSubmission, settleFlat } from "#lib/domain/reward";
import fc from "#tests/support/property";

const votesOf = (decided: string) =>
  [...decided].map((letter) => ({
    decision: ({ a: "accept", r: "reject", c: "request_changes" } as const)[letter] as Decision,
  }));

describe("majority/1", () => {
  it.each([
    ["a", 1, "accepted"],
    ["r", 1, "rejected"],
    ["c", 1, "changes_requested"],
    ["aar", 3, "accepted"],
    ["arr", 3, "rejected"],
    ["arc", 3, "changes_requested"],
    ["acc", 3, "changes_requested"],
    ["aac", 3, "accepted"],
    ["rrc", 3, "rejected"],
    ["aaaarrrrc", 9, "changes_requested"],
    ["aaaaarrrr", 9, "accepted"],
  ])("of %s with %i wanted is %s", (decided, wanted, outcome) => {
    expect(tallyVotes(votesOf(decided), wanted, 1)).toBe(outcome);
  });

  it("says nothing while votes are missing", () => {
    expect(tallyVotes([], 1, 1)).toBeUndefined();
    expect(tallyVotes(votesOf("aa"), 3, 1)).toBeUndefined();
  });

  it("never asks for changes in the last round, where nobody could answer", () => {
    const rounds = fc.array(fc.constantFrom(...decisions), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(rounds, (decided) => {
        const votes = decided.map((decision) => ({ decision }));
        const before = tallyVotes(votes, votes.length, limits.maxRounds - 1);
        const last = tallyVotes(votes, votes.length, limits.maxRounds);
        expect(last).toBe(before === "changes_requested" ? "rejected" : before);
      }),
    );
  });

  it("does not depend on the order of the votes, and a plain yes or no always decides", () => {
    const odd = fc.integer({ min: 0, max: 4 }).map((half) => half * 2 + 1);
    fc.assert(
      fc.property(odd, fc.infiniteStream(fc.constantFrom(...decisions)), (wanted, stream) => {
        const votes = [...stream.take(wanted)].map((decision) => ({ decision }));
        const outcome = tallyVotes(votes, wanted, 1);
        expect(tallyVotes([...votes].reverse(), wanted, 1)).toBe(outcome);
        const isPlain = votes.every(({ decision }) => decision !== "request_changes");
        if (isPlain) expect(outcome).not.toBe("changes_requested");
      }),
    );
  });
});

describe("flat/1", () => {
  const price = fc.integer({ min: 0, max: limits.maxPricePoints * 1_000 });
  const policy = fc.record({ acceptPrice: price, reviewPrice: price, reviewsWanted: fc.constantFrom(1, 3, 5, 7, 9) });

  it("splits a reservation to the last milli-point, through any number of rounds", () => {
    const course = fc.array(fc.constant<Outcome>("changes_requested"), { maxLength: limits.maxRounds - 1 });
    const end = fc.constantFrom<Outcome>("accepted", "rejected");
    fc.assert(
      fc.property(policy, course, end, (rules, revised, last) => {
        let reserved = reserveForSubmission(rules);
        let paid = 0;
        let promised = reserved;
        for (const outcome of [...revised, last]) {
          const { award, fee, release, kept } = settleFlat(rules, outcome, rules.reviewsWanted, reserved);
          expect(award + fee * rules.reviewsWanted + release + kept).toBe(reserved);
          expect(Math.min(award, fee, release, kept)).toBeGreaterThanOrEqual(0);
          paid += award + fee * rules.reviewsWanted + release;
          reserved = kept;
          if (outcome !== "changes_requested") break;
          reserved += reserveForRevision(rules);
          promised += reserveForRevision(rules);
        }
        expect(reserved).toBe(0);
        expect(paid).toBe(promised);
      }),
    );
  });

  it("refuses to pay more than was reserved", () => {
    expect(() => settleFlat({ acceptPrice: 10, reviewPrice: 1, reviewsWanted: 3 }, "accepted", 3, 12)).toThrow(
      RangeError,
    );
  });
});

describe("a decision as it is sent", () => {
  const slotId = "0190c7a0-0000-7000-8000-000000000001";
  it("needs a reason unless it accepts, and drops one that accepts", () => {
    expect(decideInputSchema.safeParse({ slotId, decision: "reject" }).error?.issues[0]).toMatchObject({
      path: ["reason"],
      message: "required",
    });
    expect(decideInputSchema.parse({ slotId, decision: "accept", reason: "quality" })).toEqual({
      slotId,
      decision: "accept",
      reason: undefined,
      undoMs: limits.undoMs,
    });
  });

  it("refuses unknown fields, feedback beyond its length, and undo beyond its limit", () => {
    const refused = [
      { slotId, decision: "accept", reviewer: "me" },
      { slotId, decision: "reject", reason: "quality", feedback: "x".repeat(limits.feedbackChars + 1) },
      { slotId, decision: "accept", undoMs: limits.undoMaxMs + 1 },
      { slotId, decision: "accept", undoMs: -1 },
      { slotId: "1; drop table slot", decision: "accept" },
    ];
    for (const input of refused) expect(decideInputSchema.safeParse(input).success).toBe(false);
  });
});
