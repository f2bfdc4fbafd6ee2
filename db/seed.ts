import { like } from "drizzle-orm";
import { user } from "#db/schema/user";
import { DEMO_EMAIL_END, DEMO_PASSWORD } from "#lib/domain/demo";
import { MILLI_PER_POINT } from "#lib/domain/points";
import { fundProject, mintPoints } from "#lib/services/admin-treasury";
import type { Ctx } from "#lib/services/context";
import { hashPassword } from "#lib/services/password";
import { createProject } from "#lib/services/project-create";
import { grantReviewer } from "#lib/services/project-member";
import { changeProjectState } from "#lib/services/project-state";
import { insertUser } from "#lib/services/user-create";
import { makeRandom, readItems, reviewSome, reviseSome, type Story, sequenceAll, submitSome } from "./seed-days";
import { demoTask, divideVoices, labelSome, labelTogether, openDemoTask, openVoicesTask } from "./seed-labels";
import { demoPeople } from "./seed-people";
import { type DemoProject, demoProjects, demoVoices } from "./seed-projects";

const DAY_MS = 86_400_000;
const SEED = 20_261_123;
const TREASURY_POINTS = 100_000;
const KEPT_BACK = 24;

export type DemoSignIn = { role: string; email: string; password: string };

const emailOf = (key: string) => `${key}${DEMO_EMAIL_END}`;

/** One sign-in for each role, if this database holds the demo's people. */
export async function findDemoSignIns(ctx: Ctx): Promise<DemoSignIn[]> {
  const [any] = await ctx.db
    .select({ id: user.id })
    .from(user)
    .where(like(user.email, `%${DEMO_EMAIL_END}`))
    .limit(1);
  if (!any || ctx.databaseKind !== "pglite") return [];
  return ["contributor", "reviewer", "meiling", "admin"].map((key) => ({
    role: demoPeople.find((person) => person.key === key)?.role ?? "",
    email: emailOf(key),
    password: DEMO_PASSWORD,
  }));
}

/**
 * Fills an empty embedded database with six weeks of work by fourteen people, by running the real services under a clock of its own.
 * Refuses any other database: demo accounts have a public password.
 */
export async function seedDemo(ctx: Ctx): Promise<void> {
  const [someone] = await ctx.db.select({ id: user.id }).from(user).limit(1);
  if (ctx.databaseKind !== "pglite")
    throw new Error("Demo data is only made in a local embedded database: unset DATABASE_URL.");
  if (someone)
    throw new Error("Demo data is only made in an empty database: this one has people. Give another DATA_DIR.");
  const today = ctx.now().getTime();
  let clock = startOfDay(today - 42 * DAY_MS);
  const now = () => new Date(clock);
  const people = await makePeople({ ...ctx, now });
  const idsOf = (role: string) => demoPeople.filter((one) => one.role === role).map((one) => people.get(one.key) ?? "");
  const admins = new Set(idsOf("admin"));
  const story: Story = {
    system: { ...ctx, now },
    as: (userId) => ({ ...ctx, now, actor: { kind: "user", userId, isAdmin: admins.has(userId), scopes: null } }),
    random: makeRandom(SEED),
    pass: (ms) => {
      // The story never runs ahead of the real clock.
      clock = Math.min(clock + Math.round(ms), today);
    },
    contributors: idsOf("contributor"),
    reviewers: idsOf("reviewer"),
  };
  const admin = story.as(people.get("admin") ?? "");
  await mintPoints(admin, { id: ctx.newId(), amount: TREASURY_POINTS * MILLI_PER_POINT, note: "Demo treasury" });
  for (const project of demoProjects) await makeProject(story, project, people, admin);
  const queues = new Map(demoProjects.map((project) => [project, readItems(project)]));
  for (let daysAgo = 41; daysAgo >= 0; daysAgo -= 1) {
    clock = Math.max(clock, Math.min(startOfDay(today - daysAgo * DAY_MS) + 2 * 3_600_000, today - 3_600_000));
    for (const project of demoProjects) await liveDay(story, project, daysAgo, queues.get(project) ?? [], people);
    if (daysAgo === demoVoices.openedDaysAgo) await tellVoices(story, people, admin);
    await sequenceAll(story);
  }
  await labelTogether(story);
  await sequenceAll(story);
}

/** A small project of recordings, with chance of its own. */
async function tellVoices(story: Story, people: Map<string, string>, admin: Ctx): Promise<void> {
  const told = { ...story, random: makeRandom(SEED + 1) };
  await makeProject(told, demoVoices, people, admin);
  const owner = story.as(people.get(demoVoices.owner) ?? "");
  await changeProjectState(owner, { slug: demoVoices.input.slug, to: "open" });
  await submitSome(told, demoVoices, readItems(demoVoices));
  await reviewSome(told, demoVoices, 5);
  await openVoicesTask(owner);
  await divideVoices(told);
}

async function makePeople(ctx: Ctx): Promise<Map<string, string>> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const people = new Map<string, string>();
  for (const { key, name, role } of demoPeople) {
    const id = await insertUser(ctx, {
      email: emailOf(key),
      // The plain words are reserved for the site itself.
      handle: `${key}-demo`,
      name,
      passwordHash,
      emailVerified: ctx.now(),
      isAdmin: role === "admin",
    });
    people.set(key, id);
  }
  return people;
}

async function makeProject(story: Story, project: DemoProject, people: Map<string, string>, admin: Ctx): Promise<void> {
  const owner = story.as(people.get(project.owner) ?? "");
  const { slug } = project.input;
  await createProject(owner, { ...project.input, id: owner.newId() });
  if (project.budget > 0) {
    await fundProject(admin, { id: admin.newId(), slug, amount: project.budget * MILLI_PER_POINT });
  }
  for (const person of demoPeople.filter((one) => one.role === "reviewer")) {
    await grantReviewer(owner, { slug, person: `${person.key}-demo` });
  }
}

/** One day of one project: it opens, some items come in, reviewers work, authors revise, and at the end it pauses or closes. */
async function liveDay(
  story: Story,
  project: DemoProject,
  daysAgo: number,
  queue: Awaited<ReturnType<typeof readItems>>,
  people: Map<string, string>,
): Promise<void> {
  const { openedDaysAgo, endState } = project;
  if (openedDaysAgo === undefined || daysAgo > openedDaysAgo) return;
  const owner = story.as(people.get(project.owner) ?? "");
  const { slug } = project.input;
  if (daysAgo === openedDaysAgo) await changeProjectState(owner, { slug, to: "open" });
  const lastDay = endState === "open" ? 0 : 6;
  if (daysAgo < lastDay) return;
  const daysLeft = daysAgo - lastDay + 1;
  const kept = endState === "open" ? (project.keptBack ?? KEPT_BACK) : 0;
  // Some of the items are kept for the last day, so that a newcomer finds a queue to review.
  const share = Math.ceil((Math.max(0, queue.length - kept) / daysLeft) * (0.5 + story.random()));
  const items = queue.splice(0, daysLeft === 1 ? queue.length : share);
  await submitSome(story, project, items);
  await reviewSome(
    story,
    project,
    Math.ceil(items.length * project.input.reviewsWanted * (daysAgo === 0 ? 0.05 : 0.3)),
  );
  await reviseSome(story, project);
  if (slug === demoTask.slug && daysAgo === demoTask.openedDaysAgo) await openDemoTask(owner);
  if (slug === demoTask.slug && daysAgo <= demoTask.openedDaysAgo) await labelSome(story, daysAgo);
  if (daysAgo === lastDay && endState !== "open") await changeProjectState(owner, { slug, to: endState });
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
