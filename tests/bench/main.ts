import { testCtx } from "#tests/support/ctx";
import { prepareTemplate, testDb } from "#tests/support/db";
import { startPostgres } from "#tests/support/postgres";
import { measureAudit } from "./audit";
import { measureBoard } from "./board";
import { measureImport } from "./import";
import { measureLog } from "./log";
import { measurePages } from "./pages";
import { type Figure, printFigures } from "./report";
import { measureClaims, measureVerdicts } from "./settle";

/*
 * npm run bench [-- NAME…]: every figure beside a bare baseline of the same run, on PGlite and, where one can be had, on PostgreSQL.
 * Names: claims verdicts import log board pages audit.
 */
const measures = {
  claims: (ctx) => measureClaims(ctx, 20_000),
  verdicts: (ctx) => measureVerdicts(ctx, 2_000),
  import: (ctx) => measureImport(ctx, ctx.databaseKind === "postgres" ? 100_000 : 20_000),
  log: (ctx) => measureLog(ctx, ctx.databaseKind === "postgres" ? 50_000 : 10_000),
  board: (ctx) => measureBoard(ctx, 1_000_000),
} satisfies Record<string, (ctx: ReturnType<typeof testCtx>) => Promise<Figure[]>>;

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

async function runOnDatabase(): Promise<void> {
  await prepareTemplate();
  for (const [name, measure] of Object.entries(measures)) {
    if (!isWanted(name)) continue;
    const opened = await testDb();
    printFigures(`${name} on ${opened.kind}`, await measure(testCtx(opened.db, opened.kind)));
    await opened.close();
  }
}

const given = process.env.DATABASE_URL;
delete process.env.DATABASE_URL;
await runOnDatabase();
const server = given ? { url: given, stop: async () => {} } : await startPostgres({ durable: true });
if (server) {
  process.env.DATABASE_URL = server.url;
  await runOnDatabase();
  await server.stop();
  delete process.env.DATABASE_URL;
}
if (isWanted("audit")) printFigures("audit of a public log", await measureAudit(1_000_000));
if (isWanted("pages")) printFigures("pages of the production build", await measurePages());
