import { sql } from "drizzle-orm";
import { queryRows } from "#db/query";
import { annotation, seat, seatSkip } from "#db/schema/annotation";
import { gold, goldCheck, goldPool } from "#db/schema/gold";
import { item } from "#db/schema/task";
import { isGoldTurn, isTrusted } from "#lib/domain/gold-share";
import { limits } from "#lib/domain/limits";
import { type Ctx, inTx } from "./context";
import { sha256 } from "./hash";

/** Where a person stands in a project with gold. */
type Turn = {
  projectId: string;
  key: Uint8Array;
  languages: string[];
  target: number;
  /** Answers given, items held here, and how many more leases they may have. */
  given: number;
  held: number;
  room: number;
  right: number;
  of: number;
  days: number;
  /** Turns that gold was served at, of the latest. */
  served: number[];
};

/**
 * Before a person is given their next items: where it is their turn for gold, one is leased to them. It looks like every other seat: the same
 * kind of id, the place in the order and the terms of the item that would have come. Nothing where the pool has no points or no item for them.
 */
export async function placeGold(ctx: Ctx, slug: string, wanted: number, now: Date): Promise<void> {
  if (ctx.actor.kind !== "user") return;
  const me = ctx.actor.userId;
  const before = await readTurn(ctx, me, slug);
  if (!before || findTurns(me, before, wanted).length === 0) return;
  await inTx(ctx, async (tx) => {
    // As claim_label_seats does: two tabs of one person take turns.
    await tx.db.execute(sql`select 1 from "user" where id = ${me}::uuid for no key update`);
    const turn = await readTurn(tx, me, slug);
    for (const number of turn ? findTurns(me, turn, wanted) : [])
      if (turn && !(await placeOne(tx, me, turn, now, number))) return;
  });
}

/** Which of the person's next tasks are to be gold, and were not yet. */
function findTurns(me: string, turn: Turn, wanted: number): number[] {
  const from = turn.given + turn.held;
  const next = Math.max(0, Math.min(wanted - turn.held, turn.room));
  const trusted = isTrusted(turn, turn.target);
  return Array.from({ length: next }, (_, at) => from + at).filter(
    (at) => !turn.served.includes(at) && isGoldTurn(turn.key, me, at, trusted, sha256),
  );
}

async function readTurn(ctx: Ctx, me: string, slug: string): Promise<Turn | undefined> {
  const now = ctx.now().toISOString();
  const mine = sql`from ${seat} s where s.holder_id = ${me}::uuid and s.project_id = t.project_id`;
  const rows = await queryRows<Omit<Turn, "key"> & { key: string }>(
    ctx.db,
    sql`select t.project_id as "projectId", encode(pool.key, 'hex') as key, coalesce(a.languages, '{}') as languages, t.target,
        (coalesce(a.answers, 0) + (select count(*) ${mine} and s.state = 'answered'))::int as given,
        (select count(*) ${mine} and s.state = 'leased')::int as held,
        (${limits.labelLeasesPerUser} - (select count(*) from ${seat} s where s.holder_id = ${me}::uuid and s.state = 'leased'
          and (s.lease_expires_at > ${now}::timestamptz or s.project_id = t.project_id)))::int as room,
        coalesce(seen.right, 0)::int as right, coalesce(seen.of, 0)::int as of,
        coalesce(extract(day from ${now}::timestamptz - seen.since), 0)::int as days,
        array(select c.turn from ${goldCheck} c where c.project_id = p.id and c.user_id = ${me}::uuid and c.state <> 'dropped'
          and c.turn is not null order by c.turn desc limit ${limits.labelLeasesPerUser}) as served
      from "project" p join "task" t on t.project_id = p.id join ${goldPool} pool on pool.project_id = p.id
      left join "annotator" a on a.project_id = p.id and a.user_id = ${me}::uuid
      left join lateral (
        select count(*) filter (where c.is_right) as right, count(*) as of, min(c.sealed_at) as since
        from ${goldCheck} c join ${gold} g on g.contribution_id = c.contribution_id
        where c.project_id = p.id and c.user_id = ${me}::uuid and c.state = 'sealed' and g.state <> 'suspended') seen on true
      where p.slug = ${slug.toLowerCase()} and p.state <> 'draft' and t.state = 'open' and (t.skill is null or t.skill = any (a.skills))`,
  );
  const [row] = rows;
  return row && { ...row, key: new Uint8Array(Buffer.from(row.key, "hex")) };
}

async function placeOne(ctx: Ctx, me: string, turn: Turn, now: Date, number: number): Promise<boolean> {
  const next = await findNext(ctx, me, turn);
  if (!next) return false;
  const paid = await queryRows(
    ctx.db,
    sql`update ${goldPool} set free = free - ${next.price}::int8
      where project_id = ${turn.projectId}::uuid and free >= ${next.price}::int8 returning project_id`,
  );
  if (paid.length === 0) return false;
  const [found] = await queryRows<{ seatId: string; contributionId: string }>(
    ctx.db,
    sql`with chosen as (
        update ${gold} set exposures = exposures + 1 where contribution_id = (${leastUsed(me, turn)})
        returning contribution_id, author_id, language)
      insert into ${seat} (id, project_id, contribution_id, author_id, language, order_key, state, holder_id, lease_expires_at, claimed_at,
        is_narrowed, is_gold)
      select gen_random_uuid(), ${turn.projectId}::uuid, contribution_id, author_id, language, ${next.orderKey}::int8, 'leased', ${me}::uuid,
        ${new Date(now.getTime() + limits.leaseMs).toISOString()}::timestamptz, ${now.toISOString()}::timestamptz, ${turn.languages.length > 0}, true from chosen
      returning id as "seatId", contribution_id as "contributionId"`,
  );
  if (!found) {
    await ctx.db.execute(
      sql`update ${goldPool} set free = free + ${next.price}::int8 where project_id = ${turn.projectId}::uuid`,
    );
    return false;
  }
  const { version: taskVersion, price } = next;
  const served = { turn: number, isTrusted: isTrusted(turn, turn.target) };
  const row = { ...found, ...served, projectId: turn.projectId, userId: me, taskVersion, price };
  await ctx.db.insert(goldCheck).values({ ...row, state: "served", servedAt: ctx.now() });
  return true;
}

const speaks = (turn: Turn, language: ReturnType<typeof sql>) =>
  sql`(${turn.languages.length} = 0 or ${language} = any (array(select jsonb_array_elements_text(${JSON.stringify(turn.languages)}::jsonb))))`;

/** The ordinary item that would come: gold takes its terms and its place, and is not served where nothing else is. */
async function findNext(ctx: Ctx, me: string, turn: Turn) {
  const [row] = await queryRows<{ orderKey: number; version: number; price: number }>(
    ctx.db,
    sql`select s.order_key::float8 as "orderKey", i.task_version as version, i.answer_price::float8 as price
      from ${seat} s join ${item} i on i.contribution_id = s.contribution_id
      where s.project_id = ${turn.projectId}::uuid and s.state = 'open' and s.author_id <> ${me}::uuid and ${speaks(turn, sql`s.language`)}
        and ${isNew(me, sql`s.contribution_id`)}
      order by s.order_key, s.id limit 1`,
  );
  return row;
}

/** Not held, answered or passed over by this person before. */
const isNew = (me: string, id: ReturnType<typeof sql>) =>
  sql`not exists (select 1 from ${seat} h where h.contribution_id = ${id} and h.holder_id = ${me}::uuid)
    and not exists (select 1 from ${seatSkip} k where k.contribution_id = ${id} and k.user_id = ${me}::uuid)
    and not exists (select 1 from ${annotation} n where n.contribution_id = ${id} and n.annotator_id = ${me}::uuid)
    and not exists (select 1 from ${goldCheck} c where c.contribution_id = ${id} and c.user_id = ${me}::uuid)`;

/** The gold that was served least; of several another one to each person, so that no two go through them side by side. */
function leastUsed(me: string, turn: Turn) {
  return sql`select g.contribution_id from ${gold} g
    where g.project_id = ${turn.projectId}::uuid and g.state = 'ready' and g.exposures < ${limits.goldExposures} and g.author_id <> ${me}::uuid
      and ${speaks(turn, sql`g.language`)} and ${isNew(me, sql`g.contribution_id`)}
    order by g.exposures, md5(g.contribution_id::text || ${me}::text) limit 1 for update skip locked`;
}
