import { openDb } from "#db/client";
import { project } from "#db/schema/project";
import { AppError } from "#lib/domain/error";
import { consentHashOf } from "#lib/services/consent";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { fillTask } from "#lib/services/label-fill";
import { makePublisher } from "#lib/services/log-publish";
import { startLoop } from "#lib/services/loop";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { settleProject } from "#lib/services/spot-settle";
import { as, testCtx } from "./ctx";
import { submitContribution } from "./declared";
import { testLog } from "./log";

/*
 * A process that works as fast as it can until it is killed: it submits, claims, decides and withdraws while the loop seals and
 * sequences beside it. Each act is written to stdout only after it was acknowledged; the parent kills it and holds it to these lines.
 */
const people = (process.env.CRASH_USERS ?? "").split(",");
const slug = process.env.CRASH_PROJECT ?? "";
const { db, kind } = await openDb(
  process.env.CRASH_URL ? { databaseUrl: process.env.CRASH_URL } : { dataDir: process.env.CRASH_DIR ?? "" },
);
const system = { ...testCtx(db, kind), now: () => new Date() };
const [found] = await db.select().from(project);
if (!found) throw new Error("the parent made no project");
const consentHash = consentHashOf(found);
startLoop({
  ctx: system,
  handlers: {
    "batch.import": async () => {},
    "contribution.erase": async () => {},
    "consensus.run": async () => {},
    "label.settle": (job, { projectId }, isStopping) => settleProject(job, String(projectId), isStopping),
    "label.fill": (job, { projectId }, isStopping) => fillTask(job, String(projectId), isStopping),
    "mail.send": async () => {},
    "model.run": async () => {},
    "points.snapshot": async () => {},
    "archive.unpack": async () => {},
    "media.check": async () => {},
    "media.sweep": async () => {},
  },
  requestDue: async () => {},
  flush: async () => {},
  // In memory: what a restart must find again is in the database.
  publish: makePublisher(testLog()),
  anchor: async () => false,
  logError: (error) => process.stderr.write(`${String(error)}\n`),
});

// A child whose parent is gone has nobody to answer to.
process.stdin.resume().on("end", () => process.exit());

const acknowledge = (what: string, id: string) => process.stdout.write(`${what} ${id}\n`);
acknowledge("ready", String(process.pid));

async function act(userId: string, turn: number): Promise<void> {
  const ctx = as(system, userId);
  const id = ctx.newId();
  await submitContribution(ctx, {
    id,
    project: slug,
    language: "en",
    content: { text: `sentence ${id}` },
    consentHash,
  });
  acknowledge("submitted", id);
  const { slots } = await claimSlots(ctx, { project: slug, wanted: 2 });
  for (const [position, slot] of slots.entries()) {
    const decision = (["accept", "reject", "request_changes"] as const)[(turn + position) % 3] ?? "accept";
    const reason = decision === "accept" ? undefined : ("quality" as const);
    const undoMs = turn % 2 === 0 ? 0 : 5;
    await decideReview(ctx, { slotId: slot.id, decision, reason, undoMs });
    acknowledge("decided", slot.id);
  }
  if (turn % 5 !== 0) return;
  await withdrawContribution(ctx, { id });
  acknowledge("withdrawn", id);
}

async function work(userId: string): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      await act(userId, turn);
    } catch (error) {
      // Another person's review may come before the withdrawal: a refusal is an answer, everything else is a fault.
      if (!(error instanceof AppError)) throw error;
    }
  }
}

await Promise.all(people.map(work));
