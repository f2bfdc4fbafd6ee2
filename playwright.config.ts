import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { browserArgs, findChromium } from "./tests/support/browser";

// Each worker reads this file again: what the first reading decided is handed on in the environment.
process.env.CHROMIUM_PATH = findChromium();
if (!process.env.E2E_DATA_DIR) {
  const folder = mkdtempSync(join(tmpdir(), "assay-e2e-"));
  process.env.E2E_DATA_DIR = folder;
  // At the very end: Playwright's own teardown comes while the server still writes.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
}
process.env.E2E_PORT ??= "3170";
process.env.E2E_MODEL_PORT ??= String(Number(process.env.E2E_PORT) + 1_000);
const modelURL = `http://127.0.0.1:${process.env.E2E_MODEL_PORT}`;
const baseURL = `http://localhost:${process.env.E2E_PORT}`;

const browser = {
  ...devices["Desktop Chrome"],
  launchOptions: { executablePath: process.env.CHROMIUM_PATH, args: browserArgs },
};

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.test.ts",
  outputDir: "test-results",
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes at the second try has found something: no retries.
  retries: 0,
  workers: 2,
  timeout: 240_000,
  // A busy machine is no fault of the page's; what has to be quick names its own limit.
  expect: { timeout: 30_000 },
  reporter: process.env.E2E_REPORT ? [["list"], ["json", { outputFile: process.env.E2E_REPORT }]] : "list",
  // What a trace films costs a third of a test's time; the page as it was at each step, and a picture of the failure, tell enough.
  use: {
    baseURL,
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: false },
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "en", use: { ...browser, locale: "en-US" } },
    { name: "zh-TW", use: { ...browser, locale: "zh-TW" } },
  ],
  webServer: [
    {
      command: "node bin/start.mjs",
      url: `${baseURL}/api/health`,
      env: {
        PORT: process.env.E2E_PORT,
        ASSAY_URL: baseURL,
        DATA_DIR: process.env.E2E_DATA_DIR,
        DATABASE_URL: "",
        LOG_LEVEL: "warn",
        // Each person of a test comes from an address of their own, so that the limits by address hold here as they do in life.
        TRUST_PROXY: "on",
        MODEL_ENDPOINTS: modelURL,
      },
      timeout: 600_000,
      gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
      stdout: "pipe",
      stderr: "pipe",
    },
    {
      command: "npx tsx tests/support/model-child.ts",
      port: Number(process.env.E2E_MODEL_PORT),
      stdout: "pipe",
      stderr: "pipe",
    },
  ],
});
