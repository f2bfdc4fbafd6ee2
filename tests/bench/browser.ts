import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "#tests/support/child";
import type { Figure } from "./report";

const PORT = 3181;

type Suite = {
  suites?: Suite[];
  specs?: { tests: { results: { annotations?: { type: string; description?: string }[] }[] }[] }[];
};

/** What people wait for in a real browser; each measurement is a file of tests/bench/browser that notes its figures as annotations. */
export async function measureBrowser(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "assay-bench-"));
  const report = join(folder, "report.json");
  try {
    const args = ["node_modules/@playwright/test/cli.js", "test", "-c", "tests/bench/browser.config.ts"];
    const env = { DATABASE_URL: "", E2E_PORT: String(PORT), E2E_REPORT: report };
    const { code, stdout, stderr } = await runChild(process.execPath, args, env);
    if (code !== 0) throw new Error(`the browser's measurements ended with code ${code}:\n${stdout}${stderr}`);
    return figuresOf(JSON.parse(await readFile(report, "utf8")) as Suite);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function figuresOf({ suites = [], specs = [] }: Suite): Figure[] {
  const results = specs.flatMap(({ tests }) => tests.flatMap((test) => test.results));
  const notes = results.flatMap(({ annotations = [] }) => annotations.filter(({ type }) => type === "figure"));
  const own = notes.map(({ description = "" }) => JSON.parse(description) as Figure);
  return [...own, ...suites.flatMap(figuresOf)];
}
