import type { CheckRequest } from "#lib/adapters/media-worker";
import { isAppError } from "#lib/domain/error";

/**
 * Decodes other people's files in a process of its own: one that crashes, hangs or eats memory takes nobody along. Started and
 * spoken to by lib/adapters/media-worker.ts; ends with the process that started it.
 */
process.on("message", async (request: CheckRequest) => {
  process.send?.(await answer(request));
});
process.on("disconnect", () => process.exit());

async function answer({ kind, source, target, claimedSha256 }: CheckRequest) {
  try {
    // Each kind's decoders are loaded when the first file of that kind comes.
    const check =
      kind === "image"
        ? (await import("#lib/adapters/image-check")).checkImage
        : (await import("#lib/adapters/audio-check")).checkAudio;
    return { checked: await check(source, target, claimedSha256) };
  } catch (error) {
    if (isAppError(error)) return { reason: error.reason, details: error.details };
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
