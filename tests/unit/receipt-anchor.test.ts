import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatAnchorProof, parseAnchorProof } from "#lib/ledger/anchor-proof";
import { type CanonicalValue, canonicalBytes } from "#lib/ledger/canonical";
import { fromHex } from "#lib/ledger/hex";
import { isGoodReceipt, makeReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { parseTlogProof } from "#lib/ledger/tlog-proof";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { parseVerifierKey } from "#lib/ledger/vkey";

type Fields = Record<string, CanonicalValue>;
type Case = { name: string; anchor: Fields | null; hasOpening: boolean; receipt: string };
const vectors = JSON.parse(readFileSync("tests/vectors/receipts.json", "utf8")) as {
  vkey: string;
  entry: string;
  salt: string;
  content: string;
  cases: Case[];
};
const key = parseVerifierKey(vectors.vkey);
const keys = key.ok ? [key.key] : [];
const check = (text: string) => verifyReceipt(encodeUtf8(text), { keys });
const extraOf = (text: string) => {
  const step = check(text).find(({ name }) => name === "extra");
  return step?.name === "extra" ? step : undefined;
};
const good: Fields = { chainId: 1, contract: `0x${"5f".repeat(20)}`, tx: `0x${"c4".repeat(32)}`, block: 7 };
const last = vectors.cases.at(-1)?.receipt ?? "";
const withExtra = (fields: Fields) =>
  last.replace(/^extra .*$/m, `extra ${Buffer.from(canonicalBytes(fields)).toString("base64")}`);
const entry = Buffer.from(vectors.entry).toString("base64");

describe("receipts with an anchor", () => {
  it.each(vectors.cases)("$name: holds, says its anchor, and is written in the same bytes", (one) => {
    const steps = check(one.receipt);
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(isGoodReceipt(steps)).toBe(true);
    const extra = extraOf(one.receipt);
    const anchor = extra?.ok ? extra.anchor : undefined;
    expect(anchor ? formatAnchorProof(anchor) : null).toEqual(one.anchor);
    const parsed = parseTlogProof(encodeUtf8(one.receipt));
    if (!parsed.ok || !extra?.ok) throw new Error("the vector cannot be read");
    const { index, proof, note } = parsed.proof;
    const opening = one.hasOpening ? { salt: fromHex(vectors.salt), content: vectors.content } : undefined;
    expect(makeReceipt({ entry: encodeUtf8(vectors.entry), index, proof, note, opening, anchor })).toBe(one.receipt);
  });

  it.each<[string, Fields]>([
    ["bad_fields", { v: 1, entry, anchor: good }],
    ["bad_fields", { v: 2, entry }],
    ["bad_fields", { v: 3, entry, anchor: good }],
    ["bad_fields", { v: 2, entry, anchor: good, anchors: [] }],
    ["bad_fields", { v: 2, anchor: good }],
    ["bad_anchor", { v: 2, entry, anchor: null }],
    ["bad_anchor", { v: 2, entry, anchor: { ...good, v: 1 } }],
  ])("%s is what is said of extra data that is none of ours", (reason, fields) => {
    expect(extraOf(withExtra(fields))).toMatchObject({ ok: false, reason });
    expect(isGoodReceipt(check(withExtra(fields)))).toBe(false);
  });

  it.each<{ value: CanonicalValue }>([
    { value: null },
    { value: [] },
    { value: "0x" },
    { value: {} },
    { value: { ...good, v: 2 } },
    { value: { ...good, url: "https://rpc.example.org" } },
    { value: { ...good, __proto__x: 1 } },
    { value: { ...good, chainId: 0 } },
    { value: { ...good, chainId: -1 } },
    { value: { ...good, chainId: 1.5 } },
    { value: { ...good, chainId: "1" } },
    { value: { ...good, chainId: 2 ** 53 } },
    { value: { ...good, block: -1 } },
    { value: { ...good, block: null } },
    { value: { ...good, contract: `0x${"5F".repeat(20)}` } },
    { value: { ...good, contract: `0x${"5f".repeat(19)}` } },
    { value: { ...good, contract: `0x${"5f".repeat(20)}\n` } },
    { value: { ...good, contract: [good.contract ?? null] } },
    { value: { ...good, tx: "c4".repeat(32) } },
    { value: { ...good, tx: `0x${"c4".repeat(33)}` } },
    { value: { ...good, development: false } },
    { value: { ...good, development: "true" } },
  ])("a hostile anchor is refused and never thrown at: $value", ({ value }) => {
    expect(parseAnchorProof(value)).toBeUndefined();
  });

  it("a development chain is known by its mark, or by its id where the mark was taken away", () => {
    const cases: Fields[] = [{}, { development: true }, { chainId: 31_337 }, { chainId: 1_337 }];
    expect(cases.map((fields) => parseAnchorProof({ ...good, ...fields })?.isDevelopment)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});
