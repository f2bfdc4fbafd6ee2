import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { MediaStore } from "#lib/domain/adapter";
import { type MediaVariant, mediaVariants, variantsOf } from "#lib/domain/media";
import { heldArchive, openArchive } from "./archive";
import { limitBytes } from "./blob";
import { hashFile } from "./hash-file";
import type { MediaRead, mediaLinks } from "./media-link";
import type { MediaChecker } from "./media-worker";
import type { ObjectStore } from "./object";
import { writeFlushed } from "./object-file";
import type { PackIndexes } from "./pack-indexes";

// Names are made by us; anything that does not look like one never reaches a file system.
const UPLOAD = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH_CHARS = 64;
const CUT_BYTES = 1_048_576;
const HASH = /^[0-9a-f]{64}$/;

type Options = {
  /** Where uploads grow: shared with the tus server, which names each file by its upload. */
  uploads: string;
  /** Where published files are kept by hash. */
  media: ObjectStore;
  check: MediaChecker;
  links: ReturnType<typeof mediaLinks>;
  quota: MediaStore["quota"];
  packs: PackIndexes;
};

/** Uploads grow as files of this machine, where they are checked; what is published goes to the store of objects under the hash of its bytes. */
export function makeMediaStore({ uploads, media, check, links, quota, packs }: Options): MediaStore {
  const uploadPath = (id: string) => join(/* turbopackIgnore: true */ uploads, checked(UPLOAD, id));
  const draftPath = (id: string) => join(/* turbopackIgnore: true */ uploads, "checked", checked(UPLOAD, id));
  return {
    quota,
    receivedBytes: async (id) => (await stat(uploadPath(id)).catch(() => undefined))?.size,
    receive: async (id, source, maxBytes) => {
      await mkdir(uploads, { recursive: true, mode: 0o700 });
      await rm(uploadPath(id), { force: true });
      const hash = createHash("sha256");
      let sizeBytes = 0;
      const counted = limitBytes(source, maxBytes, (chunk) => {
        sizeBytes += chunk.byteLength;
        hash.update(chunk);
      });
      await writeFlushed(uploadPath(id), counted);
      return { sizeBytes, sha256: hash.digest("hex") };
    },
    read: (id) => createReadStream(uploadPath(id)),
    hash: (id) => hashFile(uploadPath(id)),
    openArchive: async (id) => {
      const path = uploadPath(id);
      const known = packs.take(id, (await stat(path)).size);
      return known ? heldArchive(known) : openArchive(path);
    },
    listReceived: (before) => listOld(uploads, before),
    drop: async (id) => {
      for (const path of [uploadPath(id), `${uploadPath(id)}.json`]) await rm(path, { force: true });
      for (const variant of mediaVariants) await rm(`${draftPath(id)}.${variant}`, { force: true });
    },
    cutOut: (id, { id: from, at, sizeBytes }) =>
      pipeline(
        createReadStream(uploadPath(from), { start: at, end: at + sizeBytes - 1, highWaterMark: CUT_BYTES }),
        createWriteStream(uploadPath(id), { mode: 0o600 }),
      ),
    prepare: async (kind, id, claimedSha256) => {
      await mkdir(join(/* turbopackIgnore: true */ uploads, "checked"), { recursive: true, mode: 0o700 });
      const { files: _, ...media } = await check({
        kind,
        source: uploadPath(id),
        target: draftPath(id),
        claimedSha256,
      });
      return media;
    },
    keep: async (id, { kind, sha256 }) => {
      // The file itself comes last: where it stands, its small copies stand too.
      const variants = variantsOf(kind).toReversed();
      await media.adopt(
        variants.map((variant) => ({ name: nameOf(sha256, variant), path: `${draftPath(id)}.${variant}` })),
      );
    },
    remove: async (sha256) => {
      for (const variant of mediaVariants) await media.remove(nameOf(sha256, variant));
    },
    listKept: (before) => listHashes(media, before),
    link: (file, variant, now) => links.make({ ...file, variant }, now),
  };
}

/** A published file's size, and its bytes from one to another, both counted; undefined when it is not here. */
export async function openMedia(media: ObjectStore, { sha256, variant }: MediaRead) {
  const name = nameOf(sha256, variant);
  const sizeBytes = await media.size(name);
  if (sizeBytes === undefined) return undefined;
  const open = (from: number, to: number) =>
    Readable.toWeb(Readable.from(firstBytes(media.read(name, from), to - from + 1))) as ReadableStream<Uint8Array>;
  return { sizeBytes, open };
}

async function* firstBytes(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  if (left <= 0) return;
  for await (const chunk of source) {
    yield chunk.subarray(0, left);
    left -= chunk.byteLength;
    if (left <= 0) return;
  }
}

async function* listHashes(media: ObjectStore, before: Date): AsyncGenerator<string> {
  let last = "";
  for await (const name of media.list(before)) {
    const sha256 = name.split("/").at(-1)?.slice(0, HASH_CHARS) ?? "";
    if (!HASH.test(sha256) || name.endsWith(".part")) await media.remove(name);
    else if (sha256 !== last) yield sha256;
    last = sha256;
  }
}

function nameOf(sha256: string, variant: MediaVariant): string {
  return `${checked(HASH, sha256).slice(0, 2)}/${sha256}.${variant}`;
}

function checked(shape: RegExp, name: string): string {
  if (!shape.test(name)) throw new Error(`"${name}" is not a name of the media store`);
  return name;
}

async function listOld(uploads: string, before: Date): Promise<string[]> {
  const names = await readdir(uploads).catch(() => [] as string[]);
  const old: string[] = [];
  for (const name of names.filter((one) => UPLOAD.test(one))) {
    const found = await stat(join(/* turbopackIgnore: true */ uploads, name)).catch(() => undefined);
    if (found && found.mtime < before) old.push(name);
  }
  return old;
}
