import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalBytes } from "#lib/ledger/canonical";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { leafHash } from "#lib/ledger/hash";
import { formatNote, signNote } from "#lib/ledger/note";
import { inclusionProof } from "#lib/ledger/proof";
import { makeReceipt } from "#lib/ledger/receipt";
import { growTiles, nodeReader, rootFromTiles, tileKey } from "#lib/ledger/tile";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { formatVerifierKey, makeSignerKey } from "#lib/ledger/vkey";
import { runAssay } from "#tests/support/child";

const SIZE = 300;
const INDEX = 123;
const log = makeSignerKey("log.example.test", 1, new Uint8Array(32).fill(1));
const entries = Array.from({ length: SIZE }, (_, n) => canonicalBytes({ n }));
const leaves = entries.map((entry) => leafHash(entry));
const tiles = new Map(growTiles(0, leaves, () => undefined).map((tile) => [tileKey(tile.level, tile.n), tile.data]));
const readTile = (level: number, n: number) => tiles.get(tileKey(level, n));
const checkpoint = { origin: log.name, size: SIZE, root: rootFromTiles(SIZE, readTile), extensions: [] };
const sign = (text: string, signer = log) => formatNote(signNote(text, [signer]));
const parts = {
  entry: entries[INDEX] as Uint8Array,
  index: INDEX,
  proof: inclusionProof(INDEX, SIZE, nodeReader(SIZE, readTile)),
  note: sign(formatCheckpoint(checkpoint)),
};
const good = makeReceipt(parts);
const [header = "", extra = "", index = "", ...rest] = good.split("\n");
const file = (...lines: string[]) => [...lines, ...rest].join("\n");
const stranger = makeSignerKey("elsewhere.example.test", 1, new Uint8Array(32).fill(9));
const impostor = makeSignerKey(log.name, 1, new Uint8Array(32).fill(9));

/** What a file may be, where it fails, and why. */
const table: [name: string, failed: string | null, content: string | Uint8Array][] = [
  ["good", null, good],
  ["empty", "file: not_a_proof", ""],
  ["not UTF-8", "file: not_utf8", new Uint8Array([0xff, 0xfe, 10, 10])],
  ["a picture", "file: not_utf8", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
  ["truncated in its head", "file: no_checkpoint", good.slice(0, 60)],
  ["truncated in its checkpoint", "note: no_signatures", good.slice(0, good.lastIndexOf("\n\n") + 2)],
  ["truncated in its signature", "note: no_signatures", good.slice(0, -20)],
  ["oversized", "file: too_long", good + " ".repeat(1_000_000)],
  ["past what is read", "file: too_long", " ".repeat(3_000_000)],
  ["reordered lines", "file: bad_hash", file(header, index, extra)],
  ["reordered hashes", "root: root_mismatch", makeReceipt({ ...parts, proof: [...parts.proof].reverse() })],
  ["a duplicate line", "file: bad_hash", file(header, extra, index, index)],
  ["a duplicate extra line", "file: bad_index", file(header, extra, extra, index)],
  ["a duplicate hash", "inclusion: proof_too_long", file(header, extra, index, rest[0] ?? "")],
  ["Windows line ends", "file: not_a_proof", good.replaceAll("\n", "\r\n")],
  ["a leading zero", "file: bad_index", good.replace(`index ${INDEX}`, `index 0${INDEX}`)],
  ["of a foreign log", "signature: no_known_signature", signedBy(stranger.name, stranger)],
  ["of a foreign origin", "origin: other_origin", signedBy("elsewhere.example.test", log)],
  ["of a wrong key", "signature: no_known_signature", signedBy(log.name, impostor)],
  ["with a forged signature", "signature: bad_signature", good.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`)],
  ["of a future size", "inclusion: proof_too_short", sized("1000")],
  ["of a size past every proof", "inclusion: proof_too_short", sized("9007199254740991")],
  ["of a size past 2^53", "checkpoint: bad_size", sized("9007199254740993")],
  ["of an index past the tree", "inclusion: bad_index", makeReceipt({ ...parts, index: SIZE })],
  ["not canonical inside", "canonical: not_canonical", makeReceipt({ ...parts, entry: encodeUtf8('{"n": 123}') })],
  ["not canonical outside", "extra: not_canonical", good.replace(/^extra .*/m, `extra ${btoa('{"v": 1}')}`)],
  ["of another entry", "root: root_mismatch", makeReceipt({ ...parts, entry: entries[0] as Uint8Array })],
];

function signedBy(origin: string, signer: typeof log): string {
  return makeReceipt({ ...parts, note: sign(formatCheckpoint({ ...checkpoint, origin }), signer) });
}

function sized(size: string): string {
  return makeReceipt({ ...parts, note: sign(formatCheckpoint(checkpoint).replace(`\n${SIZE}\n`, `\n${size}\n`)) });
}

const folder = mkdtempSync(join(tmpdir(), "assay-verify-"));
const pathOf = (name: string) => join(folder, `${name}.tlog-proof`);
const vkey = ["--vkey", formatVerifierKey(log)];
const run = (...args: string[]) => runAssay(["verify", ...args]);
beforeAll(() => {
  for (const [name, , content] of table) writeFileSync(pathOf(name), content);
  mkdirSync(pathOf("a folder"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Found = { file: string; verdict: string; problem: string | null; failed: { step: string; reason: string } | null };

test("every kind of bad file gets a verdict that names the step where it fails, and none stops the others", async () => {
  const absent = pathOf("absent");
  const files = [absent, ...table.map(([name]) => pathOf(name)), pathOf("a folder")];
  const { code, stdout } = await run(...files, "--json", ...vkey);
  const found = JSON.parse(stdout) as Found[];
  expect(found.map((one) => one.file)).toEqual(files);
  const said = found.slice(1, -1).map(({ verdict, failed }) => [verdict, failed && `${failed.step}: ${failed.reason}`]);
  expect(said).toEqual(table.map(([, failed]) => [failed ? "not_good" : "good", failed]));
  for (const one of [found[0], found.at(-1)]) {
    expect(one).toMatchObject({ verdict: "not_checked", problem: expect.stringContaining("cannot be read") });
  }
  expect(code).toBe(1);
});

test("the words say which file could not be read, go on, and the end says the worst of it", async () => {
  const unread = await run(pathOf("absent"), pathOf("good"), ...vkey);
  expect(unread.stderr).toContain(`${pathOf("absent")} cannot be read`);
  expect(unread.stdout).toContain("NOT CHECKED");
  expect(unread.stdout).toMatch(/\nGOOD\n/);
  expect(unread.code).toBe(2);
  const long = await run(pathOf("past what is read"), ...vkey);
  expect(long.stdout).toContain("too_long (no receipt is longer than 1,000,000 bytes)");
  expect(long.code).toBe(1);
  const right = await run(pathOf("good"), "--json", ...vkey);
  expect([right.code, (JSON.parse(right.stdout) as Found[])[0]?.verdict]).toEqual([0, "good"]);
});
