import { describe, expect, it } from "vitest";
import { boardPeriods, periodStart } from "#lib/domain/board";

describe("the first day of a leaderboard's window", () => {
  it.each([
    ["day", "2026-01-31T00:00:00.000Z", "2026-01-31"],
    ["day", "2026-01-31T23:59:59.999Z", "2026-01-31"],
    ["day", "2026-02-01T00:00:00.000Z", "2026-02-01"],
    ["week", "2026-11-22T23:59:59.999Z", "2026-11-16"], // a Sunday still belongs to the week of the Monday before
    ["week", "2026-11-23T00:00:00.000Z", "2026-11-23"], // a Monday begins one
    ["week", "2026-11-24T12:00:00.000Z", "2026-11-23"],
    ["week", "2026-03-01T12:00:00.000Z", "2026-02-23"], // across a month
    ["week", "2027-01-01T00:00:00.000Z", "2026-12-28"], // across a year
    ["week", "2027-01-03T23:59:59.999Z", "2026-12-28"],
    ["week", "2027-01-04T00:00:00.000Z", "2027-01-04"],
    ["week", "2024-03-03T00:00:00.000Z", "2024-02-26"], // across a leap day
    ["month", "2026-01-31T23:59:59.999Z", "2026-01-01"],
    ["month", "2026-02-01T00:00:00.000Z", "2026-02-01"],
    ["month", "2024-02-29T12:00:00.000Z", "2024-02-01"],
    ["month", "2026-12-31T23:59:59.999Z", "2026-12-01"],
    ["month", "2027-01-01T00:00:00.000Z", "2027-01-01"],
    ["all", "2026-07-01T00:00:00.000Z", "1970-01-01"],
  ] as const)("%s at %s is %s", (period, at, start) => {
    expect(periodStart(period, new Date(at))).toBe(start);
  });

  it("is counted in UTC, wherever the caller stands", () => {
    expect(periodStart("day", new Date("2026-11-23T07:00:00+08:00"))).toBe("2026-11-22");
    expect(periodStart("week", new Date("2026-11-23T07:00:00+08:00"))).toBe("2026-11-16");
    expect(periodStart("month", new Date("2026-11-30T20:00:00-05:00"))).toBe("2026-12-01");
  });

  it("is not after the instant, and the same for every instant until the next", () => {
    const dayMs = 86_400_000;
    for (let at = Date.UTC(2023, 11, 1); at < Date.UTC(2028, 1, 1); at += dayMs) {
      for (const period of boardPeriods) {
        const start = periodStart(period, new Date(at + dayMs - 1));
        expect(Date.parse(start)).toBeLessThanOrEqual(at);
        expect(periodStart(period, new Date(at))).toBe(start);
        expect(periodStart(period, new Date(start))).toBe(start);
        if (period === "week") expect(new Date(start).getUTCDay()).toBe(1);
      }
    }
  });
});
