import { hash } from "node:crypto";
import { Upload } from "tus-js-client";
import type { z } from "zod";
import { refusal } from "#lib/refusal";
import type { RestClient } from "./api-client";
import { archiveAnswer, mediaAnswer, memberRefusalsAnswer, uploadsAnswer } from "./import-answer";
import { buildPack, type PackFile } from "./pack-bytes";
import { wholeBodies } from "./whole-body";

type MemberRefusal = z.infer<typeof memberRefusalsAnswer>["items"][number];

/** What came of a pack: its upload, the SHA-256 of each file in hex, and those that are refused, by where they stand in it. */
export type SentPack = { id: string; sha256s: string[]; refused: Map<number, MemberRefusal> };

export type PackSender = {
  client: RestClient;
  project: string;
  retriesMs: number[];
  mayHelp: (error: Error) => boolean;
};

// While one goes over the line another is read and hashed, and the server ends with a third.
const SENT_AT_ONCE = 3;
// Those that the server has and that nobody has looked after yet.
const MOST_WAITING = 8;
const POLL_MS = 50;
const LATER_POLL_MS = 500;

/**
 * Sends small files in packs, and waits for each until the server has taken it apart: then each of its files is held there under its hash, or
 * refused with its reason. The next packs go meanwhile. `use` is told what came of each, one after the other; an error is that pack's alone.
 * The packs under way are in memory. Sent again after a broken attempt, each goes on where that one was.
 */
export async function sendPacks<T extends PackFile>(
  sender: PackSender,
  packs: readonly (readonly T[])[],
  use: (files: readonly T[], outcome: SentPack | { error: unknown }) => Promise<void>,
): Promise<void> {
  const place = `/projects/${encodeURIComponent(sender.project)}/uploads`;
  const { items: begun } = await sender.client.get(place, uploadsAnswer, { purpose: "pack" });
  const left = packs.toReversed();
  const waiting: Promise<void>[] = [];
  let last = Promise.resolve();
  const worker = async () => {
    for (let files = left.pop(); files; files = left.pop()) {
      const pack = files;
      const sent = await sendPack(sender, pack, begun).catch((error: unknown) => ({ error }));
      last = last.then(async () => use(pack, await outcomeOf(sender.client, sent)));
      // It is thrown where it is waited for.
      last.catch(() => {});
      waiting.push(last);
      if (waiting.length > MOST_WAITING) await waiting.shift();
    }
  };
  await Promise.all(Array.from({ length: SENT_AT_ONCE }, worker));
  await last;
}

type Sent = Omit<SentPack, "refused"> | { error: unknown };

async function sendPack(sender: PackSender, files: readonly PackFile[], begun: readonly Begun[]): Promise<Sent> {
  const { bytes, sha256s, free } = await buildPack(files);
  // Two packs of one name hold the same files in the same order.
  const name = `${hash("sha256", sha256s.join(" ") + files.map((file) => file.name).join("/"))}.tar`;
  const known = begun.find((one) => one.fileName === name && one.sizeBytes === bytes.byteLength);
  const id = known && known.state !== "receiving" ? known.id : await sendBytes(sender, bytes, name, known?.id ?? null);
  free();
  return { id, sha256s };
}

type Begun = z.infer<typeof uploadsAnswer>["items"][number];

async function sendBytes(
  { client, project, retriesMs, mayHelp }: PackSender,
  bytes: Buffer,
  name: string,
  begunId: string | null,
): Promise<string> {
  const endpoint = `${client.url}/api/v1/tus`;
  const id = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint,
      ...(begunId === null ? {} : { uploadUrl: `${endpoint}/${begunId}` }),
      headers: client.tokenHeader,
      metadata: { project, purpose: "pack", filename: name },
      httpStack: wholeBodies,
      retryDelays: retriesMs,
      onShouldRetry: (error) => mayHelp(error),
      onError: reject,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
    });
    upload.start();
  });
  // Says so once more where the server died right after the last byte.
  if (begunId !== null) await client.send({ method: "POST", path: `/uploads/${id}/finish` }, mediaAnswer);
  return id;
}

async function outcomeOf(client: RestClient, sent: Sent): Promise<SentPack | { error: unknown }> {
  if ("error" in sent) return sent;
  try {
    return { ...sent, refused: await refusalsOf(client, sent.id) };
  } catch (error) {
    return { error };
  }
}

async function refusalsOf(client: RestClient, id: string): Promise<SentPack["refused"]> {
  const refused: SentPack["refused"] = new Map();
  for (let tries = 0; ; tries += 1) {
    const pack = await client.get(`/archives/${id}`, archiveAnswer);
    if (pack.refusal) throw refusal(pack.refusal.reason, `The pack is refused: ${pack.refusal.reason}.`);
    if (pack.state === "ready" && pack.refusedFiles === 0) return refused;
    if (pack.state === "ready") break;
    await new Promise((resolve) => setTimeout(resolve, tries < 20 ? POLL_MS : LATER_POLL_MS));
  }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = cursor ? { cursor, limit: 100 } : { limit: 100 };
    const page = await client.get(`/archives/${id}/refusals`, memberRefusalsAnswer, query);
    for (const one of page.items) refused.set(one.entry, one);
    cursor = page.nextCursor;
  }
  return refused;
}
