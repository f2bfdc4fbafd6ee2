import { defineConfig } from "vitest/config";

const onPostgres = Boolean(process.env.DATABASE_URL);

export default defineConfig({
  test: {
    include: ["tests/{unit,property,integration}/**/*.test.ts"],
    // What only one database can show (races need several connections, a lock file needs a folder) says so in its name.
    exclude: [onPostgres ? "**/*.pglite.test.ts" : "**/*.postgres.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    globalSetup: ["tests/support/prepare.ts"],
    // Only what hangs is to fail by the clock: a busy machine takes many times as long as a quiet one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { TZ: "UTC", LOG_LEVEL: "silent" },
  },
});
