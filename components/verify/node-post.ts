import { NodeError, type PostToNode } from "#lib/domain/ask-node";

const TIMEOUT_MS = 20_000;

/** The browser's own rules kept the question from leaving: this document came with another page's policy. */
export const BLOCKED = "blocked by this page's policy";

/** Posts to a node that the reader named, without cookies and without saying where the question comes from. */
export function postToNode(url: string, stop: AbortSignal): PostToNode {
  return async (body) => {
    let isBlocked = false;
    const onViolation = () => {
      isBlocked = true;
    };
    document.addEventListener("securitypolicyviolation", onViolation);
    const asking = new AbortController();
    const end = () => asking.abort();
    const timer = setTimeout(end, TIMEOUT_MS);
    stop.addEventListener("abort", end);
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: asking.signal,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      return { status: answer.status, text: await answer.text() };
    } catch {
      // The browser tells of its policy a moment after it refuses.
      await new Promise((done) => setTimeout(done));
      throw new NodeError("unreachable", isBlocked ? BLOCKED : "no connection");
    } finally {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      document.removeEventListener("securitypolicyviolation", onViolation);
    }
  };
}
