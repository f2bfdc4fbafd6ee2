import { budgetAccount, mintAccount, userAccount } from "#lib/services/account";
import { inTx } from "#lib/services/context";
import { publishOnce } from "#lib/services/log-publish";
import { sequenceBatch } from "#lib/services/sequence";
import { makeSnapshotTaker } from "#lib/services/snapshot-take";
import { postTransfers } from "#lib/services/transfer";
import { makeProject, type TestCtx } from "#tests/support/ctx";
import { testLog } from "#tests/support/log";
import { type Figure, timed } from "./report";

const CHUNK = 500;

/** A snapshot of `people` balances, made from the first entry on, beside the hashing of as many leaves; and what memory it takes. */
export async function measureSnapshot(ctx: TestCtx, people: number): Promise<Figure[]> {
  const project = await makeProject(ctx, { budget: people * 10 });
  for (let done = 0; done < people; done += CHUNK) {
    const ids = Array.from({ length: Math.min(CHUNK, people - done) }, () => ctx.newId());
    await inTx(ctx, (tx) =>
      postTransfers(
        tx,
        ids.map((id) => ({
          id: ctx.newId(),
          debit: budgetAccount(project.id),
          credit: userAccount(id),
          amount: 5,
          kind: "award" as const,
          rule: "flat/1",
          projectId: project.id,
        })),
      ),
    );
    while ((await sequenceBatch(ctx)).count > 0);
  }
  await publishOnce(ctx, testLog());
  const differ: unknown[] = [];
  const take = makeSnapshotTaker((detail) => differ.push(detail));
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 100);
  const first = await timed(() => take(ctx, {}, () => false));
  clearInterval(watch);
  await inTx(ctx, (tx) =>
    postTransfers(tx, [
      {
        id: ctx.newId(),
        debit: mintAccount,
        credit: { kind: "treasury", ownerId: null },
        amount: 1,
        kind: "mint",
        rule: "grant/1",
      },
    ]),
  );
  while ((await sequenceBatch(ctx)).count > 0);
  const again = testLog();
  await publishOnce(ctx, again);
  const next = await timed(() => take(ctx, { beyond: Number.MAX_SAFE_INTEGER }, () => false));
  if (differ.length > 0) throw new Error(`balances differ: ${JSON.stringify(differ)}`);
  const name = people.toLocaleString("en");
  return [
    { name: `snapshot of ${name} accounts from the first entry on`, value: first / 1_000, unit: "s" },
    { name: `the next snapshot of ${name} accounts`, value: next / 1_000, unit: "s" },
    { name: "memory it added at its peak", value: Math.max(0, peak - before) / 1_048_576, unit: "MB" },
  ];
}
