import { describe, expect, it } from "vitest";
import { canonicalBytes, canonicalText } from "#lib/ledger/canonical";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { leafHash } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import { formatNote, signNote } from "#lib/ledger/note";
import { inclusionProof } from "#lib/ledger/proof";
import { isGoodReceipt, makeReceipt, type ReceiptStep, verifyReceipt } from "#lib/ledger/receipt";
import { growTiles, nodeReader, rootFromTiles, tileKey } from "#lib/ledger/tile";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { makeSignerKey } from "#lib/ledger/vkey";
import { sha256 } from "#lib/services/hash";

const SIZE = 300;
const INDEX = 123;
const log = makeSignerKey("log.example.test", 1, new Uint8Array(32).fill(1));
const other = makeSignerKey("log.example.test", 1, new Uint8Array(32).fill(2));
const salt = new Uint8Array(32).fill(5);
const content = canonicalText({ text: "今天的風很大" });
const commitment = toHex(sha256(Buffer.concat([salt, encodeUtf8(content)])));
const entries = Array.from({ length: SIZE }, (_, n) => canonicalBytes(n === INDEX ? { commitment, n } : { n }));
const tiles = new Map(
  growTiles(
    0,
    entries.map((entry) => leafHash(entry)),
    () => undefined,
  ).map((tile) => [tileKey(tile.level, tile.n), tile.data]),
);
const readTile = (level: number, n: number) => tiles.get(tileKey(level, n));
const root = rootFromTiles(SIZE, readTile);
const sign = (text: string, signer = log) => formatNote(signNote(text, [signer]));
const checkpoint = { origin: log.name, size: SIZE, root, extensions: [] };
const parts = {
  entry: entries[INDEX] as Uint8Array,
  index: INDEX,
  proof: inclusionProof(INDEX, SIZE, nodeReader(SIZE, readTile)),
  note: sign(formatCheckpoint(checkpoint)),
};
const whole = makeReceipt({ ...parts, opening: { salt, content } });
const check = (file: string | Uint8Array) =>
  verifyReceipt(typeof file === "string" ? encodeUtf8(file) : file, { keys: [log] });
const failing = (steps: ReceiptStep[]) => {
  const step = steps.find(({ ok }) => !ok);
  return step && "reason" in step ? `${step.name}: ${step.reason}` : undefined;
};

describe("receipts", () => {
  it("hold step by step, with an opening and without", () => {
    const names = [
      "file",
      "note",
      "signature",
      "checkpoint",
      "origin",
      "extra",
      "canonical",
      "leaf",
      "inclusion",
      "root",
    ];
    expect(check(whole).map(({ name, ok }) => [name, ok])).toEqual([...names, "opening"].map((name) => [name, true]));
    expect(isGoodReceipt(check(whole))).toBe(true);
    const bare = check(makeReceipt(parts));
    expect(bare.map(({ name }) => name)).toEqual(names);
    expect(isGoodReceipt(bare)).toBe(true);
  });

  it.each([
    ["file: not_a_proof", "hello"],
    ["file: not_a_proof", whole.slice(1)],
    ["file: no_checkpoint", whole.slice(0, 60)],
    ["file: bad_extra", whole.replace("extra ", "extra !")],
    ["file: bad_index", whole.replace(`index ${INDEX}`, `index 0${INDEX}`)],
    ["file: bad_hash", whole.replace(/^extra .*\n(index .*\n)/m, "$1$1")],
    ["file: bad_hash", whole.replace(/(index \d+\n).{4}/, "$1")],
    ["file: too_many_hashes", whole.replace(/(index \d+\n)(.+\n)/, (_, a: string, b: string) => a + b.repeat(64))],
    ["file: too_long", " ".repeat(1_000_001)],
    ["note: no_signatures", whole.slice(0, whole.lastIndexOf("\n\n") + 2)],
    ["signature: no_known_signature", makeReceipt({ ...parts, note: sign(formatCheckpoint(checkpoint), other) })],
    ["signature: bad_signature", whole.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`)],
    [
      "checkpoint: bad_size",
      makeReceipt({ ...parts, note: sign(formatCheckpoint(checkpoint).replace("300", "0300")) }),
    ],
    ["checkpoint: too_few_lines", makeReceipt({ ...parts, note: sign("log.example.test\n300\n") })],
    [
      "origin: other_origin",
      makeReceipt({ ...parts, note: sign(formatCheckpoint({ ...checkpoint, origin: "elsewhere" })) }),
    ],
    ["inclusion: bad_index", makeReceipt({ ...parts, index: SIZE })],
    ["root: root_mismatch", makeReceipt({ ...parts, index: INDEX - 1 })],
    ["root: root_mismatch", makeReceipt({ ...parts, proof: [...parts.proof].reverse() })],
    ["root: root_mismatch", makeReceipt({ ...parts, entry: entries[0] as Uint8Array })],
    ["inclusion: proof_too_short", makeReceipt({ ...parts, proof: parts.proof.slice(1) })],
    ["canonical: not_canonical", makeReceipt({ ...parts, entry: encodeUtf8('{"n": 1}') })],
    ["extra: missing", whole.replace(/^extra .*\n/m, "")],
    [
      "opening: commitment_mismatch",
      makeReceipt({ ...parts, opening: { salt, content: canonicalText({ text: "別的" }) } }),
    ],
    ["extra: bad_fields", makeReceipt({ ...parts, opening: { salt: salt.slice(1), content } })],
  ])("%s is what is said of a receipt that fails there", (expected, file) => {
    const steps = check(file);
    expect(failing(steps)).toBe(expected);
    expect(isGoodReceipt(steps)).toBe(false);
  });

  it("no single flipped bit passes for a good receipt", () => {
    const bytes = encodeUtf8(makeReceipt(parts));
    for (let at = 0; at < bytes.length; at += 7) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      expect([at, isGoodReceipt(check(flipped))]).toEqual([at, false]);
    }
  });
});

describe("receipts with a declaration of rights", () => {
  const declared = canonicalText({ source: "own", v: 1 });
  const bound = toHex(sha256(Buffer.concat([salt, encodeUtf8(declared)])));
  const bytes = canonicalBytes({ commitment, declaration: bound });
  const only = formatCheckpoint({ ...checkpoint, size: 1, root: leafHash(bytes) });
  const alone = { entry: bytes, index: 0, proof: [], note: sign(only) };
  const openings = { opening: { salt, content }, declaration: { salt, content: declared } };

  it("open both, each by itself", () => {
    const steps = check(makeReceipt({ ...alone, ...openings }));
    expect(isGoodReceipt(steps)).toBe(true);
    expect(steps.flatMap((step) => (step.name === "declaration" && step.ok ? step.content : []))).toEqual([declared]);
    expect(isGoodReceipt(check(makeReceipt({ ...alone, declaration: openings.declaration })))).toBe(true);
  });

  it.each([
    [
      "declaration: commitment_mismatch",
      { ...alone, declaration: { salt, content: canonicalText({ source: "third_party" }) } },
    ],
    ["declaration: no_commitment", { ...parts, declaration: openings.declaration }],
    ["extra: bad_fields", { ...alone, declaration: { salt: salt.slice(1), content: declared } }],
  ])("tell %s", (reason, receipt) => {
    expect(failing(check(makeReceipt(receipt)))).toBe(reason);
  });

  it("are of their version and no other", () => {
    const stated = { salt: toHex(salt), content: declared, contentHash: toHex(sha256(declared)) };
    const [head = "", , ...rest] = makeReceipt(alone).split("\n");
    const withExtra = (extra: Parameters<typeof canonicalBytes>[0]) =>
      check([head, `extra ${Buffer.from(canonicalBytes(extra)).toString("base64")}`, ...rest].join("\n"));
    const entry = Buffer.from(bytes).toString("base64");
    expect(isGoodReceipt(withExtra({ v: 3, entry, declaration: stated }))).toBe(true);
    for (const v of [1, 2, 4]) expect(failing(withExtra({ v, entry, declaration: stated }))).toBe("extra: bad_fields");
    expect(failing(withExtra({ v: 3, entry }))).toBe("extra: bad_fields");
    expect(failing(withExtra({ v: 1, entry, declaration: null }))).toBe("extra: bad_fields");
  });
});
