import { mediaStore } from "#lib/media";
import { unpackArchive } from "#lib/services/archive-unpack";
import type { Ctx } from "#lib/services/context";
import { runNextJob } from "#lib/services/job";
import { checkUpload, finishUpload } from "#lib/services/upload-check";
import { createUpload } from "#lib/services/upload-create";
import { getUpload } from "#lib/services/upload-read";
import { DELETE, HEAD, PATCH, POST } from "../../app/api/v1/tus/[[...id]]/route";
import type { TestCtx } from "./ctx";

export const text64 = (text: string) => Buffer.from(text).toString("base64");

const routes = { DELETE, HEAD, PATCH, POST };

type TusRequest = {
  token: string;
  method: keyof typeof routes;
  id?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | ReadableStream;
};

/** One request of the tus protocol with a token, as a program sends it. */
export async function tusRequest({ token, method, id, headers = {}, body }: TusRequest): Promise<Response> {
  const request = new Request(`http://localhost:3000/api/v1/tus${id ? `/${id}` : ""}`, {
    method,
    headers: {
      "tus-resumable": "1.0.0",
      authorization: `Bearer ${token}`,
      ...(method === "PATCH" ? { "content-type": "application/offset+octet-stream" } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: body as BodyInit, duplex: "half" }),
  });
  return routes[method](request);
}

/** Opens an upload by tus; answers with its id. */
export async function openTus(token: string, project: string, bytes: Buffer, more: Record<string, string> = {}) {
  const metadata = Object.entries({ project, filename: "IMG_0001.jpg", ...more })
    .map(([name, value]) => `${name} ${text64(value)}`)
    .join(",");
  const headers = { "upload-length": String(bytes.byteLength), "upload-metadata": metadata };
  const response = await tusRequest({ token, method: "POST", headers });
  return { response, id: response.headers.get("location")?.split("/").at(-1) ?? "" };
}

/** Runs the checks that wait, as the job loop does. */
export async function runChecks(ctx: TestCtx): Promise<void> {
  const check = (job: Ctx, { uploadId }: Record<string, unknown>) => checkUpload(job, String(uploadId));
  while (await runNextJob(ctx, { "media.check": check }));
}

/** Unpacks the archives that wait, as the job loop does. */
export async function runUnpacking(ctx: TestCtx): Promise<void> {
  const unpack = (job: Ctx, { uploadId }: Record<string, unknown>) => unpackArchive(job, String(uploadId));
  while (await runNextJob(ctx, { "archive.unpack": unpack }));
}

/** A person's image or recording in a project, received and checked, as `content` names it; one at a time in a database. */
export async function uploadFile(me: TestCtx, project: string, bytes: Buffer) {
  const { id } = await createUpload(me, { project, fileName: "a.jpg", sizeBytes: bytes.byteLength });
  await mediaStore().receive(
    id,
    (async function* () {
      yield bytes;
    })(),
    bytes.byteLength,
  );
  await finishUpload(me, { id });
  await runChecks(me);
  const { media, originalSha256, refusal } = await getUpload(me, { id });
  if (!media || !originalSha256) throw new Error(`the file is refused: ${refusal?.reason}`);
  return { id, content: { [media.kind]: media.sha256, original: originalSha256 } as Record<string, string> };
}

export async function uploadImage(me: TestCtx, project: string, bytes: Buffer) {
  const { id, content } = await uploadFile(me, project, bytes);
  return { id, content: { image: content.image ?? "", original: content.original ?? "" } };
}
