import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { migrate } from "#db/migrate";
import { user } from "#db/schema/user";
import { findDemoSignIns, seedDemo } from "#db/seed";
import { env } from "#lib/env";
import { ensureLogKey, logVkeys } from "#lib/log-key";
import { assertObjects } from "#lib/objects";
import type { Ctx } from "#lib/services/context";
import { ensureSetupLink } from "#lib/services/setup";
import { asSystem } from "./system";

const PULSE_MS = 20_000;

/** What `npm start` runs before it serves: progress goes to standard error, what people must know at the end to standard output. */
export function addSetup(program: Command): void {
  program
    .command("setup")
    .description(
      "prepare the database: migrations, demo data in an empty embedded one, the first admin's link otherwise",
    )
    .option("--json", "say it as {text, settled}; settled: nothing is left to set up")
    .action((options: { json?: boolean }) =>
      asSystem(async (ctx, opened) => {
        await assertObjects();
        const count = await migrate(ctx.db);
        if (count > 0) process.stderr.write(`• Database brought up to date (${count} migrations)\n`);
        if (opened.kind === "pglite" && env().demo && (await isEmpty(ctx))) await seedWhole(ctx);
        if (opened.kind === "pglite") ensureLogKey();
        const signIns = await describe(ctx);
        const notes = { ...signIns, text: `${signIns.text}${describeLog()}` };
        process.stdout.write(options.json ? JSON.stringify(notes) : notes.text);
      }),
    );
}

async function isEmpty(ctx: Ctx): Promise<boolean> {
  return (await ctx.db.select({ id: user.id }).from(user).limit(1)).length === 0;
}

/** Seeds all or nothing: while the mark stands, the next start makes the database anew (db/pglite.ts). */
async function seedWhole(ctx: Ctx): Promise<void> {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(0)} s`;
  const mark = join(env().dataDir, "db.making");
  process.stderr.write(
    "• Making demo data in the empty database, once (usually 1 minute; DEMO=off leaves it empty) …\n",
  );
  const pulse = setInterval(() => process.stderr.write(`  … still at it, ${seconds()} so far\n`), PULSE_MS);
  await writeFile(mark, "", { flush: true });
  await seedDemo(ctx).finally(() => clearInterval(pulse));
  await rm(mark);
  process.stderr.write(`  done in ${seconds()}\n`);
}

type Notes = { text: string; settled: boolean };

function describeLog(): string {
  const vkeys = logVkeys();
  if (vkeys.length === 0) return '\nThe ledger is not signed: no key (docs/operating.md, "The log\'s key").\n';
  return `\nVerifier key of the ledger, for whoever checks it (npm run assay -- audit ${env().baseUrl} --vkey KEY):\n  ${vkeys.join("\n  ")}\n`;
}

async function describe(ctx: Ctx): Promise<Notes> {
  const signIns = await findDemoSignIns(ctx);
  if (signIns.length > 0) {
    const rows = signIns.map((one) => `  ${one.role.padEnd(12)} ${one.email.padEnd(32)} ${one.password}`);
    return { text: `Demo sign-ins (role, e-mail, password):\n${rows.join("\n")}\n`, settled: true };
  }
  const link = await ensureSetupLink(ctx);
  if (!link) return { text: "", settled: true };
  return {
    text: `No administrator yet. Whoever opens this link first becomes one (it works once):\n  ${link}\n`,
    settled: false,
  };
}
