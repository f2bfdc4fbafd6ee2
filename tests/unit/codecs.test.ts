import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../codecs");

test("the decoders that are checked in were built from the sources beside them (codecs/README.md)", () => {
  const lines = readFileSync(join(folder, "SHA256SUMS"), "utf8").trim().split("\n");
  expect(lines.map((line) => line.split("  ")[1])).toEqual(["lib.rs", "Cargo.toml", "Cargo.lock", "codecs.wasm"]);
  for (const line of lines) {
    const [sum, name = ""] = line.split("  ");
    expect(
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
      name,
    ).toBe(sum);
  }
});
