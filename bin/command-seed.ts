import type { Command } from "commander";
import { migrate } from "#db/migrate";
import { seedDemo } from "#db/seed";
import { asSystem } from "./system";

export function addSeed(program: Command): void {
  program
    .command("seed")
    .description("put the demo data into an empty local database; refuses any other")
    .action(() =>
      asSystem(async (ctx) => {
        await migrate(ctx.db);
        await seedDemo(ctx);
        process.stdout.write("Demo data made.\n");
      }),
    );
}
