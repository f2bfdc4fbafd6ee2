import type { Command } from "commander";
import { migrate } from "#db/migrate";
import { openSystem } from "./system";

export function addSeed(program: Command): void {
  program
    .command("seed")
    .description("put the demo data into an empty local database; refuses any other")
    .action(async () => {
      const { opened, ctx } = await openSystem();
      try {
        await migrate(opened.db);
        const { seedDemo } = await import("#db/seed");
        await seedDemo(ctx);
        process.stdout.write("Demo data made.\n");
      } finally {
        await opened.close();
      }
    });
}
