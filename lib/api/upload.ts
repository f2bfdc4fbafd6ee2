import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import { type ReadingChoice, readingChoiceSchema } from "#lib/domain/table";
import { type UploadedBatch, uploadBatch } from "#lib/services/batch-upload";
import { issuesOf } from "#lib/services/parse";
import { consumeLimit } from "#lib/services/rate-limit";
import { type Call, openCtx } from "./context";
import { toAppError } from "./error";
import { answerError, withHeaders } from "./http";

// A client that is still sending reads no answer; this much is let go by before the connection is.
const DRAIN_BYTES = 67_108_864;

/**
 * Takes the body of a request as the file of an import, as it comes: nothing of it is held in memory. `slug` names the project, the
 * query's `name` the file; what else it has says how the file is to be read. Never throws.
 */
export async function answerUpload(request: Request, slug: string, call: Call): Promise<Response> {
  const reader = request.body?.getReader();
  try {
    const { name: fileName = "", ...said } = Object.fromEntries(new URL(request.url).searchParams);
    const reading = parseReading(said);
    const announced = Number(request.headers.get("content-length"));
    if (announced > limits.uploadBytes) {
      throw new AppError("input.too_large", { details: { maxBytes: limits.uploadBytes } });
    }
    const ctx = await openCtx(call);
    if (ctx.actor.kind === "user") await consumeLimit(ctx, "mutation.user", ctx.actor.userId);
    const uploaded: UploadedBatch = await uploadBatch(ctx, {
      project: slug,
      fileName,
      reading,
      source: chunksOf(reader),
    });
    return withHeaders(Response.json(uploaded, { status: 201 }));
  } catch (error) {
    await drain(reader);
    return answerError(toAppError(error, "upload"), request.headers);
  }
}

/** How the file is to be read, from the query; undefined when nothing is said. */
function parseReading(said: Record<string, string>): ReadingChoice | undefined {
  if (Object.keys(said).length === 0) return undefined;
  const header = { true: true, false: false }[said.header ?? ""] ?? said.header;
  const parsed = readingChoiceSchema.safeParse({ ...said, ...(header === undefined ? {} : { header }) });
  if (!parsed.success) throw new AppError("input.invalid", { details: { issues: issuesOf(parsed.error) } });
  return parsed.data;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** The body's chunks; stopping early leaves the stream alone, so that an answer can still be read at the other end. */
async function* chunksOf(reader: Reader | undefined): AsyncGenerator<Uint8Array> {
  if (!reader) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function drain(reader: Reader | undefined): Promise<void> {
  try {
    let passedBytes = 0;
    for await (const chunk of chunksOf(reader)) {
      passedBytes += chunk.byteLength;
      if (passedBytes > DRAIN_BYTES) break;
    }
    await reader?.cancel();
  } catch {
    // The sender went away: there is nobody left to answer.
  }
}
