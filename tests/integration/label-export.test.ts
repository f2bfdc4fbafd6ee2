import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { flag } from "#db/schema/flag";
import { runConsensus } from "#lib/services/consensus-run";
import { judgeItem } from "#lib/services/label-judge";
import { sequenceBatch } from "#lib/services/sequence";
import { createToken } from "#lib/services/token";
import { restRequest, serveDb } from "#tests/support/api";
import { as, makeUser, type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { answerNext, makeLabelling } from "#tests/support/label";
import { GET as page } from "../../app/api/[[...path]]/route";
import { GET as file } from "../../app/api/v1/projects/[slug]/labels/file/route";

/* Labels as people take them away: everything is there, also what few said, and no cell is a formula. */
let opened: OpenedDb;
let ctx: TestCtx;
let stage: Awaited<ReturnType<typeof makeLabelling>>;
let token: string;
const people: string[] = [];
const ITEMS = 3;

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  serveDb(opened);
  const questions = [
    {
      id: "q1",
      text: '=HYPERLINK("http://x")',
      form: { kind: "single_class" as const, classes: ["=1+1", "dog, big", "+886"] },
    },
    { id: "q2", text: "Which?", form: { kind: "multi_label" as const, classes: ["red", "wet"] } },
    { id: "q3", text: "In words", form: { kind: "free_text" as const } },
  ];
  stage = await makeLabelling(ctx, ITEMS, { questions, answerPrice: 0, answersWanted: 2, answersMost: 2 });
  for (let at = 0; at < 2; at += 1) people.push(await makeUser(ctx));
  for (const [at, person] of people.entries())
    for (let turn = 0; turn < ITEMS; turn += 1)
      await answerNext(ctx, person, stage.project.slug, (id) => {
        const truth = stage.ids.indexOf(id);
        // The last item splits them.
        return { q1: truth === 2 ? at : truth, q2: [0], q3: `-2 "quoted"\nline ${truth}` };
      });
  await judgeItem(as(ctx, stage.reviewer), {
    id: stage.ids[2] ?? "",
    answer: { q1: 2, q2: [0], q3: "judged" },
    cause: "subjective",
  });
  const found = [
    { field: "text" as const, kind: "phone" as const, start: 0, end: 9 },
    { field: "text" as const, kind: "email" as const, start: 12, end: 20 },
  ];
  await ctx.db.insert(flag).values({ contributionId: stage.ids[1] ?? "", round: 1, found, createdAt: ctx.now() });
  while ((await sequenceBatch(ctx)).count > 0);
  await runConsensus(ctx, stage.project.id, () => false);
  while ((await sequenceBatch(ctx)).count > 0);
  token = (await createToken(stage.owner, { name: "export", scopes: ["read"], expiresInDays: 1 })).secret;
});
afterAll(() => opened.close());

async function download(format: string, secret = token): Promise<Response> {
  const { slug } = stage.project;
  const request = restRequest(`/api/v1/projects/${slug}/labels/file?format=${format}`, { token: secret });
  return file(request, { params: Promise.resolve({ slug }) });
}

/** Cells of a CSV; quoted ones may hold anything. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("the table has a row for each item and question, and no cell is a formula", async () => {
  const answer = await download("csv");
  expect(answer.headers.get("content-type")).toContain("text/csv");
  expect(answer.headers.get("content-disposition")).toContain(`${stage.project.slug}.labels.csv`);
  const [header = [], ...rows] = readCsv((await answer.text()).replace(/^\ufeff/, ""));
  expect(rows).toHaveLength(ITEMS * 3);
  for (const cells of rows) {
    expect(cells).toHaveLength(header.length);
    for (const each of cells) expect(each).not.toMatch(/^[=+\-@\t\r]/);
  }
  const cellsOf = (id: string | undefined, question: string) => {
    const row = rows.find((cells) => cells[0] === id && cells[header.indexOf("question")] === question) ?? [];
    return Object.fromEntries(header.map((name, at) => [name, row[at]]));
  };
  expect(cellsOf(stage.ids[0], "q1")).toMatchObject({
    label: "'=1+1",
    rule: "consensus/1",
    state: "settled",
    differs: "false",
  });
  expect(cellsOf(stage.ids[2], "q1")).toMatchObject({
    label: "'+886",
    rule: "judged",
    state: "judged",
    cause: "subjective",
  });
  const split = JSON.parse(cellsOf(stage.ids[2], "q1").answers ?? "") as [string, string][];
  expect(new Map(split)).toEqual(
    new Map([
      [people[0], "=1+1"],
      [people[1], "dog, big"],
    ]),
  );
  const soft = JSON.parse(cellsOf(stage.ids[1], "q1").soft_label ?? "") as Record<string, number>;
  expect(Object.keys(soft)).toEqual(["=1+1", "dog, big", "+886"]);
  expect(cellsOf(stage.ids[1], "q2")).toMatchObject({ label: '["red"]', rule: "multi-label/1", run_entry: "" });
  // What may be personal in an item, by kinds; an item without has nothing there.
  expect(cellsOf(stage.ids[1], "q1").personal_data).toBe('{"text":["email","phone"]}');
  expect(cellsOf(stage.ids[0], "q1").personal_data).toBe("");
  expect(cellsOf(stage.ids[1], "q3")).toMatchObject({ label: `'-2 "quoted"\nline 1`, rule: "text-medoid/1" });
});

test("JSONL has an item a line with all answers and where each stands in the ledger", async () => {
  const lines = (await (await download("jsonl")).text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ item }) => item)).toEqual([...stage.ids].sort());
  for (const line of lines) {
    expect(line.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(line.answers.map(({ annotator }: { annotator: string }) => annotator)).toEqual([...people].sort());
    for (const { sealed } of line.answers) expect(sealed).toBeGreaterThan(0);
    expect(line.entries.consensus).toBeGreaterThan(0);
    expect(line.labels[0].together.entry).toBeGreaterThan(line.entries.consensus);
    expect(line.labels[0].together.shares["dog, big"]).toBeGreaterThan(0);
  }
  expect(lines.filter(({ entries }) => entries.judged !== null)).toHaveLength(1);
});

test("the pages of REST are the same items, one after the other", async () => {
  const found: unknown[] = [];
  for (let cursor = ""; ; ) {
    const path = `/api/v1/projects/${stage.project.slug}/labels?limit=2${cursor && `&cursor=${cursor}`}`;
    const answer = await page(restRequest(path, { token }));
    expect(answer.status).toBe(200);
    const { items, nextCursor } = (await answer.json()) as { items: { item: string }[]; nextCursor: string | null };
    found.push(...items.map(({ item }) => item));
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  expect(found).toEqual([...stage.ids].sort());
});

test("strangers get no labels, and a format that nobody knows is refused", async () => {
  const stranger = await createToken(as(ctx, people[0] ?? ""), { name: "no", scopes: ["read"], expiresInDays: 1 });
  expect((await download("csv", stranger.secret)).status).toBe(403);
  expect((await download("xlsx")).status).toBe(400);
});
