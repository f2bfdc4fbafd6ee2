import { join } from "node:path";
import { FileStore } from "@tus/file-store";
import { MemoryLocker, Server } from "@tus/server";

export type TusHooks = {
  /** Says whether this upload may begin, and under which id; throws otherwise. */
  create(upload: {
    sizeBytes: number | undefined;
    metadata: Record<string, string | null | undefined>;
  }): Promise<string>;
  /** Throws unless the sender may touch this upload. */
  enter(uploadId: string): Promise<void>;
  /** All bytes are here. */
  finish(uploadId: string): Promise<void>;
};

const stores = new Map<string, FileStore>();
const locker = new MemoryLocker();

/**
 * One request of the tus protocol (https://tus.io/protocols/resumable-upload), answered from the files in `folder`. `path` is where uploads
 * stand in addresses. What a hook throws is rethrown: the caller words refusals.
 */
export async function answerTusRequest(
  request: Request,
  { folder, path, maxBytes }: { folder: string; path: string; maxBytes: number },
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
  const server = new Server({
    path,
    datastore: storeOf(folder),
    locker,
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
      if (tusRequest.method !== "POST") await hold(hooks.enter(id));
    },
    onUploadFinish: async (_, upload) => {
      await hold(hooks.finish(upload.id));
      return {};
    },
  });
  const answer = await server.handleWeb(request);
  if (thrown) throw thrown.error;
  return answer;
}

function storeOf(folder: string): FileStore {
  const known = stores.get(folder) ?? new FileStore({ directory: join(/* turbopackIgnore: true */ folder) });
  stores.set(folder, known);
  return known;
}
