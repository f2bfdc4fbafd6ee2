import { describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "#lib/ledger/base64";
import { canonicalBytes } from "#lib/ledger/canonical";
import {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  openedCheckpoint,
  parseCheckpoint,
} from "#lib/ledger/checkpoint";
import { cosign, readCosignature } from "#lib/ledger/cosignature";
import { leafHash, nodeHash } from "#lib/ledger/hash";
import { addSignatures, formatNote, type Note, parseNote, signNote, verifyNote } from "#lib/ledger/note";
import { isGoodReceipt, makeReceipt, verifyReceipt } from "#lib/ledger/receipt";
import { parsePolicy } from "#lib/ledger/tlog-policy";
import { formatTlogProof, parseTlogProof } from "#lib/ledger/tlog-proof";
import { encodeUtf8 } from "#lib/ledger/utf8";
import {
  formatSignerKey,
  formatVerifierKey,
  isKeyName,
  makeSignerKey,
  parseSignerKey,
  parseVerifierKey,
} from "#lib/ledger/vkey";
import { nodeEd25519 } from "#lib/services/ed25519";
import { sha256 } from "#lib/services/hash";
import fc from "#tests/support/property";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const visible = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what notes must not hold.
const plain = (text: string) => !/[\u0000-\u001f]|\p{Surrogate}/u.test(text);
const name = visible.filter((text) => isKeyName(text) && plain(text));
const line = visible.filter(plain);
const signature = fc.record({
  name,
  id: bytes(4).map((id) => Buffer.from(id).toString("hex")),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 90 }),
});
const note: fc.Arbitrary<Note> = fc.record({
  text: fc
    .array(fc.oneof(line, fc.constant("")), { minLength: 1, maxLength: 6 })
    .map((lines) => `${lines.join("\n")}\n`),
  signatures: fc.array(signature, { minLength: 1, maxLength: 6 }),
});
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  origin: line,
  size: fc.maxSafeNat(),
  root: bytes(32),
  extensions: fc.array(line, { maxLength: 3 }),
});
const hashes = fc.array(bytes(32), { maxLength: 63 });

describe("what is written is read back the same", () => {
  it("bytes in base64", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (value) => {
        expect(fromBase64(toBase64(value))).toEqual(value);
      }),
    );
  });

  it("keys, by node and by the portable Ed25519 alike", () => {
    fc.assert(
      fc.property(name, fc.constantFrom(1, 4), bytes(32), (who, type, seed) => {
        const key = makeSignerKey(who, type, seed, nodeEd25519);
        const { seed: _, ...verifier } = key;
        expect(makeSignerKey(who, type, seed)).toEqual(key);
        expect(parseSignerKey(formatSignerKey(key))).toEqual({ ok: true, key });
        expect(parseVerifierKey(formatVerifierKey(key))).toEqual({ ok: true, key: verifier });
      }),
      { numRuns: 40 },
    );
  });

  it("notes", () => {
    fc.assert(
      fc.property(note, (one) => {
        expect(parseNote(formatNote(one))).toEqual({ ok: true, note: one });
        expect(parseNote(encodeUtf8(formatNote(one)))).toEqual({ ok: true, note: one });
      }),
    );
  });

  it("checkpoints", () => {
    fc.assert(
      fc.property(checkpoint, (one) => {
        expect(parseCheckpoint(formatCheckpoint(one))).toEqual({ ok: true, checkpoint: one });
      }),
    );
  });

  it("proofs", () => {
    fc.assert(
      fc.property(
        fc.option(fc.uint8Array({ maxLength: 99 }), { nil: undefined }),
        fc.maxSafeNat(),
        hashes,
        note,
        (extra, index, proof, inner) => {
          const one = { extra, index, proof, note: formatNote(inner) };
          expect(parseTlogProof(encodeUtf8(formatTlogProof(one)))).toEqual({ ok: true, proof: one });
        },
      ),
    );
  });

  it("times of cosignatures", () => {
    const witness = makeSignerKey("w.test", 4, new Uint8Array(32), nodeEd25519);
    fc.assert(
      fc.property(fc.maxSafeNat(), (timeS) => {
        expect(readCosignature(cosign("x\n", timeS, witness, nodeEd25519).bytes)?.timeS).toBe(timeS);
      }),
      { numRuns: 50 },
    );
  });
});

describe("whatever comes, it is an answer and never an error thrown", () => {
  const readers = [parseNote, parseCheckpoint, parseVerifierKey, parseSignerKey, parsePolicy];
  it("to a text", () => {
    const pieces = fc.constantFrom(
      "\n",
      "\n\n",
      "— ",
      " ",
      "+",
      "a",
      "0",
      "AAAA",
      "extra ",
      "index ",
      "old ",
      "c2sp.org/tlog-proof@v1\n",
      "quorum ",
      "witness ",
      "\ud800",
      "\u0000",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (value) => {
        for (const reader of readers) expect(typeof reader(value).ok).toBe("boolean");
        expect(openedCheckpoint(openCheckpoint(value, []))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it("to bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (value) => {
        expect(parseNote(value).ok).toBe(false);
        expect(parseTlogProof(value).ok).toBe(false);
        expect(isGoodReceipt(verifyReceipt(value, { keys: [] }))).toBe(false);
        expect(nodeEd25519.verify(value, value, value)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

const log = makeSignerKey("log.example.test/log", 1, new Uint8Array(32).fill(1), nodeEd25519);
const witness = makeSignerKey("witness.example.test", 4, new Uint8Array(32).fill(2), nodeEd25519);
const trust = { keys: [log], policy: policyOf(`witness w ${formatVerifierKey(witness)}\nquorum w\n`) };

function policyOf(text: string) {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.policy;
}

/** Every bit of bytes, flipped by itself. */
function* flips(all: Uint8Array) {
  for (let at = 0; at < all.length * 8; at += 1) {
    const copy = all.slice();
    copy[Math.floor(at / 8)] = (copy[Math.floor(at / 8)] ?? 0) ^ (1 << (at % 8));
    yield [at, copy] as const;
  }
}

describe("no flipped bit passes", () => {
  it("in a note with a signature and a cosignature, when both are asked for", () => {
    const signed = signNote("log.example.test/log\n1\nsome text\n", [log], nodeEd25519);
    const both = addSignatures(signed, [cosign(signed.text, 1_790_000_000, witness, nodeEd25519)]);
    const isWhole = (value: Uint8Array) => {
      const parsed = parseNote(value);
      const verified = parsed.ok && verifyNote(parsed.note, [log, witness], nodeEd25519);
      return verified !== false && verified.ok && verified.verified.length === 2;
    };
    const all = encodeUtf8(formatNote(both));
    expect(isWhole(all)).toBe(true);
    expect([...flips(all)].filter(([, copy]) => isWhole(copy)).map(([at]) => at)).toEqual([]);
  });

  it("in a receipt with an opening and a quorum of witnesses", () => {
    const salt = new Uint8Array(32).fill(5);
    const content = '{"text":"今天"}';
    const commitment = Buffer.from(sha256(Buffer.concat([salt, encodeUtf8(content)]))).toString("hex");
    const entry = canonicalBytes({ commitment });
    const [first, sibling] = [leafHash(entry), leafHash(encodeUtf8("other"))];
    const root = nodeHash(first, sibling);
    const signed = signNote(formatCheckpoint({ origin: log.name, size: 2, root, extensions: [] }), [log], nodeEd25519);
    const cosigned = addSignatures(signed, [cosign(signed.text, 1_790_000_000, witness, nodeEd25519)]);
    const file = encodeUtf8(
      makeReceipt({ entry, index: 0, proof: [sibling], note: formatNote(cosigned), opening: { salt, content } }),
    );
    const isWhole = (value: Uint8Array) => isGoodReceipt(verifyReceipt(value, trust, sha256, nodeEd25519));
    expect(isWhole(file)).toBe(true);
    expect([...flips(file)].filter(([, copy]) => isWhole(copy)).map(([at]) => at)).toEqual([]);
  });

  it("and no part of a receipt passes for the whole", () => {
    const entry = canonicalBytes({ n: 1 });
    const signed = signNote(formatCheckpoint({ origin: log.name, size: 1, root: leafHash(entry), extensions: [] }), [
      log,
    ]);
    const file = encodeUtf8(makeReceipt({ entry, index: 0, proof: [], note: formatNote(signed) }));
    const isWhole = (value: Uint8Array) => isGoodReceipt(verifyReceipt(value, { keys: [log] }, sha256, nodeEd25519));
    expect(isWhole(file)).toBe(true);
    for (let at = 0; at < file.length; at += 1) {
      expect(isWhole(file.slice(0, at))).toBe(false);
      if (at > 0) expect(isWhole(file.slice(at))).toBe(false);
    }
  });
});
