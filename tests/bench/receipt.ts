import { sql } from "drizzle-orm";
import { recordConsent } from "#lib/services/consent";
import { inTx } from "#lib/services/context";
import { addContributions } from "#lib/services/contribution-add";
import { sealContent } from "#lib/services/hash";
import { publishOnce } from "#lib/services/log-publish";
import { readPublished } from "#lib/services/log-read";
import { noteOwners } from "#lib/services/own-entry";
import { listMyEntries, readMyReceipts } from "#lib/services/receipt-mine";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeProject, makeUser, type TestCtx } from "#tests/support/ctx";
import { testLog } from "#tests/support/log";
import { type Figure, percentile, timed } from "./report";

const CHUNK = 500;
const PAGE = 50;
const TURNS = 20;

/** Pages of what the ledger records of somebody with `count` contributions, when as many of others came after: newest, and far down. */
export async function measureReceipts(ctx: TestCtx, count: number): Promise<Figure[]> {
  const [me, other] = [await makeUser(ctx), await makeUser(ctx)];
  await contribute(ctx, me, count);
  await contribute(ctx, other, count);
  while ((await sequenceBatch(ctx)).count > 0);
  const noting = await timed(async () => {
    while (await noteOwners(ctx));
  });
  await publishOnce(ctx, testLog());
  await ctx.db.execute(sql`analyze`);
  const mine = as(ctx, me);
  const deep = String(Math.floor(count / 2));
  const page = (cursor?: string) => listMyEntries(mine, { limit: PAGE, ...(cursor ? { cursor } : {}) });
  const bare = await p95(() => ctx.db.execute(sql`select * from entry order by index desc limit ${PAGE}`));
  const baseline = { name: "the newest entries of all", value: bare };
  const name = count.toLocaleString("en");
  const entries = (await readPublished(ctx))?.size ?? 0;
  return [
    { name: "entries whose owner is noted, by the loop", value: entries / (noting / 1000), unit: "per second" },
    {
      name: `page of one's receipts at ${name} contributions, p95`,
      value: await p95(() => page()),
      unit: "ms",
      baseline,
    },
    { name: "the same far down, p95", value: await p95(() => page(deep)), unit: "ms", baseline },
    {
      name: "100 receipts with their proofs, p95",
      value: await p95(() => readMyReceipts(mine, { cursor: deep })),
      unit: "ms",
      baseline,
    },
    {
      name: "the first 100, and how many there are",
      value: await p95(() => readMyReceipts(mine, {})),
      unit: "ms",
      baseline,
    },
  ];
}

async function p95(work: () => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) durations.push(await timed(work));
  return percentile(durations, 0.95);
}

async function contribute(ctx: TestCtx, authorId: string, count: number): Promise<void> {
  const project = await makeProject(ctx, { budget: 10_000_000_000 });
  const { consentHash } = project;
  const consentId = await recordConsent(ctx, project, authorId, consentHash);
  for (let start = 0; start < count; start += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - start) }, (_, position) => ({
      ...sealContent({ text: `Sentence number ${start + position} of ${project.slug}` }),
      id: ctx.newId(),
      language: "en",
    }));
    const batch = { project, authorId, consentId, consentHash, batchId: ctx.newId(), reserveId: ctx.newId() };
    await inTx(ctx, (tx) => addContributions(tx, batch, rows));
  }
}
