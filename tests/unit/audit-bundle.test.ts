import { describe, expect, it } from "vitest";
import { formatBundle, parseBundle } from "#lib/ledger/bundle";

const bytes = (...values: number[]) => Uint8Array.from(values);

describe("an entry bundle", () => {
  it("gives each entry two bytes of length, the higher first", () => {
    expect(formatBundle([bytes(7), new Uint8Array(258).fill(9)]).slice(0, 6)).toEqual(bytes(0, 1, 7, 1, 2, 9));
    const longest = new Uint8Array(65_535).fill(1);
    expect(parseBundle(formatBundle([longest]), 1)).toEqual({ ok: true, entries: [longest] });
  });

  it("that ends early or goes on is refused, with the place", () => {
    expect(parseBundle(bytes(), 1)).toEqual({ ok: false, reason: "too_short", position: 0 });
    expect(parseBundle(bytes(0), 1)).toEqual({ ok: false, reason: "too_short", position: 0 });
    expect(parseBundle(bytes(0, 1, 7, 0, 2, 8), 2)).toEqual({ ok: false, reason: "too_short", position: 1 });
    expect(parseBundle(bytes(0, 1, 7, 0), 1)).toEqual({ ok: false, reason: "too_long", position: 1 });
    expect(parseBundle(bytes(), 0)).toEqual({ ok: true, entries: [] });
  });

  it("is not made of what it cannot hold", () => {
    expect(() => formatBundle([bytes()])).toThrow(RangeError);
    expect(() => formatBundle([new Uint8Array(65_536)])).toThrow(RangeError);
    expect(() => formatBundle(Array.from({ length: 257 }, () => bytes(1)))).toThrow(RangeError);
  });
});
