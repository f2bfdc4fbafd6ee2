import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openDb } from "#db/client";
import { mediaStore } from "#lib/media";
import { releaseOwnJobs } from "#lib/services/job";
import * as rest from "../../app/api/[[...path]]/route";
import { HEAD, OPTIONS, PATCH, POST } from "../../app/api/v1/tus/[[...id]]/route";
import { serveDb } from "./api";
import { testCtx } from "./ctx";
import { runChecks, runUnpacking } from "./upload";

const PAUSE_MS = 100;

/*
 * A server as far as uploads go: tus and REST with tokens, and the checks beside it. It says when it listens; the parent kills it in the middle of
 * whatever it does. DATA_DIR holds the files, CRASH_URL or CRASH_DIR the database; with CHECKS=off files wait for theirs.
 */
const opened = await openDb(
  process.env.CRASH_URL ? { databaseUrl: process.env.CRASH_URL } : { dataDir: process.env.CRASH_DIR ?? "" },
);
serveDb(opened);
const routes = { HEAD, OPTIONS, PATCH, POST };

function routeOf({ method, url }: IncomingMessage): (request: Request) => Promise<Response> {
  if (url?.startsWith("/api/v1/tus")) return routes[method as keyof typeof routes];
  return method === "POST" ? rest.POST : rest.GET;
}

// A child whose parent is gone has nobody to answer to.
process.stdin.resume().on("end", () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET" } = request;
  const headers = new Headers(request.headers as Record<string, string>);
  const body = ["GET", "HEAD", "OPTIONS"].includes(method) ? null : (Readable.toWeb(request) as ReadableStream);
  const init = { method, headers, body, duplex: "half" };
  const result = await routeOf(request)(new Request(`http://${request.headers.host}${request.url}`, init));
  response.writeHead(result.status, Object.fromEntries(result.headers));
  if (result.body) await pipeline(Readable.fromWeb(result.body as Parameters<typeof Readable.fromWeb>[0]), response);
  else response.end();
}

createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
}).listen(Number(process.env.PORT), () => process.stdout.write("ready\n"));

const ctx = { ...testCtx(opened.db, opened.kind), media: mediaStore(), now: () => new Date() };
await releaseOwnJobs(ctx);
while (true) {
  await runUnpacking(ctx);
  if (process.env.CHECKS !== "off") await runChecks(ctx);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
