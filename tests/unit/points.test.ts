import { describe, expect, it } from "vitest";
import { parsePoints, pointsText } from "#lib/domain/points";

describe("points as a person types them", () => {
  it.each([
    ["0", 0],
    ["1", 1_000],
    ["12.5", 12_500],
    ["0.001", 1],
    ["0.010", 10],
    ["007", 7_000],
    [" 3.25 ", 3_250],
    ["1000000000000", 1_000_000_000_000_000],
  ])("%j are %i milli-points", (text, milli) => {
    expect(parsePoints(text)).toBe(milli);
  });

  it.each([
    "",
    " ",
    "-1",
    "+1",
    "1.",
    ".5",
    "1.0001",
    "1,000",
    "1e3",
    "0x10",
    "１２",
    "NaN",
    "Infinity",
    "1 000",
    "12345678901234",
  ])("%j are no points", (text) => {
    expect(parsePoints(text)).toBeUndefined();
  });

  it("are exact: what a number cannot hold to the last milli-point is refused", () => {
    expect(parsePoints("9007199254740.991")).toBe(Number.MAX_SAFE_INTEGER);
    expect(parsePoints("9007199254740.992")).toBeUndefined();
    expect(parsePoints("9999999999999.999")).toBeUndefined();
  });
});

describe("points as plain text", () => {
  it.each([
    [0, "0"],
    [1, "0.001"],
    [10, "0.01"],
    [1_000, "1"],
    [12_500, "12.5"],
    [-1, "-0.001"],
    [-12_500, "-12.5"],
    [1_000_000_000_000_000, "1000000000000"],
  ])("%i milli-points read %j", (milli, text) => {
    expect(pointsText(milli)).toBe(text);
  });

  it("can be typed again and give the same amount", () => {
    for (const milli of [0, 1, 9, 10, 99, 100, 999, 1_000, 1_001, 10_010, 123_456_789])
      expect(parsePoints(pointsText(milli))).toBe(milli);
  });
});
