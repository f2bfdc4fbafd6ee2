import { createHash, hash } from "node:crypto";
import { open } from "node:fs/promises";
import { Upload } from "tus-js-client";
import type { z } from "zod";
import { packEnd, packHeader, packPadding } from "#lib/domain/pack";
import { cleanFileName } from "#lib/domain/text";
import { refusal } from "#lib/refusal";
import type { RestClient } from "./api-client";
import { archiveAnswer, mediaAnswer, memberRefusalsAnswer, uploadsAnswer } from "./import-answer";
import { wholeBodies } from "./whole-body";

/** A small file of this machine. */
export type PackFile = { path: string; name: string; sizeBytes: number };

type MemberRefusal = z.infer<typeof memberRefusalsAnswer>["items"][number];

/** What came of a pack: its upload, the SHA-256 of each file in hex, and those that are refused, by where they stand in it. */
export type SentPack = { id: string; sha256s: string[]; refused: Map<number, MemberRefusal> };

export type PackSender = {
  client: RestClient;
  project: string;
  retriesMs: number[];
  mayHelp: (error: Error) => boolean;
};

const READ_AT_ONCE = 8;
const POLL_MS = 50;
const LATER_POLL_MS = 500;

/**
 * Sends small files as one pack, and waits until the server has taken it apart: then each of them is held there under its hash, or refused
 * with its reason. The whole of the pack is in memory. Sent again after a broken attempt, it goes on where that one was.
 */
export async function sendPack(sender: PackSender, files: readonly PackFile[]): Promise<SentPack> {
  const { bytes, sha256s } = await buildPack(files);
  // Two packs of one name hold the same files in the same order.
  const name = `${hash("sha256", sha256s.join(" ") + files.map((file) => file.name).join("/"))}.tar`;
  const id = await sendBytes(sender, bytes, name);
  return { id, sha256s, refused: await refusalsOf(sender.client, id) };
}

/** A pack of files: each is read straight into its place. */
async function buildPack(files: readonly PackFile[]): Promise<{ bytes: Buffer; sha256s: string[] }> {
  const nameOf = (at: number) => `${at + 1}/${cleanFileName(files[at]?.name ?? "", "file")}`;
  const headerOf = (at: number, sha256: string) =>
    packHeader({ name: nameOf(at), sizeBytes: files[at]?.sizeBytes ?? 0, sha256 });
  let end = 0;
  const places = files.map(({ sizeBytes }, at) => {
    const header = end;
    const body = header + headerOf(at, "0".repeat(64)).byteLength;
    end = body + sizeBytes + packPadding(sizeBytes).byteLength;
    return { at, header, body };
  });
  const bytes = Buffer.alloc(end + packEnd().byteLength);
  const sha256s: string[] = [];
  const left = [...places].reverse();
  const worker = async () => {
    for (let place = left.pop(); place; place = left.pop()) {
      const { path, name, sizeBytes } = files[place.at] as PackFile;
      const body = bytes.subarray(place.body, place.body + sizeBytes);
      await readInto(path, name, body);
      const sha256 = createHash("sha256").update(body).digest("hex");
      sha256s[place.at] = sha256;
      bytes.set(headerOf(place.at, sha256), place.header);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, worker));
  return { bytes, sha256s };
}

async function readInto(path: string, name: string, target: Buffer): Promise<void> {
  const file = await open(path);
  try {
    let done = 0;
    while (done < target.byteLength) {
      const { bytesRead } = await file.read(target, done, target.byteLength - done, done);
      if (bytesRead === 0) {
        throw refusal(
          "media.unreadable",
          `${name} became shorter while it was read. Begin again when nothing writes to it.`,
        );
      }
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function sendBytes({ client, project, retriesMs, mayHelp }: PackSender, bytes: Buffer, name: string) {
  const place = `/projects/${encodeURIComponent(project)}/uploads`;
  const { items } = await client.get(place, uploadsAnswer, { purpose: "pack" });
  const known = items.find((one) => one.fileName === name && one.sizeBytes === bytes.byteLength);
  if (known && known.state !== "receiving") return known.id;
  const endpoint = `${client.url}/api/v1/tus`;
  const id = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint,
      ...(known ? { uploadUrl: `${endpoint}/${known.id}` } : {}),
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
  if (known) await client.send({ method: "POST", path: `/uploads/${id}/finish` }, mediaAnswer);
  return id;
}

async function refusalsOf(client: RestClient, id: string): Promise<SentPack["refused"]> {
  for (let tries = 0; ; tries += 1) {
    const pack = await client.get(`/archives/${id}`, archiveAnswer);
    if (pack.refusal) throw refusal(pack.refusal.reason, `The pack is refused: ${pack.refusal.reason}.`);
    if (pack.state === "ready") break;
    await new Promise((resolve) => setTimeout(resolve, tries < 20 ? POLL_MS : LATER_POLL_MS));
  }
  const refused: SentPack["refused"] = new Map();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = cursor ? { cursor, limit: 100 } : { limit: 100 };
    const page = await client.get(`/archives/${id}/refusals`, memberRefusalsAnswer, query);
    for (const one of page.items) refused.set(one.entry, one);
    cursor = page.nextCursor;
  }
  return refused;
}
