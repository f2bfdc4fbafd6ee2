import { z } from "zod";
import { AppError } from "#lib/domain/error";
import { newUploadSchema } from "#lib/domain/media";
import { answerUploadRequest } from "#lib/media";
import type { Ctx } from "#lib/services/context";
import { consumeLimit } from "#lib/services/rate-limit";
import { completeUpload } from "#lib/services/upload-check";
import { createUpload } from "#lib/services/upload-create";
import { getUpload, type UploadView } from "#lib/services/upload-read";
import { removeUpload } from "#lib/services/upload-remove";
import { type Call, openCtx } from "./context";
import { toAppError } from "./error";
import { answerError, withHeaders } from "./http";
import { toInputIssues } from "./issue";

const TUS_VERSION = { "tus-resumable": "1.0.0" };

/**
 * Resumable uploads by the tus protocol, for browser and programs alike; `path` is where they stand. A refusal has our own error body.
 * Never throws.
 */
export async function answerTus(request: Request, path: string, call: Call): Promise<Response> {
  try {
    const ctx = await openCtx(call);
    if (ctx.actor.kind === "user" && request.method !== "HEAD")
      await consumeLimit(ctx, "upload.user", ctx.actor.userId);
    if (request.method === "DELETE") {
      await removeUpload(ctx, { id: idOf(new URL(request.url).pathname.slice(path.length + 1)) });
      return withHeaders(new Response(null, { status: 204, headers: TUS_VERSION }));
    }
    const answer = await answerUploadRequest(request, path, {
      create: async ({ sizeBytes, metadata }) => {
        const { id } = await createUpload(ctx, parseNew({ sizeBytes, metadata }));
        return id;
      },
      enter: (id) => enter(ctx, id, request.method),
      finish: (id, sha256) => completeUpload(ctx, { id, sha256 }),
    });
    return withHeaders(answer);
  } catch (error) {
    const refused = answerError(toAppError(error, `tus ${request.method}`), request.headers);
    for (const [name, value] of Object.entries(TUS_VERSION)) refused.headers.set(name, value);
    return refused;
  }
}

async function enter(ctx: Ctx, id: string, method: string): Promise<Pick<UploadView, "sizeBytes" | "purpose">> {
  const { state, sizeBytes, purpose } = await getUpload(ctx, { id: idOf(id) });
  if (method === "PATCH" && state !== "receiving")
    throw new AppError("upload.wrong_state", { details: { upload: id } });
  return { sizeBytes, purpose };
}

function idOf(text: string): string {
  const id = z.uuid().toLowerCase().safeParse(text);
  if (!id.success) throw new AppError("upload.not_found", { details: { upload: text.slice(0, 100) } });
  return id.data;
}

/** What tus says of a new upload: Upload-Length, and filename, project, purpose and sha256 of Upload-Metadata. */
function parseNew(upload: { sizeBytes: number | undefined; metadata: Record<string, string | null | undefined> }) {
  const { project, filename, purpose, sha256 } = upload.metadata;
  const parsed = newUploadSchema.safeParse({
    project,
    fileName: filename ?? "",
    sizeBytes: upload.sizeBytes,
    purpose: purpose ?? undefined,
    sha256: sha256 ?? undefined,
  });
  if (parsed.success) return parsed.data;
  throw new AppError("input.invalid", { details: { issues: toInputIssues(parsed.error.issues) } });
}
