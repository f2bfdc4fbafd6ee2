#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { exitWith } from "./exit";

// Migrations, .env and the default data folder are those of the installation, wherever the command is called from; files named
// on the command line are found from INIT_CWD.
process.env.INIT_CWD ??= process.cwd();
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
for (const file of [".env.local", ".env"]) if (existsSync(file)) process.loadEnvFile(file);

/** Where each command is; only the one that is called is loaded, for memory's sake and for a quick start. */
const commands: Record<string, () => Promise<(program: Command) => void>> = {
  migrate: async () => (await import("./command-migrate")).addMigrate,
  setup: async () => (await import("./command-setup")).addSetup,
  seed: async () => (await import("./command-seed")).addSeed,
  worker: async () => (await import("./command-worker")).addWorker,
  import: async () => (await import("./command-import")).addImport,
  suggest: async () => (await import("./command-suggest")).addSuggest,
  openapi: async () => (await import("./command-openapi")).addOpenapi,
  keygen: async () => (await import("./command-keygen")).addKeygen,
  log: async () => (await import("./command-log")).addLog,
  anchor: async () => (await import("./command-anchor")).addAnchor,
  audit: async () => (await import("./command-audit")).addAudit,
  verify: async () => (await import("./command-verify")).addVerify,
  witness: async () => (await import("./command-witness")).addWitness,
  replay: async () => (await import("./command-replay")).addReplay,
};

function load(name = ""): Promise<((program: Command) => void)[]> {
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return Promise.all((named ? [named] : Object.values(commands)).map((one) => one()));
}

const program = new Command("assay").description("Runs and inspects an Assay installation.").showHelpAfterError();
for (const add of await load(process.argv[2])) add(program);

try {
  await program.parseAsync();
} catch (error) {
  exitWith(error);
}
