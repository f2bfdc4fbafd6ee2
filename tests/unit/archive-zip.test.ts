import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listZip } from "#lib/adapters/archive-zip";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-zip-names-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A ZIP whose names are these bytes, said to be in no encoding: what old packers write. */
function zipOf(names: readonly Buffer[]): string {
  const plain = names.map((name, at) => String(at).padStart(name.byteLength, "n"));
  const zip = Buffer.from(zipSync(Object.fromEntries(plain.map((name) => [name, Buffer.from("x")]))));
  for (const [at, stand] of plain.entries()) {
    for (let found = zip.indexOf(stand); found >= 0; found = zip.indexOf(stand, found + 1)) names[at]?.copy(zip, found);
  }
  const path = join(
    folder,
    `${names.length}-${Buffer.concat([...names])
      .toString("hex")
      .slice(0, 40)}.zip`,
  );
  writeFileSync(path, zip);
  return path;
}

const hex = (...names: string[]) => names.map((name) => Buffer.from(name, "hex"));

test.each([
  // 照片.jpg, 台北.jpg; 圖.jpg, which may be anything alone
  ["Big5", hex("b7d3a4f92e6a7067", "a578a55f2e6a7067"), ["照片.jpg", "台北.jpg"]],
  ["Big5, alone", hex("b9cf2e6a7067"), ["圖.jpg"]],
  // 写真.jpg, 東京.jpg
  ["Shift JIS", hex("8eca905e2e6a7067", "938c8b9e2e6a7067"), ["写真.jpg", "東京.jpg"]],
  // 照片.jpg, 北京.jpg
  ["GB 18030", hex("d5d5c6ac2e6a7067", "b1b1bea92e6a7067"), ["照片.jpg", "北京.jpg"]],
  ["UTF-8 beside Big5", [Buffer.from("照片.jpg"), ...hex("a578a55f2e6a7067")], ["照片.jpg", "台北.jpg"]],
  // café.jpg, naïve.jpg, of which the latter would be Shift JIS alone
  ["the Western one of ZIP", hex("636166822e6a7067", "6e618b76652e6a7067"), ["café.jpg", "naïve.jpg"]],
] as const)("names that say no encoding are shown in theirs: %s", async (_, names, shown) => {
  expect((await listZip(zipOf(names))).map(({ name }) => name)).toEqual(shown);
});
