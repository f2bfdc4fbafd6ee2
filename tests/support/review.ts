import type { Decision } from "#lib/domain/review";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { as, makeUser, type TestCtx } from "./ctx";
import { submitContribution } from "./declared";

type Project = { slug: string; consentHash: string };

export async function makePeople(ctx: TestCtx, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => makeUser(ctx)));
}

/** Submits that many different sentences; their ids. */
export async function submitMany(ctx: TestCtx, author: string, project: Project, count: number): Promise<string[]> {
  const me = as(ctx, author);
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const id = ctx.newId();
    const content = { text: `Sentence ${at + 1} of ${ctx.newId()}` };
    await submitContribution(me, {
      id,
      project: project.slug,
      language: "en",
      content,
      consentHash: project.consentHash,
    });
    ids.push(id);
  }
  return ids;
}

/** Claims the next item for the reviewer and decides it for good; its contribution. */
export async function decideNext(
  ctx: TestCtx,
  reviewer: string,
  project: Project,
  decision: Decision,
  feedback?: string,
): Promise<string> {
  const me = as(ctx, reviewer);
  const { slots } = await claimSlots(me, { project: project.slug, wanted: 1 });
  const [next] = slots;
  if (!next) throw new Error("nothing to review");
  const reason = decision === "accept" ? undefined : "quality";
  await decideReview(me, { slotId: next.id, decision, reason, feedback, undoMs: 0 });
  return next.contributionId;
}
