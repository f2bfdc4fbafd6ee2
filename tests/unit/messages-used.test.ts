import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import en from "../../messages/en.json";
import { flattenCatalogue } from "../support/catalogue";

// Texts found by a value that is not in the code beside them: an error's reason, a schema's key, a state of the database.
const byValue = ["error.", "import.reason.", "import.mend.", "verify."];

const folders = ["app", "components", "lib", "bin"];
const sources = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8")),
);

/** Names of texts as code writes them: "save", "column.when", and `${kind}Title` as a pattern. */
function namesIn(source: string): { words: Set<string>; patterns: RegExp[] } {
  const words = new Set(source.match(/[\w-]+(?:\.[\w-]+)*/g));
  const templates = [...source.matchAll(/`([\w.-]*\$\{[^`]*)`/g)].map(([, text = ""]) => text);
  const patterns = templates
    .map((text) => text.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "*"))
    .filter((text) => /^[\w.*-]+$/.test(text) && /[\w]/.test(text))
    .map((text) => new RegExp(`^${text.replaceAll(".", "\\.").replaceAll("*", ".+")}$`));
  return { words, patterns };
}

function findUnused(keys: Iterable<string>, code: readonly string[]): string[] {
  const { words, patterns } = namesIn(code.join("\n"));
  // A key's own end may stand in one file and its beginning, the namespace, in another.
  const isNamed = (key: string) => {
    const steps = key.split(".");
    return steps.some((_, at) => {
      const end = steps.slice(at).join(".");
      return words.has(end) || patterns.some((pattern) => pattern.test(end));
    });
  };
  return [...keys].filter((key) => !byValue.some((prefix) => key.startsWith(prefix)) && !isNamed(key));
}

it("holds no text that no code names", () => {
  expect(findUnused(flattenCatalogue(en).keys(), sources)).toEqual([]);
});

it("finds a text that nothing names, and none that a template makes", () => {
  const code = [["t(`$", "{kind}Planted`); t(`column.$", "{name}`); t('board.row')"].join("")];
  const keys = ["a.openPlanted", "a.column.when", "a.board.row", "a.boardless", "b.nobodyAsks"];
  expect(findUnused(keys, code)).toEqual(["a.boardless", "b.nobodyAsks"]);
});
