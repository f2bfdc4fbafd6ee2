import { createProjectSchema } from "#lib/domain/project-edit";
import type { Decision } from "#lib/domain/review";
import { fundProject, mintPoints } from "#lib/services/admin-treasury";
import { consentHashOf } from "#lib/services/consent";
import { createProject } from "#lib/services/project-create";
import { grantReviewer } from "#lib/services/project-member";
import { changeProjectState } from "#lib/services/project-state";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { sealDueReviews } from "#lib/services/review-seal";
import { as, makeUser, type TestCtx } from "./ctx";
import { submitContribution } from "./declared";

export type Cast = {
  slug: string;
  id: string;
  owner: TestCtx;
  reviewers: TestCtx[];
  authors: string[];
  consentHash: string;
};

/** A project as people make one, with its ledger entries: issued, funded, opened, reviewers let in. */
export async function stage(ctx: TestCtx, slug: string): Promise<Cast> {
  const admin = as(ctx, await makeUser(ctx), { isAdmin: true });
  const owner = as(ctx, await makeUser(ctx));
  const people = await Promise.all([1, 2, 3, 4, 5].map((n) => makeUser(ctx, { handle: `${slug}-person-${n}` })));
  const input = createProjectSchema.parse({
    id: ctx.newId(),
    name: `Project ${slug}`,
    slug,
    summary: "Sentences for an audit.",
    languages: ["en"],
    modality: "text",
    guidelines: "Write one natural sentence of your own.",
    labelSchema: { kind: "none" },
    licence: "CC0-1.0",
    reviewsWanted: 3,
    acceptPrice: 2_000,
    reviewPrice: 250,
  });
  await createProject(owner, input);
  await mintPoints(admin, { id: ctx.newId(), amount: 500_000 });
  await fundProject(admin, { id: ctx.newId(), slug, amount: 400_000 });
  await changeProjectState(owner, { slug, to: "open" });
  const reviewers = people.slice(0, 3).map((id) => as(ctx, id));
  for (const n of [1, 2, 3]) await grantReviewer(owner, { slug, person: `${slug}-person-${n}` });
  return { slug, id: input.id, owner, reviewers, authors: people.slice(3), consentHash: consentHashOf(input) };
}

export async function submit(ctx: TestCtx, cast: Cast, author: string, text: string): Promise<string> {
  const id = ctx.newId();
  const { slug, consentHash } = cast;
  await submitContribution(as(ctx, author), { id, project: slug, language: "en", content: { text }, consentHash });
  return id;
}

/** Each reviewer decides the next item; the last one by the job that seals what was decided. */
export async function reviewNext(ctx: TestCtx, cast: Cast, decisions: Decision[]): Promise<void> {
  for (const [at, reviewer] of cast.reviewers.entries()) {
    const decision = decisions[at] ?? "accept";
    const { slots } = await claimSlots(reviewer, { project: cast.slug, wanted: 1 });
    const slotId = slots[0]?.id ?? "";
    const undoMs = at === 2 ? 1 : 0;
    await decideReview(reviewer, { slotId, decision, reason: decision === "accept" ? undefined : "quality", undoMs });
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  await sealDueReviews(ctx);
}
