import type { Command } from "commander";
import { getDb } from "#db/client";
import { assertUsable, migrationState } from "#db/migrate";
import { refusal } from "#lib/refusal";

export function addWorker(program: Command): void {
  program
    .command("worker")
    .description("run the background jobs in a process of their own (PostgreSQL; start the servers with WORKER=off)")
    .action(async () => {
      // The variable is for servers; whoever calls this command wants a worker.
      process.env.WORKER = "on";
      const { db } = await getDb();
      const found = await migrationState(db);
      assertUsable(found);
      if (found.state === "pending") {
        throw refusal("database.unavailable", "The database lacks migrations. Run `npm run assay -- migrate` first.");
      }
      // Imported late: no other command needs what the jobs need.
      const { startWorker } = await import("#lib/worker");
      await startWorker();
      process.stdout.write("The worker runs. Ctrl-C stops it.\n");
    });
}
