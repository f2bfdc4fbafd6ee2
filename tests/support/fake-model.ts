import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Seen = { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown>; number: number };
type Reply = { status?: number; headers?: Record<string, string>; body?: unknown };
/** What the model does with a request: a reply, or nothing at all until the caller gives up. */
export type Behaviour = (seen: Seen) => Reply | "silent" | Promise<Reply | "silent">;

/** A model that runs here: a real HTTP server that answers as each test wants and remembers what it was asked. */
export class FakeModel {
  readonly seen: Seen[] = [];
  behave: Behaviour = () => ({ body: {} });
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = JSON.parse(Buffer.concat(parts).toString("utf8") || "{}") as Record<string, unknown>;
      const seen = { path: request.url ?? "", headers: request.headers, body, number: this.seen.length + 1 };
      this.seen.push(seen);
      const reply = await this.behave(seen);
      if (reply === "silent") return;
      response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
      response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {}));
    });
  }

  /** Without a port it takes one that is free. */
  listen(port = 0): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** What a chat server answers; `said` is the model's own text. */
export function chatReply(said: unknown, usage?: number, end = "stop"): Reply {
  const content = typeof said === "string" ? said : JSON.stringify(said);
  const choices = [{ index: 0, finish_reason: end, message: { role: "assistant", content } }];
  return { body: { choices, ...(usage === undefined ? {} : { usage: { total_tokens: usage } }) } };
}
