import { api } from "#lib/client";
import { packEnd, packHeader, packPadding } from "#lib/domain/pack";
import { cleanFileName } from "#lib/domain/text";
import type { SentError } from "#lib/sent-error";
import { hashFile } from "./hash-file";
import { type Sending, type SendStep, sendFile } from "./send-file";

type PackOptions = {
  project: string;
  files: readonly File[];
  /** Of an upload of this very pack that this browser began earlier. */
  id: string | null;
  onStep: (step: SendStep) => void;
  onId: (id: string) => void;
};

/** `starts`: before which byte of the pack each file begins. */
type Pack = { file: File; starts: number[] };

/** Sends small files as one, each hashed first. None is read into memory: the pack is made of them as it is sent. */
export function sendPack(options: PackOptions): Sending {
  const { project, files, onId } = options;
  let isStopped = false;
  let wake: (() => void) | undefined;
  let inner: Sending | undefined;

  async function run(): Promise<string> {
    options.onStep({ phase: "hashing" });
    const sha256s: string[] = [];
    for (const file of files) {
      if (isStopped) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      sha256s.push(await hashSmall(file));
    }
    const { file, starts } = await makePack(files, sha256s);
    const begun = await findBegun(project, file, options.id);
    if (begun?.isWhole) return begun.id;
    const onStep = (step: SendStep) => options.onStep(step.phase === "sending" ? { ...step, starts } : step);
    inner = sendFile({
      project,
      file,
      onId,
      onStep,
      purpose: "pack",
      kind: undefined,
      id: begun?.id ?? null,
      isHashed: true,
    });
    if (isStopped) inner.pause();
    return inner.done;
  }

  return {
    done: run(),
    pause: () => {
      isStopped = true;
      inner?.pause();
    },
    resume: () => {
      isStopped = false;
      wake?.();
      inner?.resume();
    },
  };
}

async function hashSmall(file: Blob): Promise<string> {
  return hashFile(file, new AbortController().signal).catch(() => {
    throw { reason: "media.unreadable", details: {} } satisfies SentError;
  });
}

async function makePack(files: readonly File[], sha256s: readonly string[]): Promise<Pack> {
  const parts: BlobPart[] = [];
  const starts: number[] = [];
  let bytes = 0;
  const put = (part: File | Uint8Array) => {
    parts.push(part as BlobPart);
    bytes += part instanceof File ? part.size : part.byteLength;
  };
  for (const [at, file] of files.entries()) {
    const name = `${at + 1}/${cleanFileName(file.name, "file")}`;
    put(packHeader({ name, sizeBytes: file.size, sha256: sha256s[at] ?? "" }));
    starts.push(bytes);
    put(file);
    put(packPadding(file.size));
  }
  put(packEnd());
  // Two packs of one name hold the same files in the same order.
  const name = await hashSmall(new Blob([...sha256s, ...files.map((file) => file.name)]));
  return { file: new File(parts, `${name}.tar`), starts };
}

/** What the server has of this pack: all of it where this browser sent it and never heard so, or a part, from whichever tab. */
async function findBegun(project: string, file: File, id: string | null) {
  const { items } = await api.upload.list({ project, purpose: "pack" });
  const same = items.filter((one) => one.fileName === file.name && one.sizeBytes === file.size);
  const own = same.find((one) => one.id === id && one.state !== "receiving");
  if (own) return { id: own.id, isWhole: true };
  const begun = same.find((one) => one.state === "receiving");
  return begun && { id: begun.id, isWhole: false };
}

const POLL_MS = 300;

/**
 * Waits until the server has taken a pack apart. Answers with the refusals of its files, each by its place; the others are held there under
 * their hashes. Throws when the pack is refused as a whole.
 */
export async function packOutcome(id: string): Promise<Map<number, SentError>> {
  for (;;) {
    const pack = await api.archive.get({ id });
    if (pack.refusal) throw pack.refusal;
    if (pack.state === "ready") break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const refused = new Map<number, SentError>();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await api.archive.refusals(cursor ? { id, cursor, limit: 100 } : { id, limit: 100 });
    for (const { entry, reason, details } of page.items) refused.set(entry, { reason, details });
    cursor = page.nextCursor;
  }
  return refused;
}

/** How much of each file is sent when so many bytes of the pack are. */
export function shareOut(files: readonly File[], starts: readonly number[], sentBytes: number): number[] {
  return files.map((file, at) => Math.max(0, Math.min(file.size, sentBytes - (starts[at] ?? 0))));
}
