#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { addAudit } from "./command-audit";
import { addImport } from "./command-import";
import { addKeygen } from "./command-keygen";
import { addLog } from "./command-log";
import { addMigrate } from "./command-migrate";
import { addOpenapi } from "./command-openapi";
import { addSeed } from "./command-seed";
import { addSetup } from "./command-setup";
import { addWorker } from "./command-worker";
import { exitWith } from "./exit";

// Migrations, .env and the default data folder are those of the installation, wherever the command is called from; files named
// on the command line are found from INIT_CWD.
process.env.INIT_CWD ??= process.cwd();
process.chdir(fileURLToPath(new URL("..", import.meta.url)));
for (const file of [".env.local", ".env"]) if (existsSync(file)) process.loadEnvFile(file);

const program = new Command("assay").description("Runs and inspects an Assay installation.").showHelpAfterError();
for (const add of [addMigrate, addSetup, addSeed, addWorker, addImport, addOpenapi, addKeygen, addLog, addAudit])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  exitWith(error);
}
