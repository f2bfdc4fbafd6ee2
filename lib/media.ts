import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeMediaStore, openMedia } from "./adapters/media";
import { mediaLinks } from "./adapters/media-link";
import { childMediaChecker } from "./adapters/media-worker";
import type { ObjectStore } from "./adapters/object";
import { PackIndexes } from "./adapters/pack-indexes";
import { answerTusRequest, type TusHooks } from "./adapters/tus";
import type { MediaStore } from "./domain/adapter";
import { limits } from "./domain/limits";
import { env } from "./env";
import { objectsOf } from "./objects";
import { authSecret } from "./secret";

// On globalThis, because the job loop and the routes live in different bundles of one process: one decoder for all of them.
const shared = globalThis as { assayMedia?: { store: MediaStore; objects: ObjectStore; packs: PackIndexes } };
const links = mediaLinks(authSecret);

function uploadFolder(): string {
  return join(/* turbopackIgnore: true */ env().dataDir, "uploads");
}

function media() {
  if (shared.assayMedia) return shared.assayMedia;
  const objects = objectsOf("media");
  const [uploads, quota] = [uploadFolder(), env().uploadQuota];
  const packs = new PackIndexes();
  const store = makeMediaStore({ uploads, media: objects, check: childMediaChecker(), links, quota, packs });
  shared.assayMedia = { store, objects, packs };
  return shared.assayMedia;
}

/** The store of media of this process. */
export function mediaStore(): MediaStore {
  return media().store;
}

/** Answers one request of a resumable upload; `path` is where uploads stand in addresses. */
export function answerUploadRequest(request: Request, path: string, hooks: TusHooks): Promise<Response> {
  const uploads = uploadFolder();
  mkdirSync(uploads, { recursive: true, mode: 0o700 });
  return answerTusRequest(
    request,
    { folder: uploads, path, maxBytes: limits.uploadBytes, packs: media().packs },
    hooks,
  );
}

/** The file that a signed address names; undefined when it is gone. Throws for addresses that are not ours or too old. */
export async function readSignedMedia(path: readonly string[], query: URLSearchParams, now: Date) {
  const { leftMs, ...read } = links.read(path, query, now);
  const found = await openMedia(media().objects, read);
  return found && { ...read, ...found, leftMs };
}
