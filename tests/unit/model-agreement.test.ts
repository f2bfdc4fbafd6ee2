import { expect, it } from "vitest";
import { compareShare, type PersonCounts, stampSigns } from "#lib/domain/model-agreement";

const counts = (values: Partial<PersonCounts> = {}): PersonCounts => ({
  shown: { answers: 0, agreed: 0 },
  withheld: { answers: 0, agreed: 0 },
  none: { answers: 0, agreed: 0 },
  differing: 0,
  followed: 0,
  ...values,
});

it("says nothing of a share without answers, and gives Wilson's interval of one with", () => {
  expect(compareShare({ answers: 0, agreed: 0 }).interval).toBeNull();
  const { interval } = compareShare({ answers: 10, agreed: 8 });
  // Newcombe 1998, method 3, for 8 of 10: .4902 to .9433.
  expect(interval?.low).toBeCloseTo(0.4902, 4);
  expect(interval?.high).toBeCloseTo(0.9433, 4);
});

it("marks whoever follows the model where the label differs, from five such answers on and beyond doubt", () => {
  expect(stampSigns(counts({ differing: 4, followed: 4 }))).toEqual([]);
  expect(stampSigns(counts({ differing: 5, followed: 5 }))).toEqual(["follows"]);
  expect(stampSigns(counts({ differing: 20, followed: 13 }))).toEqual([]);
  expect(stampSigns(counts({ differing: 20, followed: 16 }))).toEqual(["follows"]);
});

it("marks whoever agrees more with the model in sight than without, beyond both intervals; high agreement alone is no fault", () => {
  const shown = { answers: 40, agreed: 40 };
  expect(stampSigns(counts({ shown, withheld: { answers: 40, agreed: 39 } }))).toEqual([]);
  expect(stampSigns(counts({ shown, withheld: { answers: 40, agreed: 24 } }))).toEqual(["swayed"]);
  expect(stampSigns(counts({ shown, withheld: { answers: 4, agreed: 0 } }))).toEqual([]);
});
