import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { MediaStore } from "#lib/domain/adapter";
import { type ImageVariant, imageVariants } from "#lib/domain/media";
import { limitBytes } from "./blob";
import type { ImageChecker } from "./image-worker";
import type { MediaRead, mediaLinks } from "./media-link";
import type { ObjectStore } from "./object";
import { writeFlushed } from "./object-file";

// Names are made by us; anything that does not look like one never reaches a file system.
const UPLOAD = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;

type Options = {
  /** Where uploads grow: shared with the tus server, which names each file by its upload. */
  uploads: string;
  /** Where published files are kept by hash. */
  media: ObjectStore;
  check: ImageChecker;
  links: ReturnType<typeof mediaLinks>;
  quota: MediaStore["quota"];
};

/** Uploads grow as files of this machine, where they are checked; what is published goes to the store of objects under the hash of its bytes. */
export function makeMediaStore({ uploads, media, check, links, quota }: Options): MediaStore {
  const uploadPath = (id: string) => join(/* turbopackIgnore: true */ uploads, checked(UPLOAD, id));
  const draftPath = (id: string) => join(/* turbopackIgnore: true */ uploads, "checked", checked(UPLOAD, id));
  return {
    quota,
    receivedBytes: async (id) => (await stat(uploadPath(id)).catch(() => undefined))?.size,
    receive: async (id, source, maxBytes) => {
      await mkdir(uploads, { recursive: true, mode: 0o700 });
      await writeFlushed(uploadPath(id), limitBytes(source, maxBytes));
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
      // The file itself comes last: where it stands, its small copies stand too.
      const variants = [...imageVariants].reverse();
      await media.adopt(
        variants.map((variant) => ({ name: nameOf(sha256, variant), path: `${draftPath(id)}.${variant}` })),
      );
    },
    remove: async (sha256) => {
      for (const variant of imageVariants) await media.remove(nameOf(sha256, variant));
    },
    link: (image, variant, now) => links.make({ ...image, variant }, now),
  };
}

/** A published file's size and bytes; undefined when it is not here. */
export async function openMedia(media: ObjectStore, { sha256, variant }: MediaRead) {
  const name = nameOf(sha256, variant);
  const sizeBytes = await media.size(name);
  if (sizeBytes === undefined) return undefined;
  return { sizeBytes, bytes: Readable.toWeb(Readable.from(media.read(name))) as ReadableStream<Uint8Array> };
}

function nameOf(sha256: string, variant: ImageVariant): string {
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
