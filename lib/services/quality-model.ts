import { eq, inArray, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { annotation } from "#db/schema/annotation";
import { consensusLabel } from "#db/schema/consensus";
import { gold, goldCheck } from "#db/schema/gold";
import { suggestion, suggestionSet } from "#db/schema/suggestion";
import { item } from "#db/schema/task";
import { user } from "#db/schema/user";
import type { Interval } from "#lib/consensus/interval";
import {
  type Compared,
  type ComparedShare,
  compareShare,
  type PersonCounts,
  type StampSign,
  stampSigns,
} from "#lib/domain/model-agreement";
import { type HelpKind, helpKinds } from "#lib/domain/model-help";
import { isCoded } from "#lib/domain/question";
import type { Ctx } from "./context";
import { getProjectFor } from "./project-find";
import { getTask } from "./task-find";

const SHOWN_PEOPLE = 500;

export type ModelLine = Record<HelpKind, ComparedShare> & { model: string; version: string };
export type HelpedPerson = Record<HelpKind, ComparedShare> & {
  handle: string;
  differing: number;
  followed: number;
  followedInterval: Interval | null;
  /** Middle of the milliseconds at an item, with the suggestion in sight and in all other answers. */
  shownMs: number | null;
  otherMs: number | null;
  /** Answers to gold, which never has a suggestion: right, of so many. */
  goldRight: number;
  goldOf: number;
  signs: StampSign[];
};
export type ModelAgreement = { models: ModelLine[]; people: HelpedPerson[] };

type Row = {
  model: string | null;
  version: string | null;
  annotator: string | null;
  help: HelpKind;
  answers: number;
  agreed: number;
  differing: number;
  followed: number;
  ms: number | null;
};

/**
 * How far answers to a question agree with what models said: with it in sight against the suggestion that was, else against the one drawn not to be,
 * or the item's newest. By model, and by person with the most such answers first.
 */
export async function readModelAgreement(ctx: Ctx, input: { slug: string; question: string }): Promise<ModelAgreement> {
  const { id: projectId } = await getProjectFor(ctx, input.slug, "quality.read");
  const { questions } = await getTask(ctx, projectId);
  const question = questions.find(({ id }) => id === input.question);
  if (!question) return { models: [], people: [] };
  const rows = await countAgreement(ctx, projectId, question.id, isCoded(question));
  const byModel = new Map<string, Row[]>();
  const byPerson = new Map<string, Row[]>();
  for (const row of rows) {
    const [groups, key] =
      row.annotator === null ? [byModel, JSON.stringify([row.model, row.version])] : [byPerson, row.annotator];
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const models = [...byModel.values()].map((group) => ({
    model: group[0]?.model ?? "",
    version: group[0]?.version ?? "",
    ...sharesOf(group),
  }));
  return { models, people: await describePeople(ctx, projectId, byPerson) };
}

/** Counts by model and kind, and by person and kind; of the first the annotator is null. */
function countAgreement(ctx: Ctx, projectId: string, question: string, hasLabel: boolean): Promise<Row[]> {
  const label = hasLabel
    ? sql`case when i.state = 'judged' then own.value else coalesce(l.value, own.value) end`
    : sql`null::jsonb`;
  return queryRows<Row>(
    ctx.db,
    sql`with given as (
        select a.annotator_id, a.help, a.active_ms, t.model, t.version, a.answer::jsonb -> ${question}::text as said,
          s.answer::jsonb -> ${question}::text as suggested, ${label} as label
        from ${annotation} a
        join ${item} i on i.contribution_id = a.contribution_id and i.state <> 'open'
        join lateral (select * from ${suggestion} one where one.contribution_id = a.contribution_id
          and (a.suggestion_set is null or one.set = a.suggestion_set) order by one.set desc limit 1) s on true
        join ${suggestionSet} t on t.project_id = s.project_id and t.number = s.set
        left join ${consensusLabel} l on l.contribution_id = a.contribution_id and l.question = ${question}::text
        left join lateral (select r -> 'value' as value from jsonb_array_elements(i.results) r
          where r ->> 'question' = ${question}::text limit 1) own on true
        where a.project_id = ${projectId}::uuid and not a.is_gold)
      select model, version, annotator_id as annotator, help, count(*)::int as answers, count(*) filter (where said = suggested)::int as agreed,
        count(*) filter (where label <> 'null'::jsonb and label <> suggested)::int as differing,
        count(*) filter (where label <> 'null'::jsonb and label <> suggested and said = suggested)::int as followed,
        percentile_disc(0.5) within group (order by active_ms)::int as ms
      from given where said is not null and suggested is not null
      group by grouping sets ((model, version, help), (annotator_id, help))
      order by model, version, annotator_id, help`,
  );
}

const none: Compared = { answers: 0, agreed: 0 };
const ofKind = (group: readonly Row[], kind: HelpKind) => group.find(({ help }) => help === kind);

function countsOf(group: readonly Row[]): PersonCounts {
  const [shown, withheld, other] = helpKinds.map((kind) => ofKind(group, kind));
  const of = (row: Row | undefined): Compared => (row ? { answers: row.answers, agreed: row.agreed } : none);
  const { differing = 0, followed = 0 } = shown ?? {};
  return { shown: of(shown), withheld: of(withheld), none: of(other), differing, followed };
}

function sharesOf(group: readonly Row[]): Record<HelpKind, ComparedShare> {
  const counts = countsOf(group);
  return {
    shown: compareShare(counts.shown),
    withheld: compareShare(counts.withheld),
    none: compareShare(counts.none),
  };
}

async function describePeople(
  ctx: Ctx,
  projectId: string,
  byPerson: ReadonlyMap<string, Row[]>,
): Promise<HelpedPerson[]> {
  const busiest = [...byPerson]
    .map(([id, group]) => ({ id, group, answers: group.reduce((sum, { answers }) => sum + answers, 0) }))
    .sort((a, b) => b.answers - a.answers || (a.id < b.id ? -1 : 1))
    .slice(0, SHOWN_PEOPLE);
  const ids = busiest.map(({ id }) => id);
  if (ids.length === 0) return [];
  const names = await ctx.db.select({ id: user.id, handle: user.handle }).from(user).where(inArray(user.id, ids));
  const checks = await countChecks(ctx, projectId);
  const handles = new Map(names.map(({ id, handle }) => [id, handle]));
  return busiest.map(({ id, group }) => {
    const counts = countsOf(group);
    const { right = 0, of = 0 } = checks.get(id) ?? {};
    const { differing, followed } = counts;
    return {
      handle: handles.get(id) ?? "",
      ...sharesOf(group),
      ...{ differing, followed },
      followedInterval: compareShare({ answers: differing, agreed: followed }).interval,
      shownMs: ofKind(group, "shown")?.ms ?? null,
      otherMs: ofKind(group, "withheld")?.ms ?? ofKind(group, "none")?.ms ?? null,
      ...{ goldRight: right, goldOf: of },
      signs: stampSigns(counts),
    };
  });
}

/** Sealed answers to gold by person, that which was suspended left out. */
async function countChecks(ctx: Ctx, projectId: string): Promise<Map<string, { right: number; of: number }>> {
  const rows = await ctx.db
    .select({
      id: goldCheck.userId,
      right: sql<number>`count(*) filter (where ${goldCheck.isRight})`.mapWith(Number),
      of: sql<number>`count(*)`.mapWith(Number),
    })
    .from(goldCheck)
    .innerJoin(gold, eq(gold.contributionId, goldCheck.contributionId))
    .where(
      sql`${goldCheck.projectId} = ${projectId} and ${goldCheck.state} = 'sealed' and ${gold.state} <> 'suspended'`,
    )
    .groupBy(goldCheck.userId);
  return new Map(rows.map(({ id, ...seen }) => [id, seen]));
}
