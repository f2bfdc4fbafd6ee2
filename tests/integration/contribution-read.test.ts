import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import type { ContributionStatus } from "#lib/domain/contribution";
import { checkContent } from "#lib/services/contribution-check";
import { countOwnContributions, listOwnContributions } from "#lib/services/contribution-read";
import { getContribution } from "#lib/services/contribution-view";
import { withdrawContribution } from "#lib/services/contribution-withdraw";
import { deleteDraft, getDraft, saveDraft } from "#lib/services/draft";
import { claimSlots } from "#lib/services/review-claim";
import { decideReview } from "#lib/services/review-decide";
import { sequenceBatch } from "#lib/services/sequence";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution, submitContribution } from "#tests/support/declared";

let opened: OpenedDb;
let ctx: TestCtx;

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
});
afterAll(() => opened.close());

type Project = Awaited<ReturnType<typeof makeProject>>;

async function submit(who: TestCtx, project: Project, text: string): Promise<string> {
  ctx.clock.at += 1_000;
  const id = randomUUID();
  const { slug, consentHash } = project;
  await submitContribution(who, { id, project: slug, language: "en", content: { text }, consentHash });
  return id;
}

type Vote = { decision: "accept" | "reject" | "request_changes"; feedback?: string };

/** Each reviewer decides on the one open item of the project. */
async function review(project: Project, reviewers: TestCtx[], vote: (at: number) => Vote): Promise<void> {
  for (const [at, reviewer] of reviewers.entries()) {
    const { slots } = await claimSlots(reviewer, { project: project.slug, wanted: 1 });
    const slotId = slots[0]?.id ?? "";
    const { decision, feedback } = vote(at);
    const reason = decision === "accept" ? undefined : "quality";
    await decideReview(reviewer, { slotId, decision, feedback, reason, undoMs: 0 });
  }
}

async function makeStage() {
  const author = as(ctx, await makeUser(ctx));
  const ids = [await makeUser(ctx), await makeUser(ctx), await makeUser(ctx)];
  const project = await makeProject(ctx, { reviewers: ids });
  return { author, project, ids, reviewers: ids.map((id) => as(ctx, id)), stranger: as(ctx, await makeUser(ctx)) };
}

describe("one contribution, as far as one may see it", () => {
  test("its author follows it from submission over changes to points, reviewers staying numbers", async () => {
    const { author, project, reviewers, ids } = await makeStage();
    const id = await submit(author, project, "first version");
    const sent = await getContribution(author, { id });
    expect(sent).toMatchObject({ viewer: "author", status: "in_review", canWithdraw: true, canRevise: false });
    await review(project, reviewers, (at) => ({ decision: "request_changes", feedback: `change ${at}` }));
    const asked = await getContribution(author, { id });
    expect(asked).toMatchObject({ status: "changes_requested", canRevise: true, canWithdraw: true });
    expect(asked.rounds[0]?.reviews.map((one) => one.feedback).sort()).toEqual(["change 0", "change 1", "change 2"]);
    await reviseContribution(author, { id, round: 1, content: { text: "second version" } });
    await review(project, reviewers, () => ({ decision: "accept" }));
    await sequenceBatch(ctx);
    const done = await getContribution(author, { id });
    expect(done).toMatchObject({ status: "accepted", round: 2, canRevise: false, canWithdraw: false });
    expect(done.rounds.map((one) => [one.content?.text, one.verdict?.outcome])).toEqual([
      ["first version", "changes_requested"],
      ["second version", "accepted"],
    ]);
    // "Reviewer 1" of the first round is the same person in the second.
    expect(done.rounds.flatMap((one) => one.reviews.map((vote) => vote.reviewer)).sort()).toEqual([1, 1, 2, 2, 3, 3]);
    expect(done.transfers.map(({ kind, amount }) => [kind, amount])).toEqual([["award", project.acceptPrice]]);
    expect(done.entries.length).toBeGreaterThan(8);
    expect(done.entries.every((entry) => entry.index !== null)).toBe(true);
    for (const reviewerId of ids) expect(JSON.stringify(done)).not.toContain(reviewerId);
  });

  test("what reviewers wrote stays hidden until the verdict", async () => {
    const { author, project, reviewers } = await makeStage();
    const id = await submit(author, project, "blind");
    await review(project, reviewers.slice(0, 2), () => ({ decision: "reject", feedback: "not yet to be seen" }));
    const view = await getContribution(author, { id });
    expect(view.rounds[0]).toMatchObject({ reviewsDone: 2, verdict: null, reviews: [] });
    expect(view.canWithdraw).toBe(false);
    expect(JSON.stringify(view)).not.toContain("not yet to be seen");
  });

  test("others see that it exists, and its text and author only once it is accepted", async () => {
    const { author, project, reviewers, stranger } = await makeStage();
    const id = await submit(author, project, "hidden from others");
    const before = await getContribution(stranger, { id });
    expect(before).toMatchObject({ viewer: "other", content: null, author: null, transfers: [], canWithdraw: false });
    expect(JSON.stringify(before)).not.toContain("hidden from others");
    await review(project, reviewers, () => ({ decision: "accept", feedback: "for the author" }));
    const after = await getContribution(stranger, { id });
    expect(after.content).toEqual({ text: "hidden from others" });
    expect(JSON.stringify(after)).not.toContain("for the author");
    const nobody = { ...ctx, actor: { kind: "anonymous" as const } };
    await expect(getContribution(nobody, { id })).rejects.toMatchObject({ reason: "auth.required" });
    await expect(getContribution(stranger, { id: randomUUID() })).rejects.toMatchObject({
      reason: "contribution.not_found",
    });
  });
});

describe("one's own submissions", () => {
  test("page newest first over all statuses, by one status, by project; counted by status", async () => {
    const { author, project } = await makeStage();
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.push(await submit(author, project, `own ${n}`));
    for (const id of [ids[1], ids[4]]) await withdrawContribution(author, { id: id ?? "" });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listOwnContributions(author, { limit: 3, cursor });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...ids].reverse());
    const list = async (status: ContributionStatus, slug?: string) =>
      (await listOwnContributions(author, { limit: 10, status, project: slug })).items.map((item) => item.id);
    expect(await list("withdrawn")).toEqual([ids[4], ids[1]]);
    expect(await list("withdrawn", project.slug)).toEqual([ids[4], ids[1]]);
    expect(await list("withdrawn", "no-such-project")).toEqual([]);
    expect(await countOwnContributions(author)).toMatchObject({ in_review: 5, withdrawn: 2, balance: 0 });
  });

  test("say what each one earned, and are nobody else's", async () => {
    const { author, project, reviewers, stranger } = await makeStage();
    const id = await submit(author, project, "earning");
    await review(project, reviewers, () => ({ decision: "accept" }));
    expect((await listOwnContributions(author, { limit: 5 })).items).toMatchObject([
      { id, status: "accepted", earned: project.acceptPrice, fromImport: false },
    ]);
    expect((await countOwnContributions(author)).balance).toBe(project.acceptPrice);
    expect((await listOwnContributions(stranger, { limit: 5 })).items).toEqual([]);
  });
});

test("a content is checked before it is sent: issues by field, its fingerprint, who has it already", async () => {
  const { author, project } = await makeStage();
  const check = (text: unknown) => checkContent(author, { project: project.slug, content: { text } });
  const personalData = { policy: "warn", found: [] };
  const refused = {
    contentHash: null,
    duplicateOf: null,
    duplicateElsewhere: null,
    looksLike: null,
    personalData,
    near: null,
  };
  expect(await check("  ")).toEqual({ ...refused, issues: [{ path: "text", message: "required" }] });
  expect(await check("a\0b")).toEqual({ ...refused, issues: [{ path: "text", message: "nul_character" }] });
  const id = await submit(author, project, "said before");
  expect(await check(" said before\r\n")).toMatchObject({ issues: [], duplicateOf: id });
  expect(await check("not said before")).toMatchObject({ issues: [], duplicateOf: null });
});

describe("drafts", () => {
  const content = (text: string) => ({ fields: { text }, language: "en" });

  test("are kept, replaced, emptied and let go, each form's for itself", async () => {
    const { author, project, stranger } = await makeStage();
    const place = { project: project.slug, key: "new" as const };
    expect(await getDraft(author, place)).toBeNull();
    await saveDraft(author, { ...place, content: content("a \0 \ud800 b") });
    expect((await getDraft(author, place))?.content).toEqual(content("a \0 \ud800 b"));
    expect(await getDraft(stranger, place)).toBeNull();
    await saveDraft(author, { ...place, content: content("b") });
    expect((await getDraft(author, place))?.content).toEqual(content("b"));
    await saveDraft(author, { ...place, content: content("  ") });
    expect(await getDraft(author, place)).toBeNull();
    expect(await deleteDraft(author, place)).toEqual({ deleted: false });
  });

  test("go when what they hold is sent", async () => {
    const { author, project } = await makeStage();
    const place = { project: project.slug, key: "new" as const };
    await saveDraft(author, { ...place, content: content("on its way") });
    await submit(author, project, "on its way");
    expect(await getDraft(author, place)).toBeNull();
  });

  test("of revisions belong to one's own contributions: other keys store nothing", async () => {
    const { author, project, stranger } = await makeStage();
    const id = await submit(author, project, "mine");
    await saveDraft(author, { project: project.slug, key: id, content: content("mine, better") });
    for (const key of [id, randomUUID()]) {
      await expect(saveDraft(stranger, { project: project.slug, key, content: content("x") })).rejects.toMatchObject({
        reason: "contribution.not_found",
      });
    }
  });
});
