import { testCtx } from "#tests/support/ctx";
import { prepareTemplate, testDb } from "#tests/support/db";
import { measureBoard } from "./board";
import { type Figure, printFigures } from "./report";
import { measureClaims, measureVerdicts } from "./settle";

const wanted = process.argv.slice(2);
const runs = {
  claims: (ctx) => measureClaims(ctx, 20_000),
  verdicts: (ctx) => measureVerdicts(ctx, 2_000),
  board: (ctx) => measureBoard(ctx, 1_000_000),
} satisfies Record<string, (ctx: ReturnType<typeof testCtx>) => Promise<Figure[]>>;

await prepareTemplate();
for (const [name, run] of Object.entries(runs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const opened = await testDb();
  printFigures(`${name} on ${opened.kind}`, await run(testCtx(opened.db, opened.kind)));
  await opened.close();
}
