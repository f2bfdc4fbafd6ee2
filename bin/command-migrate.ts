import type { Command } from "commander";
import { openDb } from "#db/client";
import { migrate } from "#db/migrate";

export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .description("bring the database up to date; safe to run twice and from several processes")
    .action(async () => {
      const opened = await openDb();
      try {
        const count = await migrate(opened.db);
        process.stdout.write(count > 0 ? `${count} migrations applied.\n` : "The database is up to date.\n");
      } finally {
        await opened.close();
      }
    });
}
