import { v7 } from "uuid";
import { expect, it } from "vitest";
import { isTurned } from "#lib/domain/annotated-text";

it("half of the people see the two texts the other way round, each seat always the same", () => {
  const seats = Array.from({ length: 2_000 }, () => v7());
  const turned = seats.filter(isTurned).length;
  // Five standard deviations of a fair coin.
  expect(Math.abs(turned - 1_000)).toBeLessThan(112);
  expect(seats.map(isTurned)).toEqual(seats.map(isTurned));
});
