import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { MediaStore } from "#lib/domain/adapter";
import { AppError } from "#lib/domain/error";
import { type ImageVariant, imageVariants } from "#lib/domain/media";
import { syncFolder } from "./blob";
import type { ImageChecker } from "./image-worker";
import type { MediaRead, mediaLinks } from "./media-link";

// Names are made by us; anything that does not look like one never reaches the file system.
const UPLOAD = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;

type Options = {
  /** Where uploads grow: shared with the tus server, which names each file by its upload. */
  uploads: string;
  /** Where published files are kept by hash. */
  media: string;
  check: ImageChecker;
  links: ReturnType<typeof mediaLinks>;
  quota: MediaStore["quota"];
};

/** Media as files. A published file is written beside its place, flushed, and moved there: its name is the hash of whole bytes or is not there. */
export function fileMediaStore({ uploads, media, check, links, quota }: Options): MediaStore {
  const uploadPath = (id: string) => join(/* turbopackIgnore: true */ uploads, checked(UPLOAD, id));
  const draftPath = (id: string) => join(/* turbopackIgnore: true */ uploads, "checked", checked(UPLOAD, id));
  return {
    quota,
    receivedBytes: async (id) => (await stat(uploadPath(id)).catch(() => undefined))?.size,
    receive: async (id, source, maxBytes) => {
      await mkdir(uploads, { recursive: true, mode: 0o700 });
      await writeWhole(uploadPath(id), source, maxBytes);
    },
    listReceived: (before) => listOld(uploads, before),
    drop: async (id) => {
      for (const path of [uploadPath(id), `${uploadPath(id)}.json`]) await rm(path, { force: true });
      for (const variant of imageVariants) await rm(`${draftPath(id)}.${variant}`, { force: true });
    },
    prepareImage: async (id, claimedSha256) => {
      await mkdir(join(/* turbopackIgnore: true */ uploads, "checked"), { recursive: true, mode: 0o700 });
      const { files: _, ...image } = await check(uploadPath(id), draftPath(id), claimedSha256);
      return image;
    },
    keep: async (id, { sha256 }) => {
      const folder = folderOf(media, sha256);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // The file itself comes last: where it stands, its small copies stand too.
      for (const variant of [...imageVariants].reverse()) {
        await moveIn(`${draftPath(id)}.${variant}`, pathOf(media, sha256, variant));
      }
      await syncFolder(folder);
    },
    remove: async (sha256) => {
      for (const variant of imageVariants) await rm(pathOf(media, sha256, variant), { force: true });
    },
    link: (image, variant, now) => links.make({ ...image, variant }, now),
  };
}

/** A published file's size and bytes; undefined when it is not here. */
export async function openMedia(folder: string, { sha256, variant }: MediaRead) {
  const path = pathOf(folder, sha256, variant);
  const found = await stat(path).catch(() => undefined);
  return (
    found && { sizeBytes: found.size, bytes: Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array> }
  );
}

function folderOf(media: string, sha256: string): string {
  return join(/* turbopackIgnore: true */ media, checked(HASH, sha256).slice(0, 2));
}

function pathOf(media: string, sha256: string, variant: ImageVariant): string {
  return join(/* turbopackIgnore: true */ folderOf(media, sha256), `${sha256}.${variant}`);
}

function checked(shape: RegExp, name: string): string {
  if (!shape.test(name)) throw new Error(`"${name}" is not a name of the media store`);
  return name;
}

async function moveIn(from: string, to: string): Promise<void> {
  const there = await stat(to).catch(() => undefined);
  if (there) return rm(from, { force: true });
  const file = await open(from, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(from, to);
}

async function writeWhole(path: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<void> {
  const file = await open(path, "wx", 0o600);
  let sizeBytes = 0;
  try {
    for await (const chunk of source) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new AppError("input.too_large", { details: { maxBytes } });
      await file.writeFile(chunk);
    }
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
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
