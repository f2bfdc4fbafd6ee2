import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { answerLog } from "./api/log";
import { log } from "./log";

const PREFIX = "/log/";

const shared = globalThis as { assayLogLane?: boolean };

/**
 * Called once at start (instrumentation). From then on `/log/…` is answered before Next sees it: a tile costs what node:http costs, a tenth
 * of what Next's routing does. What comes before that, and other methods, go to `app/log`, with the same answers.
 */
export function openLogLane(): void {
  if (shared.assayLogLane) return;
  shared.assayLogLane = true;
  const taken = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    if (taken.has(server)) return;
    taken.add(server);
    takeLog(server);
  });
}

/** Puts itself before whoever has listened to this server's requests so far. */
function takeLog(server: Server): void {
  const others = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const path = logPath(request);
    if (path !== undefined) void answer(path, response);
    else for (const listener of others) listener.call(server, request, response);
  });
}

function logPath({ method, url = "" }: IncomingMessage): string | undefined {
  if (!url.startsWith(PREFIX) || (method !== "GET" && method !== "HEAD")) return undefined;
  const end = url.indexOf("?");
  return url.slice(PREFIX.length, end < 0 ? undefined : end);
}

async function answer(path: string, response: ServerResponse): Promise<void> {
  try {
    const { status, headers, body } = await answerLog(path);
    response.writeHead(status, headers).end(body);
  } catch (error) {
    log().error({ error }, "a part of the public log could not be read");
    response.writeHead(500, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
    response.end("The log cannot be read just now.\n");
  }
}
