import { hash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { eq } from "drizzle-orm";
import { zipSync } from "fflate";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { mediaStore } from "#lib/media";
import { createToken } from "#lib/services/token";
import * as rest from "../../app/api/[[...path]]/route";
import * as tus from "../../app/api/v1/tus/[[...id]]/route";
import { restClient } from "../../bin/api-client";
import { projectAnswer } from "../../bin/import-answer";
import { importMedia } from "../../bin/import-media";
import { sendPacks } from "../../bin/send-pack";
import { serveDb } from "../support/api";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { makePhoto } from "../support/photo";
import { runChecks, runUnpacking } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-import-media-"));
process.env.DATA_DIR = dataDir;

let opened: OpenedDb;
let system: TestCtx;
let server: Server;
let url: string;
let isOver = false;
let working: Promise<void>;
let patches = 0;
beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  system = { ...testCtx(opened.db, opened.kind), media: mediaStore(), now: () => new Date() };
  server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  working = work();
});
afterAll(async () => {
  isOver = true;
  await working;
  server.close();
  server.closeAllConnections();
  await opened.close();
  rmSync(dataDir, { recursive: true });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = (request.method ?? "GET") as "GET" | "POST";
  const routes = (request.url?.startsWith("/api/v1/tus") ? tus : rest) as unknown as Record<
    string,
    (request: Request) => Promise<Response>
  >;
  if (request.url?.startsWith("/api/v1/tus") && (request.method === "PATCH" || request.method === "POST")) patches += 1;
  const hasBody = !["GET", "HEAD"].includes(method);
  const init = {
    method,
    headers: new Headers(request.headers as Record<string, string>),
    body: hasBody ? (Readable.toWeb(request) as ReadableStream) : null,
    duplex: "half",
  };
  const result = await routes[method]?.(new Request(`${url}${request.url}`, init));
  if (!result) return void response.writeHead(404).end();
  response.writeHead(result.status, Object.fromEntries(result.headers));
  if (result.body) await pipeline(Readable.fromWeb(result.body as Parameters<typeof Readable.fromWeb>[0]), response);
  else response.end();
}

/** The job loop, as far as files go. */
async function work(): Promise<void> {
  while (!isOver) {
    await runUnpacking(system);
    await runChecks(system);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("a folder with pictures, their captions and an archive is contributed; begun again it sends nothing twice", async () => {
  const me = as(system, await makeUser(system));
  const project = await makeProject(system, { modality: "image_caption" });
  const { secret } = await createToken(me, { name: "t", scopes: ["read", "contribute"], expiresInDays: 1 });
  vi.stubEnv("ASSAY_TOKEN", secret);
  const folder = join(dataDir, "trip");
  vi.stubEnv("INIT_CWD", dataDir);
  mkdirSync(join(folder, "day-2"), { recursive: true });
  writeFileSync(join(folder, "pier.jpg"), await makePhoto());
  writeFileSync(join(folder, "pier.jpg.txt"), "A wooden pier.\n");
  writeFileSync(join(folder, "day-2", "gull.jpg"), await makePhoto());
  writeFileSync(join(folder, "day-2", "gull.jpg.txt"), "A gull.");
  writeFileSync(join(folder, "page.html"), "<script>alert(1)</script>");
  writeFileSync(join(folder, ".DS_Store"), "litter");
  writeFileSync(join(folder, "more.zip"), zipSync({ "a.jpg": await makePhoto(), "b.txt": Buffer.from("text") }));
  const client = restClient({ url, token: secret });
  const found = await client.get(`/projects/${project.slug}`, projectAnswer);
  const wishes = {
    ...{ project: found, language: "en", consentHash: project.consentHash },
    declaration: { licence: "CC0-1.0", source: "own", people: "nobody", wordingHash: found.declarationHash } as const,
  };
  const run = async () => {
    const told: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => told.push(String(text)) > 0);
    await importMedia(client, [folder], wishes);
    write.mockRestore();
    return JSON.parse(told.at(-1) ?? "") as { taken: number; refused: number };
  };
  // What the archive holds has no caption, and no type that is taken.
  expect(await run()).toEqual({ taken: 2, refused: 3 });
  const rows = await system.db.select().from(contribution).where(eq(contribution.projectId, project.id));
  expect(rows.map(({ content }) => (JSON.parse(String(content)) as { caption: string }).caption).sort()).toEqual([
    "A gull.",
    "A wooden pier.",
  ]);
  const report = readFileSync(join(dataDir, "import.refused.csv"), "utf8");
  expect(report).toContain("media.active_content");
  expect(report).toContain("more.zip/b.txt");
  expect(process.exitCode).toBe(2);
  process.exitCode = 0;
  const before = patches;
  expect((await run()).taken).toBe(0);
  process.exitCode = 0;
  // The two that were contributed are opened and refused at once as there already; nothing that waits is sent again.
  expect(patches - before).toBeLessThanOrEqual(2);
});

test("packs go while others are taken apart, each comes to its own end in order, and one that cannot be read takes nobody along", async () => {
  const me = as(system, await makeUser(system));
  const project = await makeProject(system, { modality: "image" });
  const { secret } = await createToken(me, { name: "t", scopes: ["read", "contribute"], expiresInDays: 1 });
  const client = restClient({ url, token: secret });
  const folder = join(dataDir, "many");
  mkdirSync(folder);
  // More than go at once, and of sizes that leave something of a larger pack behind in memory.
  const packs = Array.from({ length: 8 }, (_, pack) =>
    Array.from({ length: 3 }, (_, at) => {
      const [path, sizeBytes] = [join(folder, `${pack}-${at}.jpg`), 90_000 - pack * 10_007 + at];
      if (pack !== 4 || at !== 1) writeFileSync(path, Buffer.alloc(sizeBytes, pack * 3 + at + 1));
      return { path, name: `${at}.jpg`, sizeBytes };
    }),
  );
  const outcomes = new Map<number, string[] | "unreadable">();
  const send = () =>
    sendPacks({ client, project: project.slug, retriesMs: [], mayHelp: () => false }, packs, async (files, outcome) => {
      // They are no pictures, as their checks may have found out already; but each is what was hashed here.
      const reasons = "error" in outcome ? [] : [...outcome.refused.values()].map(({ reason }) => reason);
      expect(reasons.filter((reason) => reason !== "media.type_refused")).toEqual([]);
      outcomes.set(packs.indexOf(files as (typeof packs)[0]), "error" in outcome ? "unreadable" : outcome.sha256s);
    });
  await send();
  const sent = Object.fromEntries(outcomes);
  for (const [at, files] of packs.entries()) {
    const own = at === 4 ? "unreadable" : files.map(({ path }) => hash("sha256", readFileSync(path)));
    expect(outcomes.get(at)).toEqual(own);
  }
  const before = patches;
  outcomes.clear();
  await send();
  expect(Object.fromEntries(outcomes)).toEqual(sent);
  expect(patches).toBe(before);
});
