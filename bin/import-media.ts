import { createReadStream, readFileSync } from "node:fs";
import { readdir, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DetailedError, Upload } from "tus-js-client";
import type { z } from "zod";
import { hashFile } from "#lib/adapters/hash-file";
import { isArchiveName, isLitter } from "#lib/domain/archive";
import { mediaKindOf, modalityFields } from "#lib/domain/content";
import type { DeclarationInput } from "#lib/domain/declaration";
import { planPacks } from "#lib/domain/pack";
import { errorText } from "#lib/error-text";
import { refusal } from "#lib/refusal";
import type { RestClient } from "./api-client";
import {
  archiveAnswer,
  archivesAnswer,
  mediaAnswer,
  memberRefusalsAnswer,
  type projectAnswer,
  submittedAnswer,
  uploadsAnswer,
} from "./import-answer";
import { say, showShare } from "./import-follow";
import { type PackSender, type SentPack, sendPacks } from "./send-pack";

type Wishes = {
  project: z.infer<typeof projectAnswer>;
  language: string;
  consentHash: string;
  declaration: DeclarationInput;
};
type Found = { path: string; name: string; sizeBytes: number; purpose: "media" | "archive" };
type Refused = { name: string; reason: string; message: string };
type UploadAnswer = z.infer<typeof mediaAnswer>;

const AT_ONCE = 4;
const CHUNK_BYTES = 8_388_608;
const SMALL_BYTES = 1_048_576;
const POLL_MS = 500;
const RETRIES_MS = Array.from({ length: 60 }, () => 2_000);
const SIDECAR_CHARS = 20_000;

/**
 * Contributes files, folders and archives: sends them by tus, waits for their checks, and sends in what passed. Begun again it sends nothing
 * twice: what is there by name, size and hash is gone on with.
 */
export async function importMedia(client: RestClient, paths: readonly string[], wishes: Wishes): Promise<void> {
  const found = (await Promise.all(paths.map(findFiles))).flat();
  if (found.length === 0) throw refusal("input.invalid", "There are no files to import. Check the paths.");
  const refused: Refused[] = [];
  let taken = 0;
  const { packs, alone } = planPacks(found);
  const sender = { client, project: wishes.project.slug, retriesMs: RETRIES_MS, mayHelp };
  await sendPacks(sender, packs, async (files, outcome) => {
    taken += await sendInPack(sender, wishes, { files, outcome }, refused);
    showShare((taken + refused.length) / found.length, `${taken} sent in, ${refused.length} refused`);
  });
  const sent = await sendAll(client, wishes.project.slug, alone, refused);
  for (const { id, file } of sent) {
    const outcome = file.purpose === "archive" ? sendInMembers : sendInFile;
    taken += await outcome(client, wishes, { id, file }, refused);
    showShare((taken + refused.length) / found.length, `${taken} sent in, ${refused.length} refused`);
  }
  say(process.stderr.isTTY ? "" : `${taken} sent in, ${refused.length} refused`);
  process.stdout.write(`${JSON.stringify({ taken, refused: refused.length })}\n`);
  if (refused.length === 0) return;
  const target = join(process.env.INIT_CWD ?? ".", "import.refused.csv");
  await writeFile(target, refused.map((one) => csvLine([one.name, one.message, one.reason])).join(""));
  say(`What was refused, and why: ${target}`);
  process.exitCode = 2;
}

/** The files under a path; what file managers leave about, and texts that belong to a picture, are none. */
async function findFiles(path: string): Promise<Found[]> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) throw refusal("input.invalid", `There is no ${path}. Check the path.`);
  if (stats.isFile()) return [fileAt(path, stats.size)];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = new Set(entries.map((entry) => join(entry.parentPath, entry.name)));
  const found: Found[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(entry.parentPath, entry.name);
    const isSidecar = inner.endsWith(".txt") && names.has(inner.slice(0, -".txt".length));
    if (!entry.isFile() || isSidecar || isLitter(inner.slice(path.length))) continue;
    found.push(fileAt(inner, (await stat(inner)).size));
  }
  return found;
}

function fileAt(path: string, sizeBytes: number): Found {
  const name = basename(path);
  return { path, name, sizeBytes, purpose: isArchiveName(name) ? "archive" : "media" };
}

type Sent = { id: string; file: Found };

async function sendAll(client: RestClient, slug: string, files: readonly Found[], refused: Refused[]): Promise<Sent[]> {
  const place = `/projects/${encodeURIComponent(slug)}`;
  const known = [
    ...(await client.get(`${place}/uploads`, uploadsAnswer)).items,
    ...(await client.get(`${place}/archives`, archivesAnswer)).items,
  ];
  const sent: Sent[] = [];
  const left = [...files].reverse();
  const worker = async () => {
    for (let file = left.pop(); file; file = left.pop()) {
      const sha256 = await hashFile(file.path);
      const at = known.findIndex((one) => one.fileName === file.name && one.sizeBytes === file.sizeBytes);
      const [begun] = at < 0 ? [] : known.splice(at, 1);
      try {
        const isThere = begun && begun.state !== "receiving";
        const id = isThere ? begun.id : await sendFile(client, slug, file, sha256, begun?.id ?? null);
        sent.push({ id, file });
      } catch (error) {
        refused.push(refusalIn(file.name, error));
      }
      showShare(1 - left.length / files.length, `${sent.length} of ${files.length} files sent`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return sent;
}

function sendFile(client: RestClient, slug: string, file: Found, sha256: string, id: string | null): Promise<string> {
  const endpoint = `${client.url}/api/v1/tus`;
  return new Promise((resolve, reject) => {
    const upload = new Upload(createReadStream(file.path), {
      endpoint,
      ...(id === null ? {} : { uploadUrl: `${endpoint}/${id}` }),
      headers: client.tokenHeader,
      metadata: { project: slug, purpose: file.purpose, filename: file.name, sha256 },
      uploadSize: file.sizeBytes,
      chunkSize: CHUNK_BYTES,
      uploadDataDuringCreation: file.sizeBytes <= SMALL_BYTES,
      retryDelays: RETRIES_MS,
      onShouldRetry: (error) => mayHelp(error),
      onError: reject,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
    });
    upload.start();
  });
}

function mayHelp(error: Error | DetailedError): boolean {
  const status = error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
  return status < 400 || status === 423 || status === 429 || status >= 500;
}

async function sendInFile(client: RestClient, wishes: Wishes, { id, file }: Sent, refused: Refused[]): Promise<number> {
  // Says so once more where the server died right after the last byte.
  await client.send({ method: "POST", path: `/uploads/${id}/finish` }, mediaAnswer);
  for (;;) {
    const upload = await client.get(`/uploads/${id}`, mediaAnswer);
    if (upload.state === "ready") return sendIn(client, wishes, upload, textBeside(file), refused);
    if (upload.refusal) {
      refused.push({ name: file.name, reason: upload.refusal.reason, message: errorText(upload.refusal) });
      return 0;
    }
    await pause();
  }
}

/** Files that went up together are sent in as they pass their checks. */
async function sendInPack(
  { client, project }: PackSender,
  wishes: Wishes,
  { files, outcome: pack }: { files: readonly Found[]; outcome: SentPack | { error: unknown } },
  refused: Refused[],
): Promise<number> {
  if ("error" in pack) {
    // What is wrong with the pack is wrong with each of its files.
    refused.push(...files.map(({ name }) => refusalIn(name, pack.error)));
    return 0;
  }
  for (const [at, why] of pack.refused) {
    refused.push({ name: files[at]?.name ?? why.name, reason: why.reason, message: errorText(why) });
  }
  const bySha256 = new Map(pack.sha256s.map((sha256, at) => [sha256, files[at]]));
  const tried = new Set<string>();
  let taken = 0;
  for (;;) {
    const query = { archive: pack.id };
    const { items } = await client.get(`/projects/${encodeURIComponent(project)}/uploads`, uploadsAnswer, query);
    const ended = items.filter(({ id, state }) => (state === "ready" || state === "refused") && !tried.has(id));
    for (const upload of ended) {
      tried.add(upload.id);
      if (upload.refusal) {
        const { reason } = upload.refusal;
        refused.push({ name: upload.fileName, reason, message: errorText(upload.refusal) });
        continue;
      }
      const file = bySha256.get(upload.originalSha256 ?? "");
      taken += await sendIn(client, wishes, upload, file && textBeside(file), refused);
    }
    if (ended.length === 0 && items.every(({ state }) => state !== "received")) return taken;
    if (ended.length === 0) await pause();
  }
}

/** Members are sent in as they pass their checks; those that are refused come from the archive's own report. */
async function sendInMembers(
  client: RestClient,
  wishes: Wishes,
  { id, file }: Sent,
  refused: Refused[],
): Promise<number> {
  let taken = 0;
  // One that is refused stays where it is.
  const tried = new Set<string>();
  for (;;) {
    const archive = await client.get(`/archives/${id}`, archiveAnswer);
    if (archive.refusal) {
      refused.push({ name: file.name, reason: archive.refusal.reason, message: errorText(archive.refusal) });
      return taken;
    }
    const { items } = await client.get(`/projects/${wishes.project.slug}/uploads`, uploadsAnswer);
    const ready = items.filter((one) => one.archiveId === id && one.state === "ready" && !tried.has(one.id));
    for (const upload of ready) {
      tried.add(upload.id);
      taken += await sendIn(client, wishes, upload, undefined, refused);
    }
    if (ready.length > 0) continue;
    if (archive.state === "ready" && archive.checkingFiles === 0) break;
    await pause();
  }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = cursor ? { cursor, limit: 100 } : { limit: 100 };
    const page = await client.get(`/archives/${id}/refusals`, memberRefusalsAnswer, query);
    for (const { name, ...why } of page.items) {
      refused.push({ name: `${file.name}/${name}`, reason: why.reason, message: errorText(why) });
    }
    cursor = page.nextCursor;
  }
  return taken;
}

/** The upload's id is the contribution's: sending in twice gives one. */
async function sendIn(
  client: RestClient,
  { project, language, consentHash, declaration }: Wishes,
  upload: UploadAnswer,
  text: string | undefined,
  refused: Refused[],
): Promise<number> {
  const [field] = modalityFields[project.modality];
  const kind = mediaKindOf[project.modality] ?? "image";
  const content = {
    ...{ [kind]: upload.media?.sha256 ?? "", original: upload.originalSha256 ?? "" },
    ...(field && text !== undefined ? { [field]: text } : {}),
  };
  const body = { id: upload.id, language, content, consentHash, declaration };
  const path = `/projects/${encodeURIComponent(project.slug)}/contributions`;
  try {
    await client.send({ method: "POST", path, body, idempotencyKey: upload.id }, submittedAnswer);
    return 1;
  } catch (error) {
    refused.push(refusalIn(upload.fileName, error));
    return 0;
  }
}

/** What is said of a picture stands in a text file beside it: photo.jpg.txt. */
function textBeside({ path }: Found): string | undefined {
  try {
    return readFileSync(`${path}.txt`, "utf8").trim().slice(0, SIDECAR_CHARS);
  } catch {
    return undefined;
  }
}

function refusalIn(name: string, error: unknown): Refused {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  const told = body ? (JSON.parse(body) as { error?: { reason?: string; message?: string } }).error : undefined;
  const { reason = "internal", message = String(error) } = told ?? (error as { reason?: string; message?: string });
  return { name, reason, message };
}

function csvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
