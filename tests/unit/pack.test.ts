import { createHash } from "node:crypto";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { TarIndex } from "#lib/adapters/tar-index";
import { limits } from "#lib/domain/limits";
import { packHeader, packHeaderBytes, planPacks } from "#lib/domain/pack";
import { makePack } from "../support/pack";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const members = [
  { name: "1/a.jpg", bytes: Buffer.from("one") },
  { name: `2/${"長い名前".repeat(40)}.jpg`, bytes: Buffer.alloc(512, 7) },
  { name: "3/=\n 12 path=x.jpg", bytes: Buffer.alloc(1_000, 8) },
];

test("a pack is a TAR to others, with each name and hash", async () => {
  const unpacked = extract();
  unpacked.end(makePack(members));
  const seen: unknown[] = [];
  for await (const stream of unpacked) {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const { name, pax } = stream.header as { name: string; pax?: Record<string, string> };
    seen.push([name, pax?.["ASSAY.sha256"], Buffer.concat(chunks).toString("hex")]);
  }
  expect(seen).toEqual(members.map(({ name, bytes }) => [name, sha256(bytes), bytes.toString("hex")]));
});

test.each([1, 7, 511, 513, 100_000])("looked through in pieces of %i bytes, a pack comes to the same", (size) => {
  const pack = makePack(members);
  const index = new TarIndex();
  for (let at = 0; at < pack.byteLength; at += size) index.push(pack.subarray(at, at + size));
  const found = index.end();
  expect(found.map(({ held, ...rest }) => ({ ...rest, sha256: held?.sha256 }))).toEqual(
    members.map(({ name, bytes }, at) => ({
      ...{ index: at, name, sizeBytes: bytes.byteLength, claimedSha256: sha256(bytes) },
      ...(at === 2 ? { fault: "archive.path", sha256: undefined } : { fault: null, sha256: sha256(bytes) }),
    })),
  );
  for (const [at, { held, sizeBytes }] of found.entries()) {
    if (held) expect(pack.subarray(held.at, held.at + sizeBytes)).toEqual(members[at]?.bytes);
  }
});

test("small files go together, in packs of a size; large, empty and single ones and archives go alone", () => {
  const file = (name: string, sizeBytes: number) => ({ name, sizeBytes });
  const small = Array.from({ length: 450 }, (_, at) => file(`${at}.jpg`, 10_000));
  const large = [file("large.jpg", 2_000_000), file("none.jpg", 0), file("some.zip", 10), file(".hidden", 10)];
  const plan = planPacks([...small, ...large]);
  expect(plan.packs.map(({ length }) => length)).toEqual([400, 50]);
  expect(plan.packs.flat()).toEqual(small);
  expect(plan.alone).toEqual(large);
  const one = [file("one.jpg", 10)];
  expect(planPacks(one)).toEqual({ packs: [], alone: one });
  const big = planPacks(Array.from({ length: 200 }, (_, at) => file(`${at}.jpg`, 1_000_000)));
  for (const pack of big.packs) expect(pack.length * 1_000_000).toBeLessThan(limits.packBytes);
});

test("how long a member's header is, is known before its hash", () => {
  // Across the lengths where a record says its own length with one digit more, and where records fill another block.
  for (let chars = 1; chars < 1_000; chars += 1) {
    const name = "圖".repeat(chars);
    expect(packHeaderBytes(name)).toBe(packHeader({ name, sizeBytes: 1, sha256: "0".repeat(64) }).byteLength);
  }
});
