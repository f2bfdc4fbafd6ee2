import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const onPostgres = Boolean(process.env.DATABASE_URL);

// What no database takes part in is the same on both: it runs with the first, PGlite.
const withoutDatabase = [
  "tests/{unit,property}/**",
  "tests/integration/{audit-anchor,audit-command,lock,start,verify-anchor,verify-command}.test.ts",
];

// Whatever takes longest begins first, so that no core waits for it in the end.
const longest = [
  "integration/anchor-kill",
  "integration/crash",
  "integration/anchor-command",
  "property/replay",
  "integration/log-outside",
  "integration/batch",
  "integration/upload",
  "unit/contract-proof",
  "integration/crash-import",
  "integration/crash-upload",
  "integration/log-gap",
  "integration/audit",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.includes(`/tests/${name}.`));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  test: {
    include: ["tests/{unit,property,integration}/**/*.test.ts"],
    // What only one database can show (races need several connections, a lock file needs a folder) says so in its name.
    exclude: onPostgres ? ["**/*.pglite.test.ts", ...withoutDatabase] : ["**/*.postgres.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    globalSetup: ["tests/support/prepare.ts"],
    // Only what hangs is to fail by the clock: a busy machine takes many times as long as a quiet one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { TZ: "UTC", LOG_LEVEL: "silent" },
  },
});
