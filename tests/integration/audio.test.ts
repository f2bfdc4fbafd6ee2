import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { answerMedia } from "#lib/api/media";
import { limits } from "#lib/domain/limits";
import { mediaStore } from "#lib/media";
import { getContribution } from "#lib/services/contribution-view";
import { claimItems } from "#lib/services/review-read";
import { createUpload } from "#lib/services/upload-create";
import { getUpload, listUploads } from "#lib/services/upload-read";
import { exportPage } from "#lib/services/user-export";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";
import { submitContribution } from "../support/declared";
import { uploadFile } from "../support/upload";

const dataDir = mkdtempSync(join(tmpdir(), "assay-audio-"));
process.env.DATA_DIR = dataDir;
const recording = (name: string) => readFileSync(join(import.meta.dirname, "../vectors/audio", name));

let opened: OpenedDb;
let system: TestCtx;
let me: TestCtx;
let reviewer: string;

beforeAll(async () => {
  opened = await testDb();
  system = { ...testCtx(opened.db, opened.kind), media: mediaStore(), now: () => new Date() };
  me = as(system, await makeUser(system));
  reviewer = await makeUser(system);
});
afterAll(async () => {
  await opened.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const recordings = (values = {}) =>
  makeProject(system, { modality: "audio_transcript", reviewsWanted: 1, reviewers: [reviewer], ...values });

async function submit(
  project: Awaited<ReturnType<typeof recordings>>,
  name: string,
  transcript = "has never been surpassed",
) {
  const { id, content } = await uploadFile(me, project.slug, recording(name));
  const { slug, consentHash } = project;
  await submitContribution(me, { id, project: slug, language: "en", content: { ...content, transcript }, consentHash });
  return { id, content };
}

test("a recording goes from its bytes to its reviewer, with the original's hash and the waveform", async () => {
  const project = await recordings();
  const { id, content } = await submit(project, "tagged.mp3");
  expect(content.original).toBe(createHash("sha256").update(recording("tagged.mp3")).digest("hex"));
  const found = { kind: "audio", sha256: content.audio, format: "mp3", sampleRate: 16_000, channels: 1 };
  expect(await getContribution(me, { id })).toMatchObject({ content, media: [found] });
  const { items } = await claimItems(as(system, reviewer), { project: project.slug, wanted: 1 });
  expect(items).toMatchObject([{ media: found, fields: [{ name: "transcript", text: "has never been surpassed" }] }]);
  const peaks = items[0]?.media?.kind === "audio" ? Buffer.from(items[0].media.peaks, "base64") : Buffer.alloc(0);
  expect(Math.max(...peaks)).toBeGreaterThan(60);
  const { files } = await exportPage(me, { section: "contributions" });
  expect(files.map(({ path }) => path)).toContain(`audio/${content.audio}.mp3`);
});

test("the same sound with other words about it, or under other tags, is in a project once; another may have it, too", async () => {
  const project = await recordings();
  const { id } = await submit(project, "tagged.wav");
  await expect(submit(project, "tagged.wav", "other words")).rejects.toMatchObject({
    reason: "contribution.duplicate",
    details: { contribution: id },
  });
  // The very bytes are refused before they are sent.
  const sha256 = createHash("sha256").update(recording("tagged.wav")).digest("hex");
  await expect(
    createUpload(me, { project: project.slug, fileName: "a.wav", sizeBytes: 9, sha256 }),
  ).rejects.toMatchObject({ reason: "contribution.duplicate" });
  await submit(await recordings(), "tagged.wav");
});

test("what is no recording, or too much of one, is refused with its reason, and an image is none", async () => {
  const project = await recordings();
  await expect(uploadFile(me, project.slug, recording("length_lies.wav"))).rejects.toThrow("media.truncated");
  await expect(uploadFile(me, project.slug, recording("picture.wav"))).rejects.toThrow("media.no_audio");
  const refused = (await listUploads(me, { project: project.slug })).items.map(({ refusal }) => refusal);
  expect(refused).toEqual([
    { reason: "media.truncated", details: { found: 4_044, max: 4_294_967_324 } },
    { reason: "media.no_audio", details: { found: "JPG" } },
  ]);
  await expect(
    createUpload(me, { project: project.slug, fileName: "a", sizeBytes: limits.audioBytes + 1 }),
  ).rejects.toMatchObject({ reason: "input.too_large", details: { maxBytes: limits.audioBytes } });
  const images = await makeProject(system, { modality: "image" });
  await expect(uploadFile(me, images.slug, recording("tagged.mp3"))).rejects.toThrow("media.type_refused");
});

test("whoever names a recording must have uploaded it", async () => {
  const project = await recordings();
  const { content } = await uploadFile(me, project.slug, recording("tagged.flac"));
  const other = as(system, await makeUser(system));
  const { slug, consentHash } = project;
  const input = {
    id: system.newId(),
    project: slug,
    language: "en" as const,
    content: { ...content, transcript: "a" },
    consentHash,
  };
  await expect(submitContribution(other, input)).rejects.toMatchObject({
    details: { issues: [{ path: "content.audio", message: "not_uploaded" }] },
  });
});

test("a recording is read whole or in parts, as a type of ours that cannot act", async () => {
  const project = await recordings();
  const { id } = await uploadFile(me, project.slug, recording("recorded.webm"));
  const { media } = await getUpload(me, { id });
  if (media?.kind !== "audio") throw new Error("no recording");
  const url = new URL(media.fileUrl, "http://localhost:3000");
  const read = (range?: string) =>
    answerMedia(new Request(url, { headers: range ? { range } : {} }), url.pathname.split("/").slice(3));
  const whole = await read();
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    "content-type": "audio/ogg",
    "accept-ranges": "bytes",
    "content-disposition": expect.stringMatching(/^attachment; filename="[0-9a-f]{16}\.ogg"$/),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
  });
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(media.sha256);
  const last = bytes.length - 1;
  for (const [range, from, to] of [
    ["bytes=0-", 0, last],
    ["bytes=100-199", 100, 199],
    ["bytes=-10", last - 9, last],
    [`bytes=${last}-${last + 50}`, last, last],
  ] as const) {
    const part = await read(range);
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes ${from}-${to}/${bytes.length}`);
    expect(part.headers.get("content-length")).toBe(String(to - from + 1));
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(from, to + 1))).toBe(true);
  }
  const beyond = await read(`bytes=${bytes.length}-`);
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${bytes.length}`]);
  for (const none of ["bytes=9-3", "bytes=-", "items=0-1", "bytes=0-1,4-5"])
    expect((await read(none)).status).toBe(200);
});
