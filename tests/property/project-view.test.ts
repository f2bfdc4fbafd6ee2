import { expect, test } from "vitest";
import { slugSchema } from "#lib/domain/project";
import { coveredBy, earningsExample, simulateBudget, suggestSlug } from "#lib/domain/project-view";
import { reserveForSubmission } from "#lib/domain/reward";
import fc from "#tests/support/property";

const prices = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000_000 }));
const policies = fc.record({
  acceptPrice: prices,
  reviewPrice: prices,
  reviewsWanted: fc.constantFrom(1, 3, 5, 7, 9),
});
const budgets = fc.integer({ min: 0, max: 1_000_000_000_000 });
const percents = fc.integer({ min: 0, max: 100 });

test("a simulation gives out exactly the budget", () => {
  fc.assert(
    fc.property(policies, budgets, percents, (policy, budget, percent) => {
      const { awards, fees, left } = simulateBudget(policy, budget, percent);
      expect(awards + fees + left).toBe(budget);
      expect(left).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("a simulation takes the items that addContributions would take one after the other", () => {
  const small = fc.record({
    acceptPrice: fc.integer({ min: 0, max: 50 }),
    reviewPrice: fc.integer({ min: 1, max: 20 }),
    reviewsWanted: fc.constantFrom(1, 3),
  });
  fc.assert(
    fc.property(small, fc.integer({ min: 0, max: 5_000 }), percents, (policy, budget, percent) => {
      let left = budget;
      let items = 0;
      let accepted = 0;
      while (left >= reserveForSubmission(policy)) {
        items += 1;
        left -= policy.reviewPrice * policy.reviewsWanted;
        if (Math.floor((items * percent) / 100) > accepted) {
          accepted += 1;
          left -= policy.acceptPrice;
        }
      }
      expect(simulateBudget(policy, budget, percent)).toMatchObject({ items, accepted, left });
    }),
  );
});

test("a budget covers what it covers and not one more", () => {
  fc.assert(
    fc.property(policies, budgets, (policy, budget) => {
      const price = reserveForSubmission(policy);
      const covered = coveredBy(budget, policy);
      // Nothing is given back: fast-check takes whatever is not true for a failure.
      expect(covered === null).toBe(price === 0);
      if (covered === null) return;
      expect(covered * price).toBeLessThanOrEqual(budget);
      expect((covered + 1) * price).toBeGreaterThan(budget);
    }),
  );
});

test("the example of docs/rewards.md comes out as written", () => {
  const policy = { acceptPrice: 2_000, reviewPrice: 250, reviewsWanted: 3 };
  expect(earningsExample(policy)).toMatchObject({ awards: 20_000, fees: 5_000, total: 25_000 });
  expect(reserveForSubmission(policy)).toBe(2_750);
});

test("a suggested address is always one that the form takes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 90 }), (name) => {
      const slug = suggestSlug(name, "prompt_reply", "zh-TW");
      if (!["new", "settings"].includes(slug)) expect(slugSchema.safeParse(slug).success).toBe(true);
    }),
  );
  expect(suggestSlug("Taiwanese café sentences", "text")).toBe("taiwanese-cafe-sentences");
  expect(suggestSlug("臺灣日常句", "translation_pair", "zh-TW")).toBe("translation-pair-zh-tw");
});
