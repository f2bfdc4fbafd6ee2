import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { Command } from "commander";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpenedDb } from "#db/client";
import { contribution } from "#db/schema/contribution";
import { answerReport } from "#lib/api/report";
import { answerUpload } from "#lib/api/upload";
import type { Content } from "#lib/domain/content";
import { normaliseText } from "#lib/domain/text";
import { makeCtx } from "#lib/request-ctx";
import { getBatch, listRefusals } from "#lib/services/batch-read";
import { runBatch } from "#lib/services/batch-run";
import type { Ctx } from "#lib/services/context";
import { runNextJob } from "#lib/services/job";
import { createToken } from "#lib/services/token";
import { GET, POST } from "../../app/api/[[...path]]/route";
import { GET as GET_REPORT } from "../../app/api/v1/imports/[id]/report/route";
import { POST as POST_FILE } from "../../app/api/v1/projects/[slug]/imports/route";
import { addImport } from "../../bin/command-import";
import { serveDb } from "../support/api";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { startBatch } from "../support/declared";
import { listBroken } from "../support/invariants";
import { listNasty, readNasty } from "../support/nasty";
import { type Outcome, outcomes } from "../support/nasty-outcome";

const folder = mkdtempSync(join(tmpdir(), "assay-manifest-"));
process.env.DATA_DIR = folder;

let opened: OpenedDb;
let system: TestCtx;
let server: Server;
let url: string;

beforeAll(async () => {
  opened = await testDb();
  serveDb(opened);
  system = { ...testCtx(opened.db, opened.kind), now: () => new Date() };
  server = createServer((request, response) => void relay(request, response));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  expect(await listBroken(opened.db)).toEqual([]);
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The routes of REST behind a socket, as Next would call them; whoever asks how an import is lets a step of it be done. */
async function relay(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(incoming.url ?? "/", url);
  const hasBody = incoming.method === "POST";
  const request = new Request(path, {
    method: incoming.method ?? "GET",
    headers: new Headers(incoming.headers as Record<string, string>),
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
  } as RequestInit);
  const [, slug] = /\/projects\/([^/]+)\/imports$/.exec(path.pathname) ?? [];
  const [, reported] = /\/imports\/([^/]+)\/report$/.exec(path.pathname) ?? [];
  if (!hasBody) await runImports();
  const answer = slug
    ? await POST_FILE(request, { params: Promise.resolve({ slug }) })
    : reported
      ? await GET_REPORT(request, { params: Promise.resolve({ id: reported }) })
      : await (hasBody ? POST : GET)(request);
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
}

async function runImports(): Promise<void> {
  const handler = (ctx: Ctx, { batchId }: Record<string, unknown>) => runBatch(ctx, String(batchId));
  while (await runNextJob(await makeCtx({ kind: "system" }), { "batch.import": handler }));
}

type Project = Awaited<ReturnType<typeof makeProject>>;
type Person = { userId: string; token: string };
type Seen = { id: string } | { fault: unknown; line: unknown };
type Door = (file: string, bytes: Buffer, project: Project, person: Person, column: string) => Promise<Seen>;

async function makePerson(): Promise<Person> {
  const userId = await makeUser(system);
  const wish = { name: "t", scopes: ["read", "contribute"] as const, expiresInDays: 1 };
  const { secret } = await createToken(as(system, userId), { ...wish, scopes: [...wish.scopes] });
  return { userId, token: secret };
}

async function readSeen(response: Response): Promise<Seen> {
  const body = (await response.json()) as { id: string; error?: { reason: string; details: Record<string, unknown> } };
  if (!body.error) return { id: body.id };
  expect(body.error.reason).toBe("batch.file_refused");
  expect(response.status).toBe(400);
  return { fault: body.error.details.fault, line: body.error.details.line };
}

const mappingOf = (column: string) => ({ columns: { text: column }, language: "en" as const });

/** As the page does it: a session sends the bytes, then starts. */
const page: Door = async (file, bytes, project, { userId }, column) => {
  const actor = { kind: "user" as const, userId, isAdmin: false, scopes: null };
  const makeOwn = () => makeCtx(actor);
  const call = { door: "rpc" as const, address: null, makeCtx: makeOwn, authenticate: async () => actor };
  const request = new Request(`${url}/rpc/upload/${project.slug}?name=${encodeURIComponent(basename(file))}`, {
    method: "POST",
    body: new Uint8Array(bytes),
  });
  const seen = await readSeen(await answerUpload(request, project.slug, call));
  if ("fault" in seen) return seen;
  await startBatch(await makeOwn(), { id: seen.id, mapping: mappingOf(column), consentHash: project.consentHash });
  await runImports();
  const report = await answerReport(new Request(`${url}/rpc/report/${seen.id}`), seen.id, { ...call });
  expect(report.status).toBe(200);
  for (const cell of (await report.text()).split(/[\r\n,]/)) expect(cell).not.toMatch(/^"?[=+\-@\t]/);
  return seen;
};

/** As a program does it, by HTTP. */
const rest: Door = async (file, bytes, project, { token }, column) => {
  const headers = { authorization: `Bearer ${token}` };
  const address = `${url}/api/v1/projects/${project.slug}/imports?name=${encodeURIComponent(basename(file))}`;
  const seen = await readSeen(await fetch(address, { method: "POST", headers, body: new Uint8Array(bytes) }));
  if ("fault" in seen) return seen;
  const described = (await (await fetch(`${url}/api/v1/projects/${project.slug}`, { headers })).json()) as {
    licences: { id: string; consentHash: string }[];
    declarationHash: string;
  };
  const [licence] = described.licences;
  const declaration = { licence: licence?.id, source: "own", wordingHash: described.declarationHash };
  const body = JSON.stringify({ mapping: mappingOf(column), consentHash: licence?.consentHash, declaration });
  const started = await fetch(`${url}/api/v1/imports/${seen.id}/start`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
  });
  expect(started.status).toBe(200);
  await runImports();
  return seen;
};

/** As a person at a terminal does it. */
const terminal: Door = async (file, bytes, project, { token }, column) => {
  const path = join(folder, basename(file));
  writeFileSync(path, bytes);
  process.env.ASSAY_URL = url;
  process.env.ASSAY_TOKEN = token;
  let printed = "";
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const program = new Command().exitOverride();
  addImport(program);
  const options = [
    "--project",
    project.slug,
    "--map",
    `text=${column}`,
    "--language",
    "en",
    "--agree-licence",
    "--yes",
  ];
  try {
    await program.parseAsync(["import", path, ...options], { from: "user" });
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    const said = `${String(error)} ${String(cause ?? "")}`;
    return { fault: said, line: undefined };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = 0;
  }
  const { import: id, refused } = JSON.parse(printed) as { import: string; refused: number };
  if (refused > 0) expect(readFileSync(`${path}.refused.csv`, "utf8").split("\r\n").length).toBe(refused + 2);
  return { id };
};
const doors = { page, rest, terminal };

async function textsOf(projectId: string): Promise<string[]> {
  const rows = await opened.db.select().from(contribution).where(eq(contribution.projectId, projectId));
  return rows.map(({ content }) => (JSON.parse(content) as Content).text ?? "");
}

/** How many different texts a corpus holds: what repeats another is refused. */
function differentIn(file: string, bytes: Buffer): number {
  if (file.endsWith(".parquet")) return 1_000;
  const texts = bytes
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { text: string }).text);
  return new Set(texts.filter((text) => text.trim() !== "" && !text.includes("\0")).map(normaliseText)).size;
}

const files = listNasty();

test("every table, text, archive and document of the manifest has its outcome", () => {
  expect(files.filter((file) => !(file in outcomes))).toEqual([]);
});

test.each(files)("%s gets what its row says, from the page, by REST and by assay import", async (file) => {
  const bytes = readNasty(file);
  const outcome = outcomes[file] as Outcome;
  const taken: string[][] = [];
  for (const [name, door] of Object.entries(doors)) {
    const person = await makePerson();
    const project = await makeProject(system, { budget: 1e12, personalData: "allow", nearDuplicates: "allow" });
    const seen = await door(file, bytes, project, person, ("column" in outcome && outcome.column) || "text");
    if ("fault" in outcome) {
      if (name === "terminal") expect(seen).toHaveProperty("fault");
      else expect(seen).toMatchObject({ fault: outcome.fault, ...(outcome.line ? { line: outcome.line } : {}) });
      expect(await textsOf(project.id)).toEqual([]);
      continue;
    }
    if ("fault" in seen) throw new Error(`${name} refused it: ${String(seen.fault)}`);
    const me = as(system, person.userId);
    const view = await getBatch(me, { id: seen.id });
    const wanted = outcome.taken < 0 ? differentIn(file, bytes) : outcome.taken;
    expect(view).toMatchObject({ state: "finished", acceptedRows: wanted });
    const refusals = (await listRefusals(me, { id: seen.id, limit: 100 })).items;
    if (outcome.taken >= 0)
      expect(refusals.map(({ line, reason }) => `${line} ${reason}`)).toEqual(outcome.refused ?? []);
    taken.push((await textsOf(project.id)).sort());
  }
  // Whatever the door, the same texts are stored.
  expect(new Set(taken.map((texts) => JSON.stringify(texts))).size).toBeLessThanOrEqual(1);
});

test("texts are stored as they stand in the file: formulas, markup, naughty strings", async () => {
  for (const file of ["csv/formula_injection.csv", "csv/html_cells.csv", "jsonl/blns_strings.jsonl"]) {
    const [person, project] = [
      await makePerson(),
      await makeProject(system, { budget: 1e12, personalData: "allow", nearDuplicates: "allow" }),
    ];
    await rest(file, readNasty(file), project, person, "text");
    const source = file.endsWith(".csv") ? readNasty(file).toString("utf8").replaceAll('""', '"') : undefined;
    const lines = source ? undefined : readNasty(file).toString("utf8").trimEnd().split("\n");
    const known = new Set(lines?.map((line) => (JSON.parse(line) as { text: string }).text));
    for (const text of await textsOf(project.id)) expect(source ? source.includes(text) : known.has(text)).toBe(true);
  }
});

test("a file's name is cleaned and names nothing on the disk, whatever it is", async () => {
  const names = JSON.parse(readNasty("misc/filenames.json").toString("utf8")) as string[];
  const project = await makeProject(system, { budget: 1e12 });
  for (const name of names) {
    const person = await makePerson();
    const address = `${url}/api/v1/projects/${project.slug}/imports?name=${encodeURIComponent(name.replace(/\p{Surrogate}/gu, ""))}`;
    const headers = { authorization: `Bearer ${person.token}` };
    const response = await fetch(address, { method: "POST", headers, body: "text,n\na sentence,b\n" });
    const body = (await response.json()) as { fileName: string };
    expect(response.status, name).toBe(201);
    expect(body.fileName).not.toMatch(/[\\/\p{Cc}]/u);
    expect(body.fileName.length).toBeGreaterThan(0);
  }
});

test("a refusal speaks the language of whoever asks", async () => {
  const person = await makePerson();
  const project = await makeProject(system);
  const headers = { authorization: `Bearer ${person.token}`, "accept-language": "zh-TW" };
  const address = `${url}/api/v1/projects/${project.slug}/imports?name=a.png`;
  const response = await fetch(address, {
    method: "POST",
    headers,
    body: Buffer.from("89504e470d0a1a0a0000000d", "hex"),
  });
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain("不是表格");
});
