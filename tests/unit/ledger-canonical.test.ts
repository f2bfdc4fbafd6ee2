import { describe, expect, it } from "vitest";
import { canonicalBytes, canonicalText, entryRules, parseCanonical } from "#lib/ledger/canonical";
import { decodeUtf8, encodeUtf8 } from "#lib/ledger/utf8";
import vectors from "../vectors/jcs.json";

const rfc8785 = { ...entryRules, safeIntegersOnly: false };
const textOf = (base64: string) => Buffer.from(base64, "base64").toString("utf8");

describe("RFC 8785 vectors", () => {
  it.each(vectors.cases)("$id", ({ input, output }) => {
    const wanted = new Uint8Array(Buffer.from(output, "base64"));
    expect(canonicalBytes(JSON.parse(textOf(input)), rfc8785)).toEqual(wanted);
    expect(parseCanonical(wanted, rfc8785)).toMatchObject({ ok: true, text: textOf(output) });
    expect(parseCanonical(new Uint8Array(Buffer.from(input, "base64")), rfc8785)).toEqual({
      ok: false,
      reason: "not_canonical",
    });
  });

  it.each(vectors.numbers)("number %s is %s", (bits = "", text = "") => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    expect(canonicalText(view.getFloat64(0), rfc8785)).toBe(text);
  });

  it("sorts by UTF-16 code units, where an emoji stands before U+FB33", () => {
    expect(canonicalText({ "\ufb33": 1, "\u{1f602}": 2, b: 3, "10": 4, "9": 5, "": 6 })).toBe(
      '{"":6,"10":4,"9":5,"b":3,"\u{1f602}":2,"\ufb33":1}',
    );
  });
});

const cycle: { self?: unknown } = {};
cycle.self = cycle;
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
class Money {
  amount = 1;
}

describe("what has no canonical form is refused, never left out", () => {
  it.each<[string, unknown]>([
    ["NaN", { a: Number.NaN }],
    ["infinity", [Number.POSITIVE_INFINITY]],
    ["minus infinity", Number.NEGATIVE_INFINITY],
    ["a lone high surrogate", "a\ud800b"],
    ["a lone low surrogate as a key", { "\udc00": 1 }],
    ["surrogates in the wrong order", "\udc00\ud800"],
    ["bigint", { a: 1n }],
    ["undefined", undefined],
    ["an undefined field", { a: undefined }],
    ["a function", { a: () => 1 }],
    ["a symbol", [Symbol("x")]],
    ["a symbol as a key", { [Symbol("x")]: 1 }],
    ["a hidden field", Object.defineProperty({}, "a", { value: 1 })],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["bytes", new Uint8Array(2)],
    ["a boxed number", new Number(1)],
    ["an instance of a class", new Money()],
    ["a hole in an array", Array(2)],
    ["an array with a field", Object.assign([1], { a: 1 })],
    ["a cycle", cycle],
    ["a whole number past 2^53 - 1", { points: 2 ** 53 }],
    ["a whole number below -(2^53 - 1)", -(2 ** 53)],
    ["1e30", [1e30]],
    ["65 levels", deep(65)],
  ])("%s", (_name, value) => {
    expect(() => canonicalBytes(value)).toThrow(TypeError);
  });

  it("names the place", () => {
    expect(() => canonicalText({ votes: [{ points: 1 }, { points: Number.NaN }] })).toThrow("$.votes[1].points");
  });

  it("takes what is at the limit", () => {
    expect(canonicalText(Number.MAX_SAFE_INTEGER)).toBe("9007199254740991");
    expect(canonicalText(deep(64))).toHaveLength(129);
    const shared = { a: 1 };
    expect(canonicalText([shared, shared])).toBe('[{"a":1},{"a":1}]');
    expect(canonicalText(Object.assign(Object.create(null), { b: 1, a: -0 }))).toBe('{"a":0,"b":1}');
  });
});

describe("parseCanonical", () => {
  it.each<[string, string, string]>([
    ["white space", '{"a": 1}', "not_canonical"],
    ["a line end after it", '{"a":1}\n', "not_canonical"],
    ["keys out of order", '{"b":1,"a":2}', "not_canonical"],
    ["a duplicate key", '{"a":1,"a":1}', "not_canonical"],
    ["a duplicate key by escape", '{"a":1,"\\u0061":1}', "not_canonical"],
    ["1.0", "1.0", "not_canonical"],
    ["minus zero", "-0", "not_canonical"],
    ["1e400", "1e400", "not_canonical"],
    ["2^53", "9007199254740992", "not_canonical"],
    ["an escape that is not needed", '"\\/"', "not_canonical"],
    ["upper-case digits in an escape", '"\\u001F"', "not_canonical"],
    ["an escaped lone surrogate", '"\\ud800"', "not_canonical"],
    ["65 levels", `${"[".repeat(65)}${"]".repeat(65)}`, "not_canonical"],
    ["60,000 levels", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, "not_canonical"],
    ["a byte order mark", "\ufeff{}", "not_json"],
    ["nothing", "", "not_json"],
    ["half an object", '{"a":1', "not_json"],
    ["NaN", "NaN", "not_json"],
  ])("refuses %s", (_name, text, reason) => {
    expect(parseCanonical(encodeUtf8(text))).toEqual({ ok: false, reason });
  });

  it("keeps a key named __proto__ as data", () => {
    const text = '{"__proto__":{"a":1},"toString":2}';
    const parsed = parseCanonical(encodeUtf8(text));
    expect(parsed).toMatchObject({ ok: true, text });
    expect(parsed.ok && canonicalText(parsed.value)).toBe(text);
  });

  it.each<[string, number[]]>([
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["an overlong NUL in three bytes", [0x22, 0xe0, 0x80, 0x80, 0x22]],
    ["an overlong form in four bytes", [0x22, 0xf0, 0x8f, 0xbf, 0xbf, 0x22]],
    ["a surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["U+110000", [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ["a five-byte form", [0x22, 0xf8, 0x88, 0x80, 0x80, 0x80, 0x22]],
    ["a continuation alone", [0x22, 0x80, 0x22]],
    ["a cut-off sequence", [0x22, 0xe4, 0xbd]],
    ["0xff", [0xff]],
  ])("refuses %s", (_name, bytes) => {
    expect(parseCanonical(Uint8Array.from(bytes))).toEqual({ ok: false, reason: "not_utf8" });
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes))).toThrow();
  });

  it("decodes every code point there is", () => {
    for (let start = 0; start <= 0x10ffff; start += 0x800) {
      if (start === 0xd800) continue;
      const text = String.fromCodePoint(...Array.from({ length: 0x800 }, (_, at) => start + at));
      if (decodeUtf8(encodeUtf8(text)) !== text) throw new Error(`differs in the block of U+${start.toString(16)}`);
    }
  });
});
