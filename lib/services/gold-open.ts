import { and, asc, eq, gte, inArray, isNotNull, isNull, notExists, sql } from "drizzle-orm";
import { annotation, seat } from "#db/schema/annotation";
import { gold, goldCheck, goldPool } from "#db/schema/gold";
import { task } from "#db/schema/task";
import { type GoldCause, goldLeaf } from "#lib/domain/gold";
import { limits } from "#lib/domain/limits";
import type { Question } from "#lib/domain/question";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { inclusionProof } from "#lib/ledger/proof";
import { appendLeaves } from "#lib/ledger/tree";
import { budgetAccount, deterministicId, reservedAccount } from "./account";
import type { Ctx } from "./context";
import { groupBy } from "./group";
import { hex, sha256 } from "./hash";
import { openWithItem } from "./label-entry";
import { appendEntries } from "./outbox";
import { returnFreeBudget } from "./project-return";
import { postTransfers } from "./transfer";

type GoldRow = typeof gold.$inferSelect;

/**
 * Opens gold that is out of use and that nobody holds, in the caller's transaction with the task locked: what was served as often as it may be,
 * what its owner retired, what was suspended, and, when the task is closed, all of it. Then gives back what was set aside and is not needed.
 */
export async function openUsedGold(ctx: Ctx, of: typeof task.$inferSelect): Promise<number> {
  const { projectId } = of;
  const isOfProject = eq(gold.projectId, projectId);
  const isReady = and(isOfProject, eq(gold.state, "ready"));
  const retire = (cause: GoldCause, where = isReady) =>
    ctx.db.update(gold).set({ state: "retired", cause }).where(where);
  await retire("exposed", and(isReady, gte(gold.exposures, limits.goldExposures)));
  if (of.state === "closed") await retire("closed");
  const held = ctx.db
    .select({ id: seat.id })
    .from(seat)
    .where(
      and(
        eq(seat.contributionId, gold.contributionId),
        eq(seat.isGold, true),
        inArray(seat.state, ["leased", "answered"]),
      ),
    );
  const rows = await ctx.db
    .select()
    .from(gold)
    .where(
      and(
        isOfProject,
        inArray(gold.state, ["retired", "suspended"]),
        isNull(gold.openedAt),
        isNotNull(gold.set),
        notExists(held),
      ),
    )
    .orderBy(asc(gold.contributionId))
    .for("update");
  await openGold(ctx, rows, of.questions);
  if (of.state === "closed") {
    await openTurns(ctx, projectId);
    await releasePool(ctx, projectId);
  }
  return rows.length;
}

/** Ends the gold that a contribution being erased is, before the salts of its answers are destroyed. */
export async function eraseGold(ctx: Ctx, contributionId: string): Promise<void> {
  const ofIt = eq(gold.contributionId, contributionId);
  const [row] = await ctx.db.select().from(gold).where(ofIt).for("update");
  if (!row) return;
  if (row.set === null) {
    await ctx.db.delete(gold).where(ofIt);
    return;
  }
  const ended = await ctx.db
    .update(seat)
    .set({ state: "cancelled", draft: null, answer: null, leaseExpiresAt: null })
    .where(
      and(eq(seat.contributionId, contributionId), eq(seat.isGold, true), inArray(seat.state, ["leased", "answered"])),
    )
    .returning({ id: seat.id });
  await freePromises(
    ctx,
    row.projectId,
    ended.map(({ id }) => id),
  );
  if (row.openedAt) return;
  const cause = row.cause ?? "erased";
  await ctx.db
    .update(gold)
    .set({ state: row.state === "ready" ? "retired" : row.state, cause })
    .where(ofIt);
  const [asked] = await ctx.db.select().from(task).where(eq(task.projectId, row.projectId));
  await openGold(ctx, [{ ...row, cause }], asked?.questions ?? []);
  if (asked?.state === "closed") await openTurns(ctx, row.projectId);
}

async function freePromises(ctx: Ctx, projectId: string, seats: readonly string[]): Promise<void> {
  if (seats.length === 0) return;
  const dropped = await ctx.db
    .update(goldCheck)
    .set({ state: "dropped" })
    .where(inArray(goldCheck.seatId, [...seats]))
    .returning({ price: goldCheck.price });
  const sum = dropped.reduce((total, { price }) => total + price, 0);
  await ctx.db
    .update(goldPool)
    .set({ free: sql`${goldPool.free} + ${sum}` })
    .where(eq(goldPool.projectId, projectId));
}

async function openGold(ctx: Ctx, rows: readonly GoldRow[], questions: readonly Question[]): Promise<void> {
  if (rows.length === 0) return;
  const [{ projectId } = { projectId: "" }] = rows;
  const all = await ctx.db
    .select()
    .from(gold)
    .where(and(eq(gold.projectId, projectId), isNotNull(gold.set)))
    .orderBy(asc(gold.set), asc(gold.leaf));
  const sets = groupBy(all, (row) => row.set ?? 0);
  for (const row of rows) {
    const answers = await ctx.db
      .select()
      .from(annotation)
      .where(and(eq(annotation.contributionId, row.contributionId), eq(annotation.isGold, true)))
      .orderBy(asc(annotation.id));
    const turns = await readTurns(ctx, row.contributionId);
    const proof = proofOf(row, sets.get(row.set ?? 0) ?? []);
    await appendEntries(ctx, [
      openedEntry(ctx, row, answers.length, proof),
      ...usedEntries(
        ctx,
        row,
        answers.map((one) => ({ ...openWithItem(one, questions), turn: turns.get(one.id) ?? null })),
      ),
    ]);
    await ctx.db.update(gold).set({ openedAt: ctx.now() }).where(eq(gold.contributionId, row.contributionId));
  }
}

function proofOf(row: GoldRow, set: readonly GoldRow[]): string[] {
  const leaves = set.map((one) => goldLeaf(one.salt, one.contributionId, one.answer, sha256));
  const { nodes } = appendLeaves({ size: 0, hashes: [] }, leaves, sha256);
  const inner = new Map(nodes.map((node) => [`${node.height}|${node.index}`, node.hash]));
  const readNode = (height: number, index: number) => {
    const found = height === 0 ? leaves[index] : inner.get(`${height}|${index}`);
    if (!found) throw new Error(`a set of ${leaves.length} has no node ${height}, ${index}`);
    return found;
  };
  return inclusionProof(row.leaf ?? 0, leaves.length, readNode, sha256).map(hex);
}

function openedEntry(ctx: Ctx, row: GoldRow, used: number, proof: string[]) {
  const id = deterministicId("gold.opened", row.contributionId);
  const head = { v: 1, id, at: ctx.now().toISOString(), kind: "gold.opened" } as const;
  return {
    ...head,
    project: row.projectId,
    ...{ set: row.set ?? 0, leaf: row.leaf ?? 0, contribution: row.contributionId },
    answers: Object.entries(row.answer).map(([question, value]) => ({ question, value })),
    ...{ salt: hex(row.salt), proof, cause: row.cause ?? "retired", used },
  } as const;
}

type Turn = { number: number; trusted: boolean };

/** At which of its author's turns each answer to an item was called for, by annotation. */
async function readTurns(ctx: Ctx, contributionId: string): Promise<Map<string, Turn>> {
  const rows = await ctx.db
    .select({ seat: goldCheck.seatId, number: goldCheck.turn, trusted: goldCheck.isTrusted })
    .from(goldCheck)
    .where(eq(goldCheck.contributionId, contributionId));
  return new Map(
    rows.flatMap(({ seat: id, number, trusted }): [string, Turn][] =>
      number === null ? [] : [[deterministicId("annotation", id), { number, trusted: trusted ?? false }]],
    ),
  );
}

type Used = ReturnType<typeof openWithItem> & { turn: Turn | null };

function usedEntries(ctx: Ctx, row: GoldRow, opened: readonly Used[]) {
  const parts: (typeof opened)[] = [];
  for (let from = 0; from < opened.length; from += limits.goldOpenedAtOnce)
    parts.push(opened.slice(from, from + limits.goldOpenedAtOnce));
  return parts.map((answers, part) => {
    const id = deterministicId("gold.used", row.contributionId, part);
    const head = { v: 2, id, at: ctx.now().toISOString(), kind: "gold.used" } as const;
    return {
      ...head,
      project: row.projectId,
      ...{ set: row.set ?? 0, leaf: row.leaf ?? 0, answers: [...answers] },
    } as const;
  });
}

const countUnopened = (ctx: Ctx, projectId: string) =>
  ctx.db.$count(gold, and(eq(gold.projectId, projectId), isNotNull(gold.set), isNull(gold.openedAt)));

/** Opens the key of a closed task's turns, once none of its gold is a secret any more. */
async function openTurns(ctx: Ctx, projectId: string): Promise<void> {
  if ((await countUnopened(ctx, projectId)) > 0) return;
  const [pool] = await ctx.db
    .update(goldPool)
    .set({ isKeyOpened: true })
    .where(and(eq(goldPool.projectId, projectId), eq(goldPool.isKeyOpened, false)))
    .returning({ key: goldPool.key });
  if (!pool) return;
  const id = deterministicId("gold.turns_opened", projectId);
  const head = { v: 1, id, at: ctx.now().toISOString(), kind: "gold.turns_opened" } as const;
  await appendEntries(ctx, [{ ...head, project: projectId, key: hex(pool.key) }]);
}

/** Gives back what was set aside for gold when all of it is opened and every answer to it settled. */
async function releasePool(ctx: Ctx, projectId: string): Promise<void> {
  const unopened = await countUnopened(ctx, projectId);
  const unsettled = await ctx.db.$count(
    annotation,
    and(eq(annotation.projectId, projectId), eq(annotation.isGold, true), isNull(annotation.settlementId)),
  );
  if (unopened + unsettled > 0) return;
  const [pool] = await ctx.db.select().from(goldPool).where(eq(goldPool.projectId, projectId)).for("update");
  if (!pool || pool.reserved === 0) return;
  await ctx.db.update(goldPool).set({ reserved: 0, free: 0 }).where(eq(goldPool.projectId, projectId));
  const id = deterministicId("gold.released", projectId, pool.sets);
  const head = { v: 1, id, at: ctx.now().toISOString(), kind: "gold.released" } as const;
  await appendEntries(ctx, [{ ...head, project: projectId, amount: pool.reserved }]);
  const [debit, credit] = [reservedAccount(projectId), budgetAccount(projectId)];
  const kind = "label_release" as const;
  await postTransfers(ctx, [
    { id: ctx.newId(), debit, credit, amount: pool.reserved, kind, rule: SPOT_CHECK_RULE, projectId },
  ]);
  await returnFreeBudget(ctx, [projectId]);
}
