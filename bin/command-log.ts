import { resolve } from "node:path";
import type { Command } from "commander";
import { exportLog, type LogToExport } from "#lib/adapters/log-export";
import { fetchLog } from "#lib/adapters/log-fetch";
import { logVkeys } from "#lib/log-key";
import { refusal } from "#lib/refusal";
import type { Ctx } from "#lib/services/context";
import { readPublicTile, readPublished } from "#lib/services/log-read";
import { asSystem } from "./system";

export function addLog(program: Command): void {
  const log = program.command("log").description("the public log");
  log
    .command("export")
    .argument("<dir>", "folder that a web server can serve as /log; an earlier export there is continued")
    .option(
      "--from <url>",
      "read a running server's public log instead of the database, such as https://assay.example.org",
    )
    .description("write the published log as static files, the checkpoint last")
    .action(async (dir: string, { from }: { from?: string }) => {
      const folder = resolve(process.env.INIT_CWD ?? "", dir);
      if (from) return writeTo(folder, await fetchLog(from));
      await asSystem(async (ctx) => writeTo(folder, await readOwnLog(ctx)));
    });
}

async function writeTo(folder: string, log: LogToExport): Promise<void> {
  const written = await exportLog(folder, log);
  process.stderr.write(`${written} files written: ${folder} holds the log.\n`);
}

async function readOwnLog(ctx: Ctx): Promise<LogToExport> {
  const published = await readPublished(ctx);
  if (!published)
    throw refusal("input.invalid", "Nothing is published yet: start the server first, with a key to sign with.");
  return {
    note: published.note,
    vkeys: logVkeys(),
    readTile: async (wanted) => {
      const bytes = await readPublicTile(ctx, wanted, published.size);
      if (!bytes) throw new Error(`the published log lacks ${JSON.stringify(wanted)}`);
      return bytes;
    },
  };
}
