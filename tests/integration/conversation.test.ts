import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { fileBlobStore } from "#lib/adapters/blob";
import { fieldsOfTurns, type Turn, turnsOf } from "#lib/domain/conversation";
import { guessMapping } from "#lib/domain/mapping";
import { listRefusals } from "#lib/services/batch-read";
import { checkContent } from "#lib/services/contribution-check";
import { getContribution } from "#lib/services/contribution-view";
import { declarationHash } from "#lib/services/declaration";
import { listMyReviews } from "#lib/services/review-history";
import { claimItems } from "#lib/services/review-read";
import { exportPage } from "#lib/services/user-export";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { reviseContribution, submitContribution } from "#tests/support/declared";
import { runImport, uploadText } from "#tests/support/import";
import { listBroken } from "#tests/support/invariants";
import { decideNext, makePeople } from "#tests/support/review";

const folder = mkdtempSync(join(tmpdir(), "assay-conversation-"));
let opened: OpenedDb;
let ctx: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  ctx = { ...testCtx(opened.db, opened.kind), blob: fileBlobStore(folder) };
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

const declaration = { licence: "CC0-1.0", source: "own", wordingHash: declarationHash } as const;
const say = (...texts: string[]): Turn[] =>
  texts.map((text, at) => ({ role: at % 2 === 0 ? "user" : "assistant", text }));
const asMessages = (turns: readonly Turn[]) => turns.map(({ role, text }) => ({ role, content: text }));

async function makeCast() {
  const [author = "", reviewer = ""] = await makePeople(ctx, 2);
  const project = await makeProject(ctx, { modality: "conversation", reviewers: [reviewer], reviewsWanted: 1 });
  return { me: as(ctx, author), reviewer, project };
}

test("a conversation is sent as messages, reviewed turn by turn, revised by a turn less, and exported as it is kept", async () => {
  const { me, reviewer, project } = await makeCast();
  const first = say("When does the ferry to the island leave?", "At nine.", "And the next one?", "At ten past eleven.");
  const id = ctx.newId();
  const sent = { project: project.slug, language: "en" as const, consentHash: project.consentHash, declaration };
  const { contentHash } = await submitContribution(me, { ...sent, id, content: { messages: asMessages(first) } });
  expect(contentHash).toBe((await getContribution(me, { id })).contentHash);
  // The same conversation, told in the other way, is the same content.
  const check = await checkContent(me, { project: project.slug, content: fieldsOfTurns(first) });
  expect(check).toMatchObject({ contentHash, duplicateOf: id });
  const again = submitContribution(me, { ...sent, id: ctx.newId(), content: fieldsOfTurns(first) });
  await expect(again).rejects.toMatchObject({ reason: "contribution.duplicate" });

  const { items } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 1 });
  expect(items[0]?.fields.map(({ name }) => name)).toEqual([
    "turn_01_user",
    "turn_02_assistant",
    "turn_03_user",
    "turn_04_assistant",
  ]);
  await decideNext(ctx, reviewer, project, "request_changes", "Leave the second question out.");
  const second = first.slice(0, 2);
  await reviseContribution(me, { id, round: 1, content: { messages: asMessages(second) }, declaration });
  const { items: next } = await claimItems(as(ctx, reviewer), { project: project.slug, wanted: 1 });
  expect(next[0]?.fields).toHaveLength(2);
  expect(next[0]?.previous?.fields).toHaveLength(4);
  await decideNext(ctx, reviewer, project, "accept");
  const view = await getContribution(me, { id });
  expect(turnsOf(view.content ?? {})).toEqual(second);
  expect((await listMyReviews(as(ctx, reviewer), { limit: 5 })).items[0]?.excerpt).toBe(first[0]?.text);
  expect((await exportPage(me, { section: "contributions" })).items[0]).toMatchObject({
    content: fieldsOfTurns(second),
  });
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("messages of a JSONL file and of a CSV file come in whole, and what is no conversation is refused by its row", async () => {
  const { me, project } = await makeCast();
  const talks = ["first", "second"].map((word) =>
    say(`The ${word} question about the harbour?`, `The ${word} answer.`),
  );
  const lines = [
    ...talks.map((turns) => JSON.stringify({ messages: asMessages(turns) })),
    JSON.stringify({ messages: [{ role: "user", content: "Nobody answers." }] }),
    JSON.stringify({ messages: [{ role: "tool", content: "42" }] }),
  ];
  const mapping = guessMapping(["messages"], ["messages"], ["en"]);
  expect(mapping).toEqual({ columns: { messages: "messages" }, language: "en" });
  const { id } = await uploadText(me, project, `${lines.join("\n")}\n`, "talks.jsonl");
  expect(await runImport(me, project, id, mapping)).toMatchObject({ acceptedRows: 2, refusedRows: 2 });
  const refused = (await listRefusals(me, { id, limit: 10 })).items;
  expect(refused.map(({ line, field, detail }) => [line, field, detail])).toEqual([
    [3, "messages", "too_few_turns"],
    [4, "messages", "wrong_type"],
  ]);
  const talk = say("A third question, with a comma?", 'The "third" answer.');
  const cell = JSON.stringify(asMessages(talk)).replaceAll('"', '""');
  const table = await uploadText(me, project, `chat\n"${cell}"\n`, "talks.csv");
  expect(await runImport(me, project, table.id, { columns: { messages: "chat" }, language: "en" })).toMatchObject({
    acceptedRows: 1,
    refusedRows: 0,
  });
  const rows = await ctx.db.select().from(contribution).where(eq(contribution.projectId, project.id));
  const kept = rows.map((row) => turnsOf(JSON.parse(row.content)));
  for (const turns of [...talks, talk]) expect(kept).toContainEqual(turns);
  expect(await listBroken(ctx.db)).toEqual([]);
});

test("a conversation much like another is found, though its turns are worded a little differently", async () => {
  const { me, project } = await makeCast();
  const sent = { project: project.slug, language: "en" as const, consentHash: project.consentHash, declaration };
  const turns = say(
    "How do I get from the old lighthouse to the fish market without a car?",
    "Walk along the sea wall for ten minutes, then take the steps by the red boathouse.",
  );
  await submitContribution(me, { ...sent, id: ctx.newId(), content: fieldsOfTurns(turns) });
  const like = turns.with(1, { role: "assistant", text: `${turns[1]?.text} It is not far.` });
  const { near } = await checkContent(as(ctx, await makeUser(ctx)), {
    project: project.slug,
    content: fieldsOfTurns(like),
  });
  expect(near?.percent).toBeGreaterThan(70);
});
