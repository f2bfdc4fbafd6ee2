import { readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { openApiText } from "#lib/api/openapi";
import { refusal } from "#lib/refusal";

const FILE = "openapi.json";

export function addOpenapi(program: Command): void {
  program
    .command("openapi")
    .description(`write ${FILE}, the description of the REST API, from the router`)
    .option("--check", `change nothing; fail when ${FILE} is not what the router gives`)
    .action(async ({ check }: { check?: boolean }) => {
      const text = await openApiText();
      if (!check) return writeFileSync(FILE, text);
      if (readFileSync(FILE, "utf8") !== text) {
        throw refusal("input.invalid", `${FILE} is not what the router gives. Run: npm run assay -- openapi`);
      }
    });
}
