import { NodeError, type PostToNode } from "#lib/domain/ask-node";

const TIMEOUT_MS = 20_000;

/** Posts to a node at this address. What goes wrong is told without the address, which may hold a key. */
export function postToNode(rpcUrl: string, timeoutMs = TIMEOUT_MS): PostToNode {
  return async (body) => {
    try {
      const headers = { "content-type": "application/json" };
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fetch(rpcUrl, { method: "POST", headers, body, signal });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      const isLate = error instanceof Error && error.name === "TimeoutError";
      throw new NodeError("unreachable", isLate ? `no answer within ${timeoutMs / 1_000} s` : "no connection");
    }
  };
}
