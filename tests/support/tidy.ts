import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Checks on the files of the repository; pure, so that a test can plant a fault and see it found. */
export type SourceFile = { path: string; text: string };

const BINARY = /\.(?:png|jpe?g|gif|webp|ico|woff2?|gz|zip|xlsx|parquet|wasm)$/i;

/** Files that are tracked, or new and not ignored, as they are now. */
export function readTree(): SourceFile[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = new Set(list.split("\0").filter((path) => path && !BINARY.test(path)));
  return [...paths].filter((path) => existsSync(path)).map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

export const isCode = (path: string) => /\.(?:ts|tsx|mjs)$/.test(path);
/** Data of others, kept as it was found. */
const isData = (path: string) => path.startsWith("tests/vectors/") || path.startsWith("db/demo/");
const baseName = (path: string) => path.split("/").at(-1) ?? "";
const folders = (path: string) => path.split("/").slice(0, -1);
const countLines = (text: string) => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

/** Code with its comments, and what stands in quotes, blanked; templates stay, for they hold code. */
function bareCode(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:\w])\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, " ");
}

type Check = { applies: (path: string) => boolean; fault: (file: SourceFile) => string | undefined };

const match = (text: string, pattern: RegExp) => pattern.exec(text)?.[0]?.trim();
const word = (...letters: string[]) => letters.join("");

/** One file each: undefined, or what is wrong with it. */
export const fileChecks = {
  "no source file has more than 400 lines": {
    applies: isCode,
    fault: ({ text }) => (countLines(text) > 400 ? `${countLines(text)} lines` : undefined),
  },
  "no folder is deeper than three levels, routes excepted": {
    applies: (path) => !path.startsWith("app/"),
    fault: ({ path }) => (folders(path).length > 3 ? folders(path).join("/") : undefined),
  },
  "no folder has a name that says nothing": {
    applies: () => true,
    fault: ({ path }) => folders(path).find((name) => /^(?:src|utils?|helpers?|types|hooks|misc|shared)$/.test(name)),
  },
  "files of code have kebab-case names": {
    applies: (path) => isCode(path) || path.endsWith(".css"),
    fault: ({ path }) => (/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(baseName(path)) ? undefined : baseName(path)),
  },
  "folders have kebab-case names, locales and routes excepted": {
    applies: (path) => !path.startsWith("app/"),
    fault: ({ path }) => folders(path).find((name) => !/^\.?[a-z0-9]+(?:-[a-z0-9]+)*$|^zh-TW$/.test(name)),
  },
  "no barrel but db/schema/index.ts": {
    applies: (path) => isCode(path) && path !== "db/schema/index.ts",
    fault: ({ path, text }) =>
      /^index\./.test(baseName(path)) ? baseName(path) : match(text, /^export (?:type )?\* (?:as \w+ )?from.*$/m),
  },
  "nothing is left for later": {
    applies: (path) => !isData(path),
    fault: ({ text }) =>
      match(text, new RegExp(`\\b(?:${word("TO", "DO")}|${word("FIX", "ME")}|${word("X", "XX")})\\b.*`)),
  },
  "no test is skipped or runs alone": {
    applies: (path) => path.startsWith("tests/") && isCode(path),
    fault: ({ text }) =>
      match(
        bareCode(text),
        /\b(?:it|test|describe|suite|ctx|context)(?:\.\w+)*\.(?:skip|skipIf|runIf|only|todo|fixme|fails)\b|\bx(?:it|test|describe)\s*\(|\bf(?:it|describe)\s*\(/,
      ),
  },
  "nothing prints to the console but the commands and the tests": {
    applies: (path) => isCode(path) && !/^(?:bin|tests)\//.test(path),
    fault: ({ text }) => match(bareCode(text), /\bconsole\s*\.\s*(?:log|info|debug|table|dir)\b/),
  },
  "no type is any": {
    applies: (path) => /\.tsx?$/.test(path),
    fault: ({ text }) => match(bareCode(text), /(?:[:<|&,(]|\bas|=>|=)\s*any\b(?!\s*[:(.=])|\bany\s*\[\]/),
  },
  "no file names a package registry": {
    applies: (path) => !isData(path),
    fault: ({ text }) =>
      match(text, /"resolved": "\w+:|\bhttps?:\/\/[\w.-]*(?:registry|npmmirror|artifactory|nexus|verdaccio)[\w.-]*/),
  },
  "no file names a path of somebody's machine": {
    applies: (path) => !isData(path),
    fault: ({ text }) =>
      match(text, /(?:(?<![\w.}\])*/-])|file:\/\/)\/(?:home|root|Users|work|mnt)\/[\w.-]+|\b[A-Z]:\\\\?Users\\/),
  },
  "a decision has at most 40 lines": {
    applies: (path) => path.startsWith("docs/decisions/"),
    fault: ({ text }) => (countLines(text) > 40 ? `${countLines(text)} lines` : undefined),
  },
} satisfies Record<string, Check>;

export type CheckName = keyof typeof fileChecks;

/** "path: what is wrong" for each file that the check refuses. */
export function findFaults(files: readonly SourceFile[], name: CheckName): string[] {
  const { applies, fault } = fileChecks[name];
  return files.flatMap((file) => {
    const found = applies(file.path) ? fault(file) : undefined;
    return found === undefined ? [] : [`${file.path}: ${found}`];
  });
}

/** Line counts of the code: the middle one, and the one that nine of ten files stay under. */
export function measureSizes(files: readonly SourceFile[]): { median: number; nineOfTen: number } {
  const sizes = files.filter((file) => isCode(file.path)).map((file) => countLines(file.text));
  sizes.sort((a, b) => a - b);
  const at = (share: number) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] ?? 0;
  return { median: at(0.5), nineOfTen: at(0.9) };
}
