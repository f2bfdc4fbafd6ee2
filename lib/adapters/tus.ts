import { type Lock, MemoryLocker, Server } from "@tus/server";
import type { PackIndexes } from "./pack-indexes";
import { type KnownUpload, TusStore } from "./tus-store";

export type TusHooks = {
  /** Says whether this upload may begin, and under which id; throws otherwise. */
  create(upload: {
    sizeBytes: number | undefined;
    metadata: Record<string, string | null | undefined>;
  }): Promise<string>;
  /** Throws unless the sender may touch this upload; says what is known of it. */
  enter(uploadId: string): Promise<Omit<KnownUpload, "id">>;
  /** All bytes are here; `sha256` is theirs where they came at once. */
  finish(uploadId: string, sha256: string | undefined): Promise<void>;
};

const locker = new MemoryLocker();

/**
 * One request of the tus protocol (https://tus.io/protocols/resumable-upload), answered from the files in `folder`. `path` is where uploads
 * stand in addresses. What a hook throws is rethrown: the caller words refusals.
 */
export async function answerTusRequest(
  request: Request,
  { folder, path, maxBytes, packs }: { folder: string; path: string; maxBytes: number; packs: PackIndexes },
  hooks: TusHooks,
): Promise<Response> {
  let thrown: { error: unknown } | undefined;
  const hold = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      thrown = { error };
      throw { status_code: 400, body: "" };
    }
  };
  const store = new TusStore(folder, request.body, packs);
  const server = new Server({
    path,
    datastore: store,
    locker: { newLock: (id) => interrupting(locker.newLock(id), store) },
    maxSize: maxBytes,
    relativeLocation: true,
    disableTerminationForFinishedUploads: true,
    // Cookies and tokens of this site only: no other origin reads an answer.
    allowedOrigins: [],
    namingFunction: (tusRequest, metadata) => {
      const length = tusRequest.headers.get("upload-length");
      return hold(hooks.create({ sizeBytes: length === null ? undefined : Number(length), metadata: metadata ?? {} }));
    },
    onIncomingRequest: async (tusRequest, id) => {
      if (tusRequest.method !== "POST") store.known = { id, ...(await hold(hooks.enter(id))) };
    },
    onUploadFinish: async (_, upload) => {
      await hold(hooks.finish(upload.id, store.sha256));
      return {};
    },
  });
  // The store reads the body itself.
  const { url, method, headers } = request;
  const answer = await server.handleWeb(new Request(url, { method, headers }));
  if (thrown) throw thrown.error;
  return answer;
}

/** A lock whose holder stops reading when somebody else wants it: a line that died unseen must not keep its upload. */
function interrupting(lock: Lock, store: TusStore): Lock {
  return {
    lock: (signal, release) =>
      lock.lock(signal, () => {
        store.interrupt();
        return release();
      }),
    unlock: () => lock.unlock(),
  };
}
