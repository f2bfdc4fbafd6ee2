import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEnv } from "#lib/env";

const example = readFileSync(".env.example", "utf8");
const given = [...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value] as const);
const known = [...readFileSync("lib/env.ts", "utf8").matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);

describe(".env.example", () => {
  it("lists every variable once, and no other", () => {
    expect(given.map(([name]) => name).sort()).toEqual([...known].sort());
  });

  it("shows values that would be taken, and the defaults that hold", () => {
    const shown = readEnv(Object.fromEntries(given));
    const defaults = readEnv({});
    for (const name of ["port", "dataDir", "worker", "trustProxy", "demo", "logLevel"] as const)
      expect(shown[name], name).toBe(defaults[name]);
  });

  it("sets nothing by itself, so that a copy of it changes nothing", () => {
    expect(example.split("\n").filter((line) => line && !line.startsWith("#"))).toEqual([]);
  });
});

describe("the costs of anchoring in docs/operating.md", () => {
  const text = readFileSync("docs/operating.md", "utf8");
  const rows = [...text.matchAll(/^\| ((?:one anchor|every |deploying|gas price).*) \|$/gm)].map(([, row = ""]) =>
    row.split(" | "),
  );
  const gasOf: Record<string, number> = {
    "one anchor": 68_000,
    "every hour, a year": 68_000 * 24 * 365,
    "every 6 hours, a year": 68_000 * 4 * 365,
    "every day, a year": 68_000 * 365,
    "every week, a year": 68_000 * 52,
    "deploying, once (782,051 gas)": 782_051,
  };

  it("are what gas, price and interval make", () => {
    const [[, ...prices] = [], ...lines] = rows;
    expect(lines.map(([name]) => name)).toEqual(Object.keys(gasOf));
    for (const [name = "", ...costs] of lines)
      for (const [at, cost] of costs.entries()) {
        const exact = ((gasOf[name] ?? 0) * Number(prices[at])) / 1e9;
        expect(Number(cost), `${name} at ${prices[at]}`).toBe(Number(exact.toPrecision(3)));
      }
  });
});

describe("compose.yaml", () => {
  it("passes on all that stands in .env, and sets only variables that Assay knows", () => {
    const app = readFileSync("compose.yaml", "utf8").split("  db:\n    image")[0] ?? "";
    const passed = [...app.matchAll(/^ {6}([A-Z_]+): /gm)].map(([, name]) => name);
    expect(app).toContain("    env_file: .env\n");
    expect(passed).toEqual(["DATABASE_URL", "DATA_DIR", "PORT"]);
    for (const name of passed) expect(known).toContain(name);
  });
});
