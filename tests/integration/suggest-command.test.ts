import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpenedDb } from "#db/client";
import { suggestion } from "#db/schema/suggestion";
import { createToken } from "#lib/services/token";
import { serveDb } from "#tests/support/api";
import { type TestCtx, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { makeLabelling } from "#tests/support/label";
import { GET, POST } from "../../app/api/[[...path]]/route";
import { addSuggest } from "../../bin/command-suggest";

/* assay suggest, from a file to the database, through the real routes. */
let opened: OpenedDb;
let ctx: TestCtx;
let server: Server;
let folder: string;
const said: string[] = [];

beforeAll(async () => {
  opened = await testDb();
  ctx = testCtx(opened.db, opened.kind);
  ctx.now = () => new Date();
  serveDb(opened);
  folder = mkdtempSync(join(tmpdir(), "assay-suggest-"));
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const isPost = request.method === "POST";
    const headers = request.headers as Record<string, string>;
    const body = isPost ? { body: Buffer.concat(parts) } : {};
    const init = { method: request.method ?? "GET", headers, ...body };
    const answer = await (isPost ? POST : GET)(new Request(`http://localhost:3000${request.url}`, init));
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
  rmSync(folder, { recursive: true, force: true });
  await opened.close();
});

async function run(file: string, slug: string): Promise<string> {
  said.length = 0;
  const program = new Command().exitOverride();
  addSuggest(program);
  const flags = ["--project", slug, "--model", "tiny", "--model-version", "7"];
  await program.parseAsync(["suggest", file, ...flags], { from: "user" });
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
