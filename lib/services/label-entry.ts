import { and, eq, inArray } from "drizzle-orm";
import { type annotation, seatLapse, seatSkip } from "#db/schema/annotation";
import { task } from "#db/schema/task";
import { type Answer, codedValues } from "#lib/domain/answer";
import { commitAnswer, questionSalt } from "#lib/domain/answer-seal";
import { hideItem, ITEM_SALT } from "#lib/domain/gold";
import { limits } from "#lib/domain/limits";
import type { Question } from "#lib/domain/question";
import { SPOT_CHECK_RULE } from "#lib/domain/spot-check";
import { deterministicId } from "./account";
import type { Ctx } from "./context";
import { groupBy } from "./group";
import { hex, sha256 } from "./hash";

export type AnnotationRow = typeof annotation.$inferInsert & { createdAt: Date };
type Opened = Pick<AnnotationRow, "id" | "answer" | "salt">;

/** Those of the rows' projects whose answers do not say which item they are of: tasks that may have gold. */
export async function findHiding(ctx: Ctx, rows: readonly { projectId: string }[]): Promise<Set<string>> {
  const projects = [...new Set(rows.map((row) => row.projectId))];
  const found = await ctx.db
    .select({ projectId: task.projectId })
    .from(task)
    .where(and(inArray(task.projectId, projects), eq(task.rewardRule, SPOT_CHECK_RULE)));
  return new Set(found.map((row) => row.projectId));
}

export function sealedEntry(row: AnnotationRow, isHiding: boolean) {
  const body = {
    id: row.id,
    at: row.createdAt.toISOString(),
    kind: "annotation.sealed",
    project: row.projectId,
    annotator: row.annotatorId,
    version: row.taskVersion,
    commitments: commitAnswer(row.salt, JSON.parse(row.answer) as Answer, sha256),
  } as const;
  const taken = takenOf(row);
  if (!isHiding) {
    const { contributionId: contribution } = row;
    return taken ? ({ v: 3, ...body, ...taken, contribution } as const) : ({ v: 1, ...body, contribution } as const);
  }
  const item = hex(hideItem(itemSalt(row.salt), row.contributionId, sha256));
  return taken ? ({ v: 4, ...body, ...taken, item } as const) : ({ v: 2, ...body, item } as const);
}

/** When an item was taken, for its entry; undefined for what was taken before anybody noted it. */
function takenOf({ claimedAt, isNarrowed }: { claimedAt?: Date | null; isNarrowed?: boolean | undefined }) {
  return claimedAt ? { claimed: claimedAt.toISOString(), narrowed: isNarrowed ?? false } : undefined;
}

export function skippedEntry(row: typeof seatSkip.$inferSelect, isHiding: boolean) {
  const { contributionId, salt } = row;
  const body = {
    at: row.createdAt.toISOString(),
    kind: "annotation.skipped",
    project: row.projectId,
    annotator: row.userId,
    reason: row.reason as "unsure",
  } as const;
  const taken = takenOf(row);
  if (!isHiding || !salt) {
    const id = deterministicId("annotation.skipped", contributionId, row.userId);
    const named = { id, ...body, contribution: contributionId } as const;
    return taken ? ({ v: 3, ...named, ...taken } as const) : ({ v: 1, ...named } as const);
  }
  const hiding = { id: hiddenSkipId(salt), ...body, item: hex(hideItem(salt, contributionId, sha256)) } as const;
  return taken ? ({ v: 4, ...hiding, ...taken } as const) : ({ v: 2, ...hiding } as const);
}

// An id made of the contribution would tell which it is to whoever tries them all.
const hiddenSkipId = (salt: Uint8Array) => deterministicId("annotation.skipped", hex(salt));

export function lapsedEntry(row: typeof seatLapse.$inferSelect, isHiding: boolean) {
  const { id, projectId: project, userId: annotator, claimedAt, isNarrowed: narrowed, contributionId } = row;
  const [at, claimed] = [row.createdAt.toISOString(), claimedAt.toISOString()];
  const body = { id, at, kind: "annotation.lapsed", project, annotator, claimed, narrowed } as const;
  return isHiding
    ? ({ v: 2, ...body, item: hex(hideItem(row.salt, contributionId, sha256)) } as const)
    : ({ v: 1, ...body, contribution: contributionId } as const);
}

type Left = { entry: string; item: string };

/** Who passed over or let lapse which of the items, with the salts that show it; the newest of each. */
export async function readLeft(ctx: Ctx, items: readonly string[]): Promise<Map<string, Left[]>> {
  if (items.length === 0) return new Map();
  const skips = await ctx.db
    .select()
    .from(seatSkip)
    .where(inArray(seatSkip.contributionId, [...items]));
  const lapses = await ctx.db
    .select()
    .from(seatLapse)
    .where(inArray(seatLapse.contributionId, [...items]));
  const all = [
    ...skips.flatMap(({ salt, ...row }) => (salt ? [{ ...row, salt, entry: hiddenSkipId(salt) }] : [])),
    ...lapses.map((row) => ({ ...row, entry: row.id })),
  ].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.entry < b.entry ? -1 : 1));
  const shown = (rows: typeof all) => rows.slice(0, limits.leftPerItem);
  return new Map(
    [...groupBy(all, (row) => row.contributionId)].map(([id, rows]) => [
      id,
      shown(rows).map(({ entry, salt }) => ({ entry, item: hex(salt) })),
    ]),
  );
}

/** What a sealed answer said to coded questions, each value with the salt of its commitment. */
export function openAnswer({ id, answer, salt }: Opened, questions: readonly Question[]) {
  return {
    annotation: id,
    values: Object.entries(codedValues(questions, JSON.parse(answer) as Answer)).map(([question, value]) => ({
      question,
      value,
      salt: hex(questionSalt(salt, question, sha256)),
    })),
  };
}

/** The same, and with it the salt that shows which item it was of. */
export function openWithItem(row: Opened, questions: readonly Question[]) {
  return { ...openAnswer(row, questions), item: hex(itemSalt(row.salt)) };
}

const itemSalt = (salt: Uint8Array) => questionSalt(salt, ITEM_SALT, sha256);
