import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { contribution } from "#db/schema/contribution";
import { nearBand } from "#db/schema/near";
import { type Content, hasMedia, type Modality } from "#lib/domain/content";
import { type BandKeys, bandKeys, likeness, type Runs, runsOfContent } from "#lib/domain/near-text";
import type { Ctx } from "./context";
import { findMediaNeighbours, keepPrints, type MediaNear } from "./near-media";
import type { ProjectRow } from "./project-find";

/** The most alike text or file of the project, at or above its threshold. */
export type Neighbour = { id: string; percent: number };

/** A neighbour as tables keep it. */
export function neighbourOf(row: { nearTo: string | null; nearPercent: number | null }): Neighbour | null {
  return row.nearTo === null || row.nearPercent === null ? null : { id: row.nearTo, percent: row.nearPercent };
}

/** What a text is compared by. */
export type Sketch = { runs: Runs; keys: BandKeys };
type Compared = { id: string; content: string; sketch?: Sketch | null | undefined };

export type NearFound = {
  neighbours: Map<string, Neighbour>;
  sketches: Map<string, Sketch>;
  /** Keys that nobody holds any more, with the contribution that is to have them. */
  keys: Map<number, string>;
  media: MediaNear;
};

// So many texts are read at once: what they hold stays small beside the process.
const READ_AT_ONCE = 100;
// Of many that share a key the first few tell: this bounds the work for a table of rows that are all alike.
const COMPARED = 3;
// Whoever is that much alike need not be beaten.
const NEAR_ENOUGH = 80;

/** Null when there is too little to compare, or when the project does not compare. */
export function sketchOf(project: ProjectRow, content: Content): Sketch | null {
  if (project.nearDuplicates === "allow") return null;
  const runs = runsOfContent(project.modality, content);
  return runs ? { runs, keys: bandKeys(runs, project.id) } : null;
}

/**
 * Neighbours of texts that are about to come in, among what the project has and among each other, in their order. Where `isKept` says
 * no for a text with a neighbour, later ones are not compared with it. Nothing is looked for where the project allows all.
 */
export async function findNeighbours(
  ctx: Ctx,
  project: ProjectRow,
  rows: readonly Compared[],
  isKept: (neighbour: Neighbour) => boolean,
): Promise<NearFound> {
  const files = hasMedia(project.modality) ? rows.map(({ id, content }) => ({ id, content: parse(content) })) : [];
  const media = await findMediaNeighbours(ctx, project, files, isKept);
  const found: NearFound = { neighbours: new Map(media.neighbours), sketches: new Map(), keys: new Map(), media };
  for (const { id, content, sketch = sketchOf(project, parse(content)) } of rows) {
    const like = media.neighbours.get(id);
    if (sketch && (!like || isKept(like))) found.sketches.set(id, sketch);
  }
  const holders = await readHolders(ctx, [...found.sketches.values()]);
  const known = await readRuns(ctx, project, new Set(holders.values()), found.sketches);
  for (const [id, sketch] of found.sketches) {
    const others = sketch.keys.flatMap((key) => {
      const holder = holders.get(key);
      return (holder !== undefined && known.has(holder) ? holder : found.keys.get(key)) ?? [];
    });
    const runsOf = (other: string) => known.get(other) ?? found.sketches.get(other)?.runs;
    const neighbour = nearest(id, sketch, project.nearThreshold, others, runsOf);
    if (neighbour && neighbour.percent > (media.neighbours.get(id)?.percent ?? 0)) found.neighbours.set(id, neighbour);
    // The very same text adds nothing, and may not come in at all.
    if (neighbour && (neighbour.percent === 100 || !isKept(neighbour))) continue;
    for (const key of sketch.keys) {
      const holder = holders.get(key);
      if ((holder === undefined || !known.has(holder)) && !found.keys.has(key)) found.keys.set(key, id);
    }
  }
  return found;
}

function parse(content: string): Content {
  return JSON.parse(content) as Content;
}

function nearest(
  id: string,
  { runs }: Sketch,
  threshold: number,
  others: readonly string[],
  runsOf: (id: string) => Runs | undefined,
): Neighbour | undefined {
  let best: Neighbour | undefined;
  for (const other of [...new Set(others)].slice(0, COMPARED)) {
    const theirs = other === id ? undefined : runsOf(other);
    const percent = theirs ? likeness(runs, theirs) : 0;
    if (percent >= threshold && percent > (best?.percent ?? 0)) best = { id: other, percent };
    if (percent >= NEAR_ENOUGH) break;
  }
  return best;
}

// An array's own notation is several times cheaper to read than JSON.
async function readHolders(ctx: Ctx, sketches: readonly Sketch[]): Promise<Map<number, string>> {
  if (sketches.length === 0) return new Map();
  const wanted = `{${[...new Set(sketches.flatMap(({ keys }) => keys))].join(",")}}`;
  const rows = await queryRows<{ key: number | string; id: string }>(
    ctx.db,
    sql`select ${nearBand.key} as key, ${nearBand.contributionId} as id from ${nearBand} where ${nearBand.key} = any(${wanted}::int8[])`,
  );
  return new Map(rows.map(({ key, id }) => [Number(key), id]));
}

/** Runs of contributions that still stand; those withdrawn are missing, and what they held is given on. */
async function readRuns(
  ctx: Ctx,
  project: ProjectRow,
  holders: ReadonlySet<string>,
  own: ReadonlyMap<string, Sketch>,
): Promise<Map<string, Runs>> {
  const known = new Map<string, Runs>();
  const wanted = [...holders].filter((id) => !own.has(id));
  for (let at = 0; at < wanted.length; at += READ_AT_ONCE) {
    const rows = await ctx.db
      .select({ id: contribution.id, content: contribution.content })
      .from(contribution)
      .where(and(inArray(contribution.id, wanted.slice(at, at + READ_AT_ONCE)), ne(contribution.status, "withdrawn")));
    for (const { id, content } of rows) {
      const runs = runsOfContent(project.modality, parse(content));
      if (runs) known.set(id, runs);
    }
  }
  return known;
}

/** Takes away what a contribution was found by. */
export async function dropKeys(
  ctx: Ctx,
  { id, projectId }: { id: string; projectId: string },
  modality: Modality,
  contents: readonly Content[],
): Promise<void> {
  const keys = contents.flatMap((content) => {
    const runs = runsOfContent(modality, content);
    return runs ? bandKeys(runs, projectId) : [];
  });
  if (keys.length === 0) return;
  await ctx.db
    .delete(nearBand)
    .where(
      and(sql`${nearBand.key} = any(${`{${[...new Set(keys)].join(",")}}`}::int8[])`, eq(nearBand.contributionId, id)),
    );
}

/** Gives keys, and what files are looked up by, to those of the contributions that came in. */
export async function keepKeys(ctx: Ctx, { keys, media }: NearFound, came: ReadonlySet<string>): Promise<void> {
  await keepPrints(ctx, media, came);
  // In one order everywhere, so that two that write at once wait for each other and never both.
  const pairs = [...keys].filter(([, id]) => came.has(id)).sort(([a], [b]) => a - b);
  if (pairs.length === 0) return;
  await ctx.db.execute(sql`
    insert into ${nearBand} (key, contribution_id)
    select * from unnest(${`{${pairs.map(([key]) => key).join(",")}}`}::int8[], ${`{${pairs.map(([, id]) => id).join(",")}}`}::uuid[])
    on conflict (key) do update set contribution_id = excluded.contribution_id`);
}
