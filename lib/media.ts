import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { childImageChecker } from "./adapters/image-worker";
import { fileMediaStore, openMedia } from "./adapters/media";
import { mediaLinks } from "./adapters/media-link";
import { answerTusRequest, type TusHooks } from "./adapters/tus";
import type { MediaStore } from "./domain/adapter";
import { limits } from "./domain/limits";
import { env } from "./env";
import { authSecret } from "./secret";

// On globalThis, because the job loop and the routes live in different bundles of one process: one decoder for all of them.
const shared = globalThis as { assayMedia?: MediaStore };
const links = mediaLinks(authSecret);

function folders() {
  const { dataDir } = env();
  return {
    uploads: join(/* turbopackIgnore: true */ dataDir, "uploads"),
    media: join(/* turbopackIgnore: true */ dataDir, "media"),
  };
}

/** The store of media of this process. */
export function mediaStore(): MediaStore {
  shared.assayMedia ??= fileMediaStore({
    ...folders(),
    check: childImageChecker(),
    links,
    quota: env().uploadQuota,
  });
  return shared.assayMedia;
}

/** Answers one request of a resumable upload; `path` is where uploads stand in addresses. */
export function answerUploadRequest(request: Request, path: string, hooks: TusHooks): Promise<Response> {
  const { uploads } = folders();
  mkdirSync(uploads, { recursive: true, mode: 0o700 });
  return answerTusRequest(request, { folder: uploads, path, maxBytes: limits.imageBytes }, hooks);
}

/** The file that a signed address names; undefined when it is gone. Throws for addresses that are not ours or too old. */
export async function readSignedMedia(path: readonly string[], query: URLSearchParams, now: Date) {
  const { leftMs, ...read } = links.read(path, query, now);
  const found = await openMedia(folders().media, read);
  return found && { ...read, ...found, leftMs };
}
