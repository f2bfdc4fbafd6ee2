import { describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "#lib/ledger/base64";
import { cosign } from "#lib/ledger/cosignature";
import { portableEd25519 } from "#lib/ledger/ed25519";
import { fromHex } from "#lib/ledger/hex";
import { addSignatures, formatNote, parseNote, signNote, verifyNote } from "#lib/ledger/note";
import { formatSignerKey, formatVerifierKey, makeSignerKey, parseSignerKey, parseVerifierKey } from "#lib/ledger/vkey";
import { nodeEd25519 } from "#lib/services/ed25519";
import wycheproof from "../vectors/ed25519-wycheproof.json";
import notes from "../vectors/signed-notes.json";
import vkeys from "../vectors/vkeys.json";

const keyOf = (text: string) => {
  const parsed = parseVerifierKey(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.key;
};

describe("Ed25519, wycheproof", () => {
  it("has all 151 cases", () => expect(wycheproof.cases).toHaveLength(151));

  it.each(wycheproof.cases)("case $tcId $comment is $result, by both implementations", (one) => {
    const [signature, message, key] = [one.sig, one.msg, one.pk].map(fromHex) as [Uint8Array, Uint8Array, Uint8Array];
    const expected = one.result === "valid";
    expect(portableEd25519.verify(signature, message, key)).toBe(expected);
    expect(nodeEd25519.verify(signature, message, key)).toBe(expected);
  });
});

describe("public keys of small order", () => {
  const half = [
    "00".repeat(32),
    `01${"00".repeat(31)}`,
    `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
  ];
  const eighth = ["26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"];
  const twins = ["c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"];
  const all = [...half, ...eighth, ...twins].map(fromHex);
  const points = all.flatMap((point) => [point, point.map((byte, at) => (at === 31 ? byte + 0x80 : byte))]);

  it("verify nothing, for whom no secret is needed to sign, by both implementations", () => {
    for (const key of points) {
      for (const point of points) {
        for (let message = 0; message < 8; message += 1) {
          const signature = new Uint8Array([...point, ...new Uint8Array(32)]);
          expect(nodeEd25519.verify(signature, new Uint8Array([message]), key)).toBe(false);
          expect(portableEd25519.verify(signature, new Uint8Array([message]), key)).toBe(false);
        }
      }
    }
  });
});

describe("verifier keys, golang.org/x/mod", () => {
  it.each(vkeys.cases)("$vkey is a key: $ok", ({ vkey, ok }) => {
    const parsed = parseVerifierKey(vkey);
    expect(parsed.ok).toBe(ok);
    if (parsed.ok) expect(formatVerifierKey(parsed.key)).toBe(vkey);
  });

  const good = vkeys.cases.filter(({ ok }) => ok).map(({ vkey }) => vkey);
  it.each(good)("no part of %s is a key, nor what it becomes when one character changes", (vkey) => {
    for (let end = 0; end < vkey.length; end += 1) expect(parseVerifierKey(vkey.slice(0, end)).ok).toBe(false);
    for (let start = 1; start < vkey.length; start += 1) expect(parseVerifierKey(vkey.slice(start)).ok).toBe(false);
    for (let at = 0; at < vkey.length; at += 1) {
      const changed = vkey.slice(0, at) + String.fromCharCode(vkey.charCodeAt(at) + 1) + vkey.slice(at + 1);
      expect([changed, parseVerifierKey(changed).ok]).toEqual([changed, false]);
    }
  });

  it("private keys are written and read back; a damaged one is refused by name of what is wrong", () => {
    const key = makeSignerKey("example.test/log", 1, new Uint8Array(32).fill(9));
    const text = formatSignerKey(key);
    expect(text).toMatch(/^PRIVATE\+KEY\+example\.test\/log\+[0-9a-f]{8}\+/);
    expect(parseSignerKey(text)).toEqual({ ok: true, key });
    expect(parseSignerKey(text, nodeEd25519)).toEqual({ ok: true, key });
    expect(parseSignerKey(text.slice("PRIVATE+KEY+".length))).toMatchObject({ reason: "not_a_key" });
    expect(parseSignerKey(text.replace("example", "elsewhere"))).toMatchObject({ reason: "bad_id" });
    expect(parseSignerKey(text.slice(0, -4))).toMatchObject({ reason: "bad_length" });
    expect(parseSignerKey(text.replace("+log", " log").replace("/log+", "/ log+"))).toMatchObject({
      reason: "bad_name",
    });
  });
});

describe("signed notes, C2SP and sunlight", () => {
  it.each(notes.cases)("$id verifies: $verifies", ({ note, vkeys: trusted, verifies }) => {
    const parsed = parseNote(note);
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(formatNote(parsed.note)).toBe(note);
    const verified = verifyNote(parsed.note, trusted.map(keyOf));
    expect(verified.ok).toBe(verifies === true);
    if (!verifies) expect(verified).toMatchObject({ reason: "no_known_signature" });
  });

  const log = makeSignerKey("log.example.test", 1, new Uint8Array(32).fill(1));
  const witness = makeSignerKey("witness.example.test", 4, new Uint8Array(32).fill(2));
  const signed = signNote("some text\n", [log]);

  it("both implementations make the same signature", () => {
    expect(signNote("some text\n", [log], nodeEd25519)).toEqual(signed);
  });

  it("passes over who is unknown, refuses a known key that fails, and counts a key once", () => {
    const stranger = makeSignerKey("stranger.example.test", 1, new Uint8Array(32).fill(3));
    const both = addSignatures(signed, signNote("some text\n", [stranger]).signatures);
    expect(verifyNote(both, [log])).toMatchObject({ ok: true, verified: [log], unknown: [{ name: stranger.name }] });
    expect(verifyNote(both, [log, stranger])).toMatchObject({ ok: true, verified: [log, stranger] });
    const forged = addSignatures(signed, signNote("other text\n", [stranger]).signatures);
    expect(verifyNote(forged, [log, stranger])).toEqual({ ok: false, reason: "bad_signature", name: stranger.name });
    expect(verifyNote(addSignatures(signed, signed.signatures), [log])).toMatchObject({ verified: [log] });
    expect(verifyNote(signed, [stranger])).toEqual({ ok: false, reason: "no_known_signature" });
  });

  it("verifies a cosignature with its time, and not with another", () => {
    const line = cosign(signed.text, 1_700_000_000, witness);
    expect(verifyNote(addSignatures(signed, [line]), [log, witness])).toMatchObject({ verified: [log, witness] });
    const later = { ...line, bytes: line.bytes.map((byte, at) => (at === 7 ? byte + 1 : byte)) };
    expect(verifyNote(addSignatures(signed, [later]), [log, witness])).toMatchObject({ reason: "bad_signature" });
  });

  it.each([
    ["no_signatures", "text\n"],
    ["no_signatures", "text\n\n"],
    ["no_signatures", `${formatNote(signed)}x`],
    ["bad_signature_line", formatNote(signed).replace("— ", "- ")],
    ["bad_signature_line", `${formatNote(signed)}— a b=\n`],
    ["control_character", formatNote(signed).replace("some", "so\u0007me")],
    ["control_character", formatNote(signed).replaceAll("\n", "\r\n")],
    ["too_many_signatures", `t\n\n${formatNote(signed).slice("some text\n\n".length).repeat(101)}`],
    ["too_long", "x".repeat(1_000_001)],
    ["not_utf8", formatNote(signed).replace("some", "so\ud800me")],
  ])("refuses as %s what is no note", (reason, text) => {
    expect(parseNote(text)).toEqual({ ok: false, reason });
  });
});

describe("base64", () => {
  it("goes there and back at every length, and takes one text for each bytes", () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = new Uint8Array(length).map((_, at) => (at * 89 + length) % 256);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }
    for (const text of ["A", "AA", "AAA", "AB==", "AAB=", "AA=A", "A A=", "AA-_", "=", "AAAA="]) {
      expect([text, fromBase64(text)]).toEqual([text, undefined]);
    }
  });
});
