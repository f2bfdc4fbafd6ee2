import { checkImage } from "#lib/adapters/image-check";
import { isAppError } from "#lib/domain/error";

/**
 * Decodes other people's images in a process of its own: one that crashes, hangs or eats memory takes nobody along. Started and
 * spoken to by lib/adapters/image-worker.ts; ends with the process that started it.
 */
type Request = { source: string; target: string; claimedSha256: string | null };

process.on("message", async (request: Request) => {
  process.send?.(await answer(request));
});
process.on("disconnect", () => process.exit());

async function answer({ source, target, claimedSha256 }: Request) {
  try {
    return { checked: await checkImage(source, target, claimedSha256) };
  } catch (error) {
    if (isAppError(error)) return { reason: error.reason, details: error.details };
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
