/** Why a node could not be asked: no answer at all, an answer that no node gives, or its own no. */
export const nodeFaults = ["unreachable", "not_a_node", "refused"] as const;
export type NodeFault = (typeof nodeFaults)[number];

export class NodeError extends Error {
  constructor(
    readonly fault: NodeFault,
    /** What was seen or said; never the node's address, which may hold a key. */
    readonly detail: string,
  ) {
    super(`${fault}: ${detail}`);
  }
}

/** Asks a node one thing, by JSON-RPC. Throws NodeError, and nothing else. */
export type AskNode = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** Sends one body to the node. Throws whatever it likes when there is no answer. */
export type PostToNode = (body: string) => Promise<{ status: number; text: string }>;

const MAX_CHARS = 1_000_000;
const MAX_SAID = 200;

/** Asks over a way of posting. Source: JSON-RPC 2.0; nodes that answer an error with another status than 200 are understood too. */
export function askOver(post: PostToNode): AskNode {
  let id = 0;
  return async (method, params) => {
    id += 1;
    const { status, text } = await post(JSON.stringify({ jsonrpc: "2.0", id, method, params })).catch((error) => {
      throw error instanceof NodeError ? error : new NodeError("unreachable", "no connection");
    });
    const answer = parse(text);
    if (answer?.error) throw new NodeError("refused", `${method}: ${plain(answer.error.message)}`);
    if (answer && "result" in answer && status === 200) return answer.result;
    throw new NodeError(answer ? "refused" : "not_a_node", `${method}: status ${status}`);
  };
}

type Answer = { result?: unknown; error?: { message: unknown } };

function parse(text: string): Answer | undefined {
  if (text.length > MAX_CHARS) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isAnswer = typeof value === "object" && value !== null && ("result" in value || isError(value));
    return isAnswer ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}

function isError(value: object): boolean {
  const error = (value as { error?: unknown }).error;
  return typeof error === "object" && error !== null;
}

// A node may answer with whatever bytes it likes; what is shown is one short line of text.
function plain(said: unknown): string {
  const text = typeof said === "string" ? said : "error";
  return text
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_SAID);
}
