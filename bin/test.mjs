// `npm test`: every check there is, in one order, to the end; the last line says how many passed and failed.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, isBuilt } from "./start-build.mjs";
import { install, whyInstall } from "./start-install.mjs";
import { run, start, stopAll, tail } from "./start-run.mjs";
import { say, seconds, step } from "./start-say.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), "assay-reports-"));
const total = { passed: 0, failed: 0 };
const failures = [];

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await stopAll();
    process.exit(130);
  });
}

const why = whyInstall();
if (why) {
  try {
    await step(`Installing packages: ${why}`, "1 minute", install);
  } catch (error) {
    say(error.message);
    finish();
  }
}
const server = await findServer();
const withServer = server && { ...process.env, DATABASE_URL: server.url };
const withoutServer = { ...process.env, DATABASE_URL: "" };

await check("format and lint", "@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]);
// Next writes the types of routes (PageProps, LayoutProps) that tsc then needs; a fresh clone has none.
await check("types of routes", "next/dist/bin/next", ["typegen"]);
await check("types", "typescript/bin/tsc", ["--noEmit"]);
await check("types of lib/ledger", "typescript/bin/tsc", ["--noEmit", "-p", "lib/ledger"]);
await check("types of lib/consensus", "typescript/bin/tsc", ["--noEmit", "-p", "lib/consensus"]);
await check("types of lib/domain", "typescript/bin/tsc", ["--noEmit", "-p", "lib/domain"]);
await check("unused code", "knip/bin/knip.js", []);
await vitest("tests on PGlite", withoutServer);
if (withServer) await vitest("tests on PostgreSQL", withServer);
else
  missing(
    "tests on PostgreSQL",
    "no PostgreSQL 15 or newer was found, and none could be installed; name one (DATABASE_URL)",
  );
await stage("build", async () => {
  if (isBuilt()) return passOne();
  try {
    await build();
    passOne();
  } catch (error) {
    failOne("build", error.message);
  }
});
await playwright();
await server?.stop();
finish();

/** The server of DATABASE_URL, or one of our own for the time of the tests. */
async function findServer() {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, stop: async () => {} };
  const { tsImport } = await import("tsx/esm/api");
  const { startPostgres } = await tsImport("../tests/support/postgres.ts", import.meta.url);
  return startPostgres().catch((error) => {
    say(`The throw-away PostgreSQL did not start: ${error.message}`);
  });
}

async function stage(title, work) {
  const startedAt = Date.now();
  say(`\n▶ ${title}`);
  await work();
  say(`  ${title}: ${seconds(startedAt)}`);
}

/** A check that counts as one test. */
function check(title, script, args) {
  return stage(title, async () => {
    const { code, output } = await run(process.execPath, [join("node_modules", script), ...args]);
    if (code === 0) passOne();
    else failOne(title, tail(output, 60));
  });
}

function vitest(title, env) {
  return stage(title, async () => {
    const report = join(reports, `${title}.json`);
    const args = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ];
    const code = await show(args, env);
    const result = readReport(report);
    if (!result) return failOne(title, "vitest ended without a report");
    total.passed += result.numPassedTests;
    total.failed += result.numFailedTests;
    for (const file of result.testResults) {
      const bad = file.assertionResults.filter((one) => one.status === "failed");
      for (const one of bad) failures.push(`${title}: ${file.name}: ${one.fullName}`);
      // A file that cannot even be loaded has no failed test of its own.
      if (file.status === "failed" && bad.length === 0) failOne(title, `${file.name}: ${file.message}`);
    }
    if (code !== 0 && !failures.some((line) => line.startsWith(title)))
      failOne(title, "an error outside of any test: see above");
  });
}

function playwright() {
  return stage("browser tests", async () => {
    if (!isBuilt()) return failOne("browser tests", "  not run: the build failed");
    const report = join(reports, "e2e.json");
    const code = await show(["node_modules/@playwright/test/cli.js", "test"], { ...withoutServer, E2E_REPORT: report });
    const result = readReport(report);
    if (!result) return failOne("browser tests", "playwright ended without a report");
    total.passed += result.stats.expected;
    total.failed += result.stats.unexpected + result.stats.flaky;
    for (const spec of result.suites.flatMap(specsOf))
      if (!spec.ok) failures.push(`browser tests: ${spec.file}: ${spec.title}`);
    if (code !== 0 && result.stats.unexpected + result.stats.flaky === 0) {
      failOne(
        "browser tests",
        result.errors.map((error) => error.message).join("\n") || "an error outside of any test: see above",
      );
    }
  });
}

function specsOf(suite) {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}

/** Runs a program whose output is shown as it comes. */
function show(args, env) {
  return new Promise((resolve) => {
    const child = start(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit"] });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function passOne() {
  total.passed += 1;
}

function failOne(title, text) {
  total.failed += 1;
  failures.push(title);
  say(text);
}

/** What could not be looked at is said, and is neither passed nor, on a developer's machine, failed; in CI it fails. */
function missing(title, why) {
  say(`\n▶ ${title}\n  not run: ${why}`);
  if (process.env.CI) failOne(title, why);
}

function finish() {
  rmSync(reports, { recursive: true, force: true });
  if (failures.length > 0) say(`\nFailed:\n${failures.map((line) => `  ${line}`).join("\n")}`);
  const bad = total.failed > 0 || total.passed === 0;
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  process.exit(bad ? 1 : 0);
}
