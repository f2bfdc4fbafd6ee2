import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

it("all of lib/ledger, with the cryptography that it needs, is under 20 kB for a browser", () => {
  const names = readdirSync("lib/ledger").filter((name) => name.endsWith(".ts"));
  const input = names.map((name) => `export * from "./${name}";`).join("\n");
  const options = [
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--platform=browser",
    "--log-level=error",
  ];
  const bundle = execFileSync(resolve("node_modules/esbuild/bin/esbuild"), options, { cwd: "lib/ledger", input });
  const bytes = gzipSync(bundle, { level: 9 }).length;
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThan(20_000);
});
