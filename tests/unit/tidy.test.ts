import { describe, expect, it } from "vitest";
import {
  type CheckName,
  fileChecks,
  findFaults,
  isCode,
  measureSizes,
  readTree,
  type SourceFile,
} from "../support/tidy";

const tree = readTree();
const lines = (count: number) => "x\n".repeat(count);

// Written in parts, or this file would be the first that the check refuses.
const later = ["TO", "DO"].join("");
const registry = ["https://regi", "stry.npmjs.org/zod"].join("");
const home = ["/ho", "me/alice/assay"].join("");
const mac = ["/Us", "ers/alice/assay"].join("");

/** For each check: files it must refuse, and files close to them that it must let pass. */
const plants: Record<CheckName, { refused: SourceFile[]; passed: SourceFile[] }> = {
  "no source file has more than 400 lines": {
    refused: [{ path: "lib/x.ts", text: lines(401) }],
    passed: [
      { path: "lib/x.ts", text: lines(400) },
      { path: "docs/x.md", text: lines(401) },
    ],
  },
  "no folder is deeper than three levels, routes excepted": {
    refused: [{ path: "lib/a/b/c/x.ts", text: "" }],
    passed: [
      { path: "lib/a/b/x.ts", text: "" },
      { path: "app/a/b/c/d/page.tsx", text: "" },
    ],
  },
  "no folder has a name that says nothing": {
    refused: ["src/x.ts", "lib/utils/x.ts", "app/x/hooks/y.ts", "lib/types/x.ts"].map((path) => ({ path, text: "" })),
    passed: [
      { path: "lib/util-text.ts", text: "" },
      { path: "lib/types.ts", text: "" },
    ],
  },
  "files of code have kebab-case names": {
    refused: ["lib/fooBar.ts", "components/ui/Button.tsx", "lib/foo_bar.ts"].map((path) => ({ path, text: "" })),
    passed: ["lib/foo-bar.ts", "next.config.ts", "tests/a/x.postgres.test.ts"].map((path) => ({ path, text: "" })),
  },
  "folders have kebab-case names, locales and routes excepted": {
    refused: [
      { path: "lib/fooBar/x.ts", text: "" },
      { path: "lib/Foo/x.ts", text: "" },
    ],
    passed: [
      { path: "messages/zh-TW/x.json", text: "" },
      { path: "app/[locale]/x.tsx", text: "" },
      { path: ".ci/run", text: "" },
    ],
  },
  "no barrel but db/schema/index.ts": {
    refused: [
      { path: "lib/domain/index.ts", text: "" },
      { path: "lib/domain/all.ts", text: 'export * from "./a";\n' },
      { path: "lib/domain/all.ts", text: 'export * as a from "./a";\n' },
    ],
    passed: [
      { path: "db/schema/index.ts", text: 'export * from "./a";\n' },
      { path: "lib/x.ts", text: 'export { a } from "./a";\n' },
    ],
  },
  "nothing is left for later": {
    refused: [
      { path: "lib/x.ts", text: `// ${later}: finish\n` },
      { path: "docs/x.md", text: `${later} write this` },
    ],
    passed: [{ path: "lib/x.ts", text: `const ${later.toLowerCase()}List = 1;\n` }],
  },
  "no test is skipped or runs alone": {
    refused: ["it.skip(", "describe.only(", "test.fixme(", "it.skipIf(true)(", "xit (", "it.concurrent.only("].map(
      (text) => ({
        path: "tests/unit/x.test.ts",
        text: `${text}"a", () => {});\n`,
      }),
    ),
    passed: [{ path: "tests/unit/x.test.ts", text: 'it("skips what is only there once", () => exit());\n' }],
  },
  "nothing prints to the console but the commands and the tests": {
    refused: [
      { path: "lib/x.ts", text: "console.log(1);\n" },
      { path: "components/ui/x.tsx", text: "console .info(1);\n" },
    ],
    passed: [
      { path: "bin/x.ts", text: "console.log(1);\n" },
      { path: "lib/x.ts", text: "// console.log is refused\n" },
    ],
  },
  "no type is any": {
    refused: [
      "let a: any;",
      "x as any",
      "let a: any[];",
      "Promise<any>",
      "Map<string, any>",
      "type A = any;",
      "string | any",
    ].map((text) => ({ path: "lib/x.ts", text: `${text}\n` })),
    passed: [
      "/** Input: any. */",
      'say("in: any");',
      "if (Promise.any(a)) b();",
      "const { any } = a;",
      "{ x: anything }",
    ].map((text) => ({ path: "lib/x.ts", text: `${text}\n` })),
  },
  "no file names a package registry": {
    refused: [
      { path: "package-lock.json", text: `"resolved": "${registry}"` },
      { path: ".npmrc", text: `registry=${registry}` },
      { path: "Dockerfile", text: ["RUN npm ci --registry http", "://npm.mirror-registry.example/"].join("") },
    ],
    passed: [
      { path: ".npmrc", text: "omit-lockfile-registry-resolved=true" },
      { path: "README.md", text: "https://nodejs.org" },
    ],
  },
  "no file names a path of somebody's machine": {
    refused: [home, `file://${mac}`, `"${mac}"`, `DATA_DIR=${home}`].map((text) => ({ path: "lib/x.ts", text })),
    passed: ["/api/v1/work/x", "./home/x", "https://example.org/home/x", "../../work/x"].map((text) => ({
      path: "lib/x.ts",
      text,
    })),
  },
  "a decision has at most 40 lines": {
    refused: [{ path: "docs/decisions/0001-x.md", text: lines(41) }],
    passed: [
      { path: "docs/decisions/0001-x.md", text: lines(40) },
      { path: "docs/x.md", text: lines(41) },
    ],
  },
};

describe.each(Object.keys(fileChecks) as CheckName[])("%s", (name) => {
  it("holds for every file", () => {
    expect(findFaults(tree, name)).toEqual([]);
  });

  it.each(plants[name].refused)("would be told of $path with $text", (file) => {
    expect(findFaults([file], name)).toHaveLength(1);
  });

  it("is not told of what only looks like it", () => {
    expect(findFaults(plants[name].passed, name)).toEqual([]);
  });
});

describe("files stay small", () => {
  it("looks at the whole tree", () => {
    expect(tree.filter((file) => isCode(file.path)).length).toBeGreaterThan(200);
    expect(tree.map((file) => file.path)).toContain("package-lock.json");
  });

  it("half of them under 90 lines, nine of ten under 220", () => {
    const { median, nineOfTen } = measureSizes(tree);
    expect(median).toBeLessThan(90);
    expect(nineOfTen).toBeLessThan(220);
  });

  it("would be told of a tree of large files", () => {
    const sized = (count: number, size: number) =>
      Array.from({ length: count }, () => ({ path: "lib/x.ts", text: lines(size) }));
    expect(measureSizes([...sized(50, 10), ...sized(50, 300)])).toEqual({ median: 300, nineOfTen: 300 });
    expect(measureSizes([...sized(89, 10), ...sized(11, 300)])).toEqual({ median: 10, nineOfTen: 300 });
    expect(measureSizes([...sized(91, 10), ...sized(9, 300)])).toEqual({ median: 10, nineOfTen: 10 });
  });
});
