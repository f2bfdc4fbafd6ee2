import { asc, eq } from "drizzle-orm";
import { annotation } from "#db/schema/annotation";
import { gold } from "#db/schema/gold";
import { entry } from "#db/schema/ledger";
import type { EntryBody } from "#lib/domain/entry";
import { endReplay, replayEntry } from "#lib/domain/replay";
import type { ReplayCheck } from "#lib/domain/replay-fault";
import { newReplay } from "#lib/domain/replay-state";
import { markGold } from "#lib/services/gold-edit";
import { answerSeat } from "#lib/services/label-answer";
import { claimSeats } from "#lib/services/label-claim";
import { openItems } from "#lib/services/label-fill";
import { sealDueReviews } from "#lib/services/review-seal";
import { sequenceBatch } from "#lib/services/sequence";
import { settleProject } from "#lib/services/spot-settle";
import { moveTask, saveTask } from "#lib/services/task-edit";
import { type Cast, reviewNext, stage, submit } from "./cast";
import { as, type TestCtx } from "./ctx";
import { taskInput } from "./label";
import { makePeople } from "./review";

export type GoldCast = Cast & { gold: string[]; items: string[] };

/** A project whose task pays by spot-check/1, with so much gold and so many ordinary items; the entries as an audit wants them. */
export async function stageGold(
  ctx: TestCtx,
  slug: string,
  counts: { gold: number; items: number },
  values: Parameters<typeof taskInput>[0] = {},
  /** What the owner believes of the gold items; each is really its number modulo three. */
  known = (at: number) => at % 3,
): Promise<GoldCast> {
  const cast = await stage(ctx, slug);
  const [author = ""] = cast.authors;
  const ids: string[] = [];
  for (let at = 0; at < counts.gold + counts.items; at += 1) {
    ids.push(await submit(ctx, cast, author, `Sentence ${at} of ${slug}: ${at % 3}`));
    await reviewNext(ctx, cast, ["accept", "accept", "accept"]);
    ctx.clock.at += 10;
    await sealDueReviews(ctx);
  }
  const [marked, items] = [ids.slice(0, counts.gold), ids.slice(counts.gold)];
  await saveTask(cast.owner, {
    slug,
    ...taskInput({ rewardRule: "spot-check/1", answersWanted: 2, answersMost: 2, ...values }),
  });
  for (const [at, contribution] of marked.entries())
    await markGold(cast.owner, { slug, contribution, answer: { q1: known(at) }, hint: `Rule ${at % 3}` });
  await moveTask(cast.owner, { slug, to: "open" });
  while ((await openItems(ctx, cast.id)) > 0);
  return { ...cast, gold: marked, items };
}

/** Has a person answer the next items; `say` is told the truth and whether the item is gold. The contributions, in order. */
export async function answerMany(
  ctx: TestCtx,
  cast: GoldCast,
  person: string,
  most: number,
  say: (truth: number, isGold: boolean, turn: number) => number = (truth) => truth,
): Promise<string[]> {
  const me = as(ctx, person);
  const seen: string[] = [];
  while (seen.length < most) {
    const [next] = (await claimSeats(me, { project: cast.slug, wanted: 1 })).seats;
    if (!next) break;
    const place = [...cast.gold, ...cast.items].indexOf(next.contributionId);
    const q1 = say(place % 3, cast.gold.includes(next.contributionId), seen.length);
    await answerSeat(me, { slotId: next.id, answer: { q1 }, activeMs: 1_000, undoMs: 0 });
    seen.push(next.contributionId);
  }
  return seen;
}

/** What the job does. */
export const settle = (ctx: TestCtx, cast: GoldCast) => settleProject(ctx, cast.id, () => false);

/** All entries so far, as their bodies. */
export async function readEntries(ctx: TestCtx): Promise<EntryBody[]> {
  while ((await sequenceBatch(ctx)).count > 0);
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  return rows.map(({ body }) => JSON.parse(new TextDecoder().decode(body)) as EntryBody);
}

/** What an audit of these entries counts, check by check. */
function talliesOf(entries: readonly string[]) {
  const replay = newReplay();
  for (const line of entries) replayEntry(replay, new TextEncoder().encode(line));
  endReplay(replay);
  return replay.tallies;
}

/** What an audit of these entries finds wrong. */
export function faultsOf(entries: readonly string[]): string[] {
  return Object.values(talliesOf(entries)).flatMap(({ first }) => first.map(({ reason }) => reason));
}

/** How far one of an audit's checks came with these entries. */
export function tallyOf(entries: readonly string[], name: ReplayCheck) {
  const { checked, waiting, faults } = talliesOf(entries)[name];
  return { checked, waiting, faults };
}

export async function readLines(ctx: TestCtx): Promise<string[]> {
  while ((await sequenceBatch(ctx)).count > 0);
  const rows = await ctx.db.select({ body: entry.body }).from(entry).orderBy(asc(entry.index));
  return rows.map(({ body }) => new TextDecoder().decode(body));
}

export const goldRows = (ctx: TestCtx, projectId: string) =>
  ctx.db.select().from(gold).where(eq(gold.projectId, projectId));
export const answersOf = (ctx: TestCtx, person: string) =>
  ctx.db.select().from(annotation).where(eq(annotation.annotatorId, person));

/**
 * A task from its opening to its end with one gold item whose owner is wrong: three people are settled while it is trusted, the fourth good person
 * brings it down, settlements are corrected, the task closes, and all gold is opened.
 */
export async function playFaulty(ctx: TestCtx, slug: string): Promise<GoldCast> {
  const terms = { answersWanted: 4, answersMost: 4 };
  const cast = await stageGold(ctx, slug, { gold: 7, items: 30 }, terms, (at) => (at === 0 ? 2 : at % 3));
  const people = await makePeople(ctx, 4);
  for (const person of people.slice(0, 3)) await answerMany(ctx, cast, person, 40);
  ctx.clock.at += 25 * 3_600_000;
  await settle(ctx, cast);
  ctx.clock.at += 60_000;
  for (const person of people) await answerMany(ctx, cast, person, 40);
  await settle(ctx, cast);
  await moveTask(cast.owner, { slug, to: "closed" });
  await settle(ctx, cast);
  return cast;
}
