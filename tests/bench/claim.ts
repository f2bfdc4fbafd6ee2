import { sql } from "drizzle-orm";
import { claimSeats } from "#lib/services/label-claim";
import { claimSlots } from "#lib/services/review-claim";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeUser, type TestCtx } from "#tests/support/ctx";
import { makeLabelling } from "#tests/support/label";
import { bareTransactions } from "./bare";
import { type Figure, percentile, timed } from "./report";
import { fillProject } from "./settle";

const CLIENTS = 16;
const PER_CLIENT = 100;
const ANSWERS_EACH = 3;
const CHUNK = 20_000;

/** A person for each claim, so that every claim meets a full queue and nobody's own leases. */
function makePeople(ctx: TestCtx): Promise<string[]> {
  return Promise.all(Array.from({ length: CLIENTS * PER_CLIENT }, () => makeUser(ctx)));
}

/** As many clients at once, each claiming for one person after another; beside a bare one-row transaction. */
async function raceClaims(
  ctx: TestCtx,
  people: readonly string[],
  of: string,
  claim: (me: TestCtx) => Promise<{ length: number }>,
): Promise<Figure[]> {
  const durations: number[] = [];
  const work = async (client: number) => {
    for (let turn = 0; turn < PER_CLIENT; turn += 1) {
      const me = as(ctx, people[client * PER_CLIENT + turn] ?? "");
      const started = performance.now();
      if ((await claim(me)).length !== 1) throw new Error("a claim came back empty");
      durations.push(performance.now() - started);
    }
  };
  const total = await timed(() => Promise.all(Array.from({ length: CLIENTS }, (_, client) => work(client))));
  const bare = await bareTransactions(ctx, CLIENTS, PER_CLIENT);
  const p95 = percentile(durations, 0.95);
  return [
    {
      name: `claim p95 at ${of}, ${CLIENTS} clients`,
      value: p95,
      unit: "ms",
      baseline: { name: "one-row transaction p95", value: bare.p95 },
      ...(ctx.databaseKind === "postgres" ? { target: { text: "under 25 ms", met: p95 < 25 } } : {}),
    },
    {
      name: `claims, ${CLIENTS} clients`,
      value: durations.length / (total / 1000),
      unit: "per second",
      baseline: { name: "one-row transactions", value: bare.perSecond },
    },
  ];
}

/** Claims of reviewers at so many open items. */
export async function measureClaims(ctx: TestCtx, items: number): Promise<Figure[]> {
  const people = await makePeople(ctx);
  const project = await fillProject(ctx, items, 3, people);
  while ((await sequenceBatch(ctx)).count > 0);
  await ctx.db.execute(sql`analyze`);
  const claim = async (me: TestCtx) => (await claimSlots(me, { project: project.slug, wanted: 1 })).slots;
  return raceClaims(ctx, people, `${items.toLocaleString("en")} open items`, claim);
}

/**
 * Claims of annotators at so many open seats. The task is opened by the services; the seats are put into the table at once, as addSeats makes
 * them, for a million contributions would take minutes to come in and be accepted.
 */
export async function measureLabelClaims(ctx: TestCtx, seats: number): Promise<Figure[]> {
  const people = await makePeople(ctx);
  const { project, author } = await makeLabelling(ctx, 1);
  for (let left = Math.ceil(seats / ANSWERS_EACH); left > 0; left -= CHUNK) {
    await ctx.db.execute(sql`
      insert into seat (id, project_id, contribution_id, author_id, language, order_key, state)
      select gen_random_uuid(), ${project.id}::uuid, one.id, ${author}::uuid, 'en', one.key, 'open'
      from (select gen_random_uuid() as id, floor(random() * 2 ^ 52)::int8 as key
        from generate_series(1, ${Math.min(left, CHUNK)}::int)) as one, generate_series(1, ${ANSWERS_EACH}::int)`);
  }
  await ctx.db.execute(sql`analyze`);
  const claim = async (me: TestCtx) => (await claimSeats(me, { project: project.slug, wanted: 1 })).seats;
  return raceClaims(ctx, people, `${seats.toLocaleString("en")} open seats of a task`, claim);
}
