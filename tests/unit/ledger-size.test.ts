import { readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { expect, it } from "vitest";

it("all of lib/ledger, with the cryptography that it needs, is under 20 kB for a browser", () => {
  const names = readdirSync("lib/ledger").filter((name) => name.endsWith(".ts"));
  const contents = names.map((name) => `export * from "./${name}";`).join("\n");
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: "lib/ledger" },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    logLevel: "error",
  });
  const bytes = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThan(20_000);
});
