import { defineConfig } from "@playwright/test";
import base from "../../playwright.config";

// The browser, the server and its demo data are those of the browser tests; what is measured has the machine for itself.
export default defineConfig({
  ...base,
  testDir: "browser",
  testMatch: "*.bench.ts",
  outputDir: "../../test-results",
  workers: 1,
  projects: base.projects?.slice(0, 1) ?? [],
  use: { ...base.use, trace: "off", screenshot: "off" },
  webServer: { ...[base.webServer].flat()[0], command: "node bin/start.mjs", cwd: "../.." },
});
