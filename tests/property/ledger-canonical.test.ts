import { describe, expect, it } from "vitest";
import { canonicalBytes, canonicalText, parseCanonical } from "#lib/ledger/canonical";
import { decodeUtf8, encodeUtf8 } from "#lib/ledger/utf8";
import fc from "#tests/support/property";

const text = fc.string({ unit: "binary" });
const number = fc
  .oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value));
const value = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: "small" }, tie("leaf"), fc.array(tie("node")), fc.dictionary(text, tie("node"))),
  leaf: fc.oneof(text, number, fc.boolean(), fc.constant(null)),
})).node;

/** The same data with each object's keys put in the opposite order. */
function turned(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(turned);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .reverse()
      .map(([key, one]) => [key, turned(one)]),
  );
}

describe("canonical JSON", () => {
  it("is valid JSON of the same value, and its own canonical form", () => {
    fc.assert(
      fc.property(value, (data) => {
        const bytes = canonicalBytes(data);
        const parsed = parseCanonical(bytes);
        if (!parsed.ok) throw new Error(parsed.reason);
        expect(canonicalText(parsed.value)).toBe(parsed.text);
        expect(encodeUtf8(parsed.text).join()).toBe(bytes.join());
        expect(JSON.parse(parsed.text)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(value, (data) => {
        expect(canonicalText(turned(data))).toBe(canonicalText(data));
      }),
    );
  });

  it("any change of one byte is refused or another value", () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.integer({ min: 1, max: 255 }), (data, seed, change) => {
        const bytes = canonicalBytes(data);
        const other = bytes.with(seed % bytes.length, ((bytes[seed % bytes.length] ?? 0) + change) % 256);
        const parsed = parseCanonical(other);
        if (parsed.ok) expect(canonicalText(parsed.value)).not.toBe(canonicalText(data));
      }),
      { numRuns: 500 },
    );
  });

  it("never throws at bytes from outside, and takes only what it would write itself", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const parsed = parseCanonical(bytes);
        if (parsed.ok) expect(canonicalBytes(parsed.value)).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("UTF-8", () => {
  it("is decoded just as the platform's own strict decoder does", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const mixed = fc.array(fc.oneof(fc.uint8Array({ maxLength: 6 }), text.map(encodeUtf8)), { maxLength: 5 });
    fc.assert(
      fc.property(mixed, (parts) => {
        const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
        let wanted: string | undefined;
        try {
          wanted = strict.decode(bytes);
        } catch {
          wanted = undefined;
        }
        expect(decodeUtf8(bytes)).toBe(wanted);
      }),
      { numRuns: 2_000 },
    );
  });
});
