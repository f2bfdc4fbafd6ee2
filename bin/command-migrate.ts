import type { Command } from "commander";
import { migrate } from "#db/migrate";
import { asSystem } from "./system";

export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .description("bring the database up to date; safe to run twice and from several processes")
    .action(() =>
      asSystem(async (ctx) => {
        const count = await migrate(ctx.db);
        process.stdout.write(count > 0 ? `${count} migrations applied.\n` : "The database is up to date.\n");
      }),
    );
}
