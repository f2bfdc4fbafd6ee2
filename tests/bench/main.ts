import { testCtx } from "#tests/support/ctx";
import { prepareTemplate, testDb } from "#tests/support/db";
import { startPostgres } from "#tests/support/postgres";
import { measureAttackers } from "./attackers";
import { measureAudit } from "./audit";
import { measureBoard } from "./board";
import { measureBrowser } from "./browser";
import { measureChain } from "./chain";
import { measureAnchoring } from "./chain-lane";
import { measureClaims, measureLabelClaims } from "./claim";
import { measureConsensus } from "./consensus";
import { measureImport } from "./import";
import { measureImportKill } from "./import-kill";
import { measureLog } from "./log";
import { measureNames } from "./names";
import { measureNasty } from "./nasty";
import { measureNastyTables } from "./nasty-tables";
import { measureNear } from "./near";
import { measureNearLooks, measureNearMedia } from "./near-media";
import { measurePages } from "./pages";
import { measurePii } from "./pii";
import { measureReceipts } from "./receipt";
import { type Figure, printFigures } from "./report";
import { measureVerdicts } from "./settle";
import { measureSnapshot } from "./snapshot";
import { measureDrops, measureUploads, measureUploadsAlone, measureUploadsByNext } from "./upload";

/*
 * npm run bench [-- NAME…]: every figure beside a bare baseline of the same run, on PGlite and, where one can be had, on PostgreSQL.
 * Names: claims label-claims verdicts import import-kill nasty-tables log board chain pages browser audit pii near consensus receipts snapshot uploads uploads-next uploads-alone nasty upload-drop; with another number of rows (files, bytes) as import:1000000. `postgres` alone leaves PGlite out.
 */
const measures = {
  claims: (ctx, rows = 20_000) => measureClaims(ctx, rows),
  "label-claims": (ctx, rows = ctx.databaseKind === "postgres" ? 1_000_000 : 100_000) => measureLabelClaims(ctx, rows),
  verdicts: (ctx, rows = 2_000) => measureVerdicts(ctx, rows),
  import: (ctx, rows = ctx.databaseKind === "postgres" ? 100_000 : 20_000) => measureImport(ctx, rows),
  // Another process has to reach the database, so this one is for PostgreSQL alone.
  "import-kill": (ctx, rows = 100_000, url) => (url ? measureImportKill(ctx, url, rows) : Promise.resolve([])),
  "nasty-tables": (ctx) => measureNastyTables(ctx),
  log: (ctx, rows = ctx.databaseKind === "postgres" ? 50_000 : 10_000) => measureLog(ctx, rows),
  board: (ctx, rows = 1_000_000) => measureBoard(ctx, rows),
  receipts: (ctx, rows = 100_000) => measureReceipts(ctx, rows),
  near: (ctx, rows = ctx.databaseKind === "postgres" ? 1_000_000 : 100_000) => measureNearLooks(ctx, rows),
  snapshot: (ctx, rows = 100_000) => measureSnapshot(ctx, rows),
} satisfies Record<string, (ctx: ReturnType<typeof testCtx>, rows?: number, url?: string) => Promise<Figure[]>>;

const others = ["chain", "pages", "browser", "audit", "pii", "consensus", "attackers"];

/** With a server in a process of its own, which PGlite has no room for. */
const served = {
  uploads: (files = 10_000) => measureUploads(files),
  "uploads-next": (files = 10_000) => measureUploadsByNext(files),
  "uploads-alone": (files = 2_000) => measureUploadsAlone(files),
  nasty: () => measureNasty(),
  "upload-drop": (bytes = 200_000_000) => measureDrops(bytes),
} satisfies Record<string, (amount?: number) => Promise<Figure[]>>;

const names = new Set(process.argv.slice(2));
const withPglite = !names.delete("postgres");
const wanted = new Map([...names].map((name) => name.split(":") as [string, string | undefined]));
const isWanted = (name: string) => wanted.size === 0 || wanted.has(name);
const unknown = [...wanted.keys()].filter((name) => !(name in measures) && !(name in served) && !others.includes(name));
if (unknown.length > 0) {
  console.error(
    `no bench is called ${unknown.join(", ")}; there are ${[...Object.keys({ ...measures, ...served }), ...others].join(", ")}`,
  );
  process.exit(2);
}
const rowsOf = (name: string) => (wanted.get(name) ? Number(wanted.get(name)) : undefined);

async function runOnDatabase(): Promise<void> {
  await prepareTemplate();
  for (const [name, measure] of Object.entries(measures)) {
    if (!isWanted(name)) continue;
    const opened = await testDb();
    const figures = await measure(testCtx(opened.db, opened.kind), rowsOf(name), opened.url);
    if (figures.length > 0) printFigures(`${name} on ${opened.kind}`, figures);
    await opened.close();
  }
}

const needsDatabase = Object.keys({ ...measures, ...served }).some(isWanted);
const given = process.env.DATABASE_URL;
delete process.env.DATABASE_URL;
if (withPglite && needsDatabase) await runOnDatabase();
const server = !needsDatabase
  ? undefined
  : given
    ? { url: given, stop: async () => {} }
    : await startPostgres({ durable: true });
if (server) {
  process.env.DATABASE_URL = server.url;
  await runOnDatabase();
  for (const [name, measure] of Object.entries(served)) {
    if (isWanted(name)) printFigures(name, await measure(rowsOf(name)));
  }
  await server.stop();
  delete process.env.DATABASE_URL;
}
if (isWanted("chain")) {
  printFigures("the anchor contract on anvil", await measureChain());
  printFigures("anchoring on the development chain", await measureAnchoring());
}
if (isWanted("pii")) {
  printFigures("personal data: what is found", await measurePii());
  printFigures("names, by a library that Assay does not use (compromise)", await measureNames());
}
if (isWanted("near")) {
  printFigures("near duplicates: what is found", await measureNear());
  printFigures("pictures much alike: what is found", await measureNearMedia("image"));
  printFigures("recordings much alike: what is found", await measureNearMedia("audio"));
}
if (isWanted("consensus")) printFigures("consensus of crowds", measureConsensus(rowsOf("consensus") ?? 1_000_000));
if (isWanted("attackers")) printFigures("cheating under spot-check/1", measureAttackers());
if (isWanted("audit")) printFigures("audit of a public log", await measureAudit(rowsOf("audit") ?? 1_000_000));
if (isWanted("pages")) printFigures("pages of the production build", await measurePages());
if (isWanted("browser")) printFigures("in a real browser", await measureBrowser());
