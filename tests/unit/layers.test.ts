import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** docs/architecture.md, "Who may import whom": for each folder, what it must never reach and what it must be able to. */
const layers: Record<string, { never: string[]; may: string[] }> = {
  "lib/ledger": {
    never: [
      "#lib/domain/points",
      "../domain/points",
      "#lib/env",
      "#db/client",
      "zod",
      "node:fs",
      "fs",
      "react",
      "next/link",
    ],
    may: ["./hash", "@noble/hashes/sha2.js"],
  },
  "lib/consensus": {
    never: ["#lib/domain/points", "../domain/points", "#lib/env", "#db/client", "zod", "node:fs", "react"],
    may: ["./answers"],
  },
  "lib/domain": {
    never: [
      "drizzle-orm",
      "drizzle-orm/pg-core",
      "next",
      "next/link",
      "react",
      "node:fs",
      "#lib/env",
      "../env",
      "../../db/client",
    ],
    may: ["./points", "#lib/domain/points", "#lib/ledger/hash", "#lib/consensus/answers", "zod"],
  },
  db: {
    never: [
      "#lib/services/context",
      "../lib/services/context",
      "#lib/api/base",
      "#lib/auth",
      "../app/robots",
      "next",
      "react",
    ],
    may: ["#lib/domain/points", "#lib/env", "drizzle-orm/pg-core", "pg", "node:fs", "#db/schema/user", "./client"],
  },
  "db/schema": { never: ["#lib/services/context", "#lib/api/base", "react"], may: ["./user", "#lib/domain/points"] },
  "lib/adapters": {
    never: [
      "#db/client",
      "../../db/client",
      "drizzle-orm",
      "#lib/services/context",
      "../services/context",
      "#lib/api/base",
    ],
    may: ["#lib/domain/adapter", "#lib/env", "nodemailer", "node:fs", "./blob"],
  },
  "lib/services": {
    never: [
      "next",
      "next/headers",
      "next-auth",
      "react",
      "#lib/api/base",
      "../api/base",
      "#lib/adapters/blob",
      "#lib/auth",
      "@orpc/server",
    ],
    may: [
      "#db/schema/user",
      "#lib/domain/points",
      "#lib/ledger/hash",
      "#lib/consensus/answers",
      "drizzle-orm",
      "node:crypto",
      "./context",
    ],
  },
  "lib/api": {
    never: [
      "#db/client",
      "#db/schema/user",
      "../../db/client",
      "drizzle-orm",
      "react",
      "#lib/adapters/blob",
      "#components/ui/button",
    ],
    may: ["#lib/services/context", "#lib/domain/points", "#lib/auth", "@orpc/server", "zod", "./base"],
  },
  "components/ui": {
    never: [
      "#db/client",
      "#lib/services/context",
      "../../lib/services/context",
      "#lib/api/router",
      "drizzle-orm",
      "#lib/env",
      "node:fs",
    ],
    may: ["#components/ui/button", "#lib/domain/points", "#lib/ledger/hash", "#lib/client", "react", "next/link"],
  },
  "app/[locale]/x": {
    never: [
      "#db/client",
      "#db/schema/user",
      "../../../db/client",
      "#lib/services/context",
      "../../../lib/services/context",
      "drizzle-orm",
      "#lib/adapters/blob",
    ],
    may: ["#components/ui/button", "#lib/api/server", "#lib/client", "#lib/auth", "next/navigation", "react"],
  },
  bin: {
    never: ["#components/ui/button", "../components/ui/button", "../app/robots", "react", "next"],
    may: ["#lib/services/context", "#lib/env", "#db/client", "commander", "node:fs", "./exit"],
  },
  lib: {
    never: ["#components/ui/button", "../components/ui/button", "../app/robots"],
    may: ["#lib/env", "#db/client"],
  },
};

/** Each way to write an import that a file could hide behind. */
const forms: Record<string, (from: string) => string> = {
  import: (from) => `import { x } from "${from}";\nexport const a = x;\n`,
  "import type": (from) => `import type { x } from "${from}";\nexport type A = x;\n`,
  "export from": (from) => `export { x } from "${from}";\n`,
  "bare import": (from) => `import "${from}";\n`,
  "import()": (from) => `export const a = import("${from}");\n`,
  "require()": (from) => `export const a = require("${from}");\n`,
};

const root = mkdtempSync(join(tmpdir(), "assay-layers-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const plants = Object.entries(layers).flatMap(([folder, { never, may }]) => [
  ...never.map((from) => ({ folder, from, form: "import", refused: true })),
  ...may.map((from) => ({ folder, from, form: "import", refused: false })),
  ...Object.keys(forms).map((form) => ({ folder, from: String(never[0]), form, refused: true })),
]);

function plant(file: string, text: string): string {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  return file;
}

describe("Biome, with the rules of this repository", () => {
  const files = new Map<string, { category: string; path: string }[]>();
  const names = plants.map(({ folder, from, form }, at) =>
    plant(`${folder}/plant-${at}.ts`, String(forms[form]?.(from))),
  );

  beforeAll(() => {
    copyFileSync("biome.json", join(root, "biome.json"));
    // One run for all plants; the rules are read from the copy, so the plants never stand in the real tree.
    const args = ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=json", "."];
    const run = spawnSync(process.execPath, [resolve("node_modules/@biomejs/biome/bin/biome"), ...args], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    for (const { category, location } of JSON.parse(run.stdout).diagnostics as BiomeDiagnostic[]) {
      const path = typeof location.path === "string" ? location.path : String(location.path?.file);
      files.set(path.replace(/^\.\//, ""), [...(files.get(path) ?? []), { category, path }]);
    }
  });

  it.each(plants.map((each, at) => ({ ...each, name: String(names[at]) })))(
    "in $folder: $form of $from, refused: $refused",
    ({ name, form, refused }) => {
      const rules = (files.get(name) ?? []).map((diagnostic) => diagnostic.category);
      const rule = form === "require()" ? "lint/style/noCommonJs" : "lint/style/noRestrictedImports";
      if (refused) expect(rules).toContain(rule);
      else expect(rules).not.toContain(rule);
    },
  );
});

type BiomeDiagnostic = { category: string; location: { path: string | { file: string } | null } };

describe.each(["lib/ledger", "lib/consensus", "lib/domain"])(
  "the compiler, with the second tsconfig of %s",
  (folder) => {
    const globals = [
      "window",
      "document",
      "fetch",
      "process",
      "Buffer",
      "setTimeout",
      "console",
      "crypto",
      "TextEncoder",
      "URL",
    ];

    beforeAll(() => {
      for (const file of ["tsconfig.json", "package.json", `${folder}/tsconfig.json`]) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        copyFileSync(file, join(root, file));
      }
      symlinkSync(resolve("node_modules"), join(root, "node_modules"));
    });
    afterAll(() => rmSync(join(root, "node_modules")));

    it("refuses every global of a browser or of Node, and their modules, and nothing of ES2023", () => {
      for (let at = 0; at < plants.length; at += 1)
        rmSync(join(root, String(`${folder}/plant-${at}.ts`)), { force: true });
      for (const name of globals)
        plant(`${folder}/global-${name.toLowerCase()}.ts`, `export const a: unknown = ${name};\n`);
      plant(`${folder}/module-node.ts`, 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n');
      plant(
        `${folder}/plain.ts`,
        "export const a: readonly number[] = [2, 1].toSorted().map((n) => Math.max(n, 1));\n",
      );
      const output = compile(join(root, folder));
      const refused = [...new Set([...output.matchAll(/([a-z-]+)\.ts\(\d+,\d+\): error/g)].map(([, name]) => name))];
      expect(refused.sort()).toEqual([...globals.map((name) => `global-${name.toLowerCase()}`), "module-node"].sort());
    });
  },
);

function compile(project: string): string {
  try {
    return execFileSync(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "--noEmit", "-p", project], {
      encoding: "utf8",
    });
  } catch (error) {
    return String((error as { stdout: string }).stdout);
  }
}
