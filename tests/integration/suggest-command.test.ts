import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpenedDb } from "#db/client";
import { suggestion } from "#db/schema/suggestion";
import { makeCtx } from "#lib/request-ctx";
import type { Ctx } from "#lib/services/context";
import { runNextJob } from "#lib/services/job";
import { runModel } from "#lib/services/model-run";
import { createToken } from "#lib/services/token";
import { serveDb } from "#tests/support/api";
import { type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { chatReply, FakeModel } from "#tests/support/fake-model";
import { makeLabelling } from "#tests/support/label";
import { GET, POST, PUT } from "../../app/api/[[...path]]/route";
import { addSuggest } from "../../bin/command-suggest";

/* assay suggest, from a file to the database, through the real routes. */
let opened: OpenedDb;
let ctx: TestCtx;
let server: Server;
let folder: string;
const fake = new FakeModel();
const said: string[] = [];
const routes: Record<string, typeof GET> = { GET, POST, PUT };

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  serveDb(opened);
  await fake.listen();
  vi.stubEnv("MODEL_ENDPOINTS", fake.origin);
  folder = mkdtempSync(join(tmpdir(), "assay-suggest-"));
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const headers = request.headers as Record<string, string>;
    const body = request.method === "GET" ? {} : { body: Buffer.concat(parts) };
    const init = { method: request.method ?? "GET", headers, ...body };
    const answer = await (routes[request.method ?? ""] ?? GET)(
      new Request(`http://localhost:3000${request.url}`, init),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("ASSAY_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("INIT_CWD", folder);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  await new Promise((resolve) => server.close(resolve));
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
  await opened.close();
});

async function run(file: string, slug: string, more: string[] = []): Promise<string> {
  said.length = 0;
  process.exitCode = undefined;
  const program = new Command().exitOverride();
  addSuggest(program);
  const flags = ["--project", slug, "--model", "tiny", "--model-version", "7", ...more];
  await program.parseAsync(["suggest", ...(file ? [file] : []), ...flags], { from: "user" });
  return said.join("");
}

test("a file is sent; rows that do not fit are told of by line, and sending it again stores nothing twice", async () => {
  const { owner, project, ids } = await makeLabelling(ctx, 3);
  const { secret } = await createToken(owner, { name: "model", scopes: ["read", "manage"], expiresInDays: 1 });
  vi.stubEnv("ASSAY_TOKEN", secret);
  const lines = ids.map((id, at) => JSON.stringify({ contribution: id, answer: { q1: at }, confidence: 0.5 }));
  writeFileSync(join(folder, "m.jsonl"), [...lines, "{broken", '{"contribution":"x","answer":{"q1":0}}'].join("\n"));
  const first = await run("m.jsonl", project.slug);
  expect(first).toContain("Set 1: 3 suggestions.");
  expect(first).toContain("line 4: no JSON object");
  expect(first).toContain("line 5: no accepted item is this");
  expect(first).toContain("3 taken, 0 there already, 2 refused.");
  expect(process.exitCode).toBe(1);
  writeFileSync(
    join(folder, "m.csv"),
    ["contribution,q1,confidence", ...ids.map((id, at) => `${id},${at + 1},0.5`)].join("\n"),
  );
  expect(await run("m.csv", project.slug)).toContain("0 taken, 3 there already, 0 refused.");
  expect(await ctx.db.$count(suggestion)).toBe(3);
  await expect(run("none.csv", project.slug)).rejects.toThrow();
});

test("a model is named, asked and followed to the end; its key comes by the environment and goes nowhere else", async () => {
  const { owner, project } = await makeLabelling(ctx, 3);
  const { secret } = await createToken(owner, { name: "asker", scopes: ["read", "manage"], expiresInDays: 1 });
  vi.stubEnv("ASSAY_TOKEN", secret);
  vi.stubEnv("ASSAY_MODEL_KEY", "key-of-the-terminal");
  fake.behave = ({ number, headers }) =>
    headers.authorization !== "Bearer key-of-the-terminal"
      ? { status: 401 }
      : number === 1
        ? chatReply({ answer: { q1: "horse" } }, 5)
        : chatReply({ answer: { q1: "cat" } }, 5);
  const system = await makeCtx({ kind: "system" });
  let over = false;
  const work = (async () => {
    const handlers = { "model.run": (job: Ctx, { runId }: Record<string, unknown>) => runModel(job, String(runId)) };
    while (!over) if (!(await runNextJob(system, handlers))) await new Promise((next) => setTimeout(next, 20));
  })();
  try {
    const ask = (more: string[]) => run("", project.slug, more);
    const first = await ask(["--from-endpoint", `${fake.origin}/v1`, "--items", "3"]);
    expect(first).toContain("is named, with a key.");
    expect(first).toContain("the answer does not fit the question q1 (not_in_list)");
    expect(first).toContain("3 asked, 2 taken, 1 failed, 15 tokens: finished.");
    expect(process.exitCode).toBe(1);
    // The one that failed, at the model that is named already.
    expect(await ask(["--from-endpoint"])).toContain("1 asked, 1 taken, 0 failed, 5 tokens: finished.");
    expect(process.exitCode).toBeUndefined();
    expect(said.join("")).not.toContain("key-of-the-terminal");
    await expect(ask(["--from-endpoint", "https://elsewhere.example"])).rejects.toThrow("endpoint.not_allowed");
    await expect(run("m.csv", project.slug, ["--from-endpoint"])).rejects.toThrow("input.invalid");
  } finally {
    over = true;
    await work;
  }
});
