import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openDb } from "#db/client";
import { mediaStore } from "#lib/media";
import { releaseOwnJobs } from "#lib/services/job";
import { HEAD, PATCH, POST } from "../../app/api/v1/tus/[[...id]]/route";
import { serveDb } from "./api";
import { testCtx } from "./ctx";
import { runChecks } from "./upload";

/*
 * A server as far as uploads go: tus with tokens, and the checks beside it. It says when it listens; the parent kills it in the middle of
 * whatever it does. DATA_DIR holds the files, CRASH_URL or CRASH_DIR the database.
 */
const opened = await openDb(
  process.env.CRASH_URL ? { databaseUrl: process.env.CRASH_URL } : { dataDir: process.env.CRASH_DIR ?? "" },
);
serveDb(opened);
const routes = { HEAD, PATCH, POST };

// A child whose parent is gone has nobody to answer to.
process.stdin.resume().on("end", () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method as keyof typeof routes;
  const headers = new Headers(request.headers as Record<string, string>);
  const body = method === "HEAD" ? null : (Readable.toWeb(request) as ReadableStream);
  const init = { method, headers, body, duplex: "half" };
  const result = await routes[method](new Request(`http://${request.headers.host}${request.url}`, init));
  response.writeHead(result.status, Object.fromEntries(result.headers));
  if (result.body) await pipeline(Readable.fromWeb(result.body as Parameters<typeof Readable.fromWeb>[0]), response);
  else response.end();
}

createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
}).listen(Number(process.env.PORT), () => process.stdout.write("ready\n"));

const ctx = { ...testCtx(opened.db, opened.kind), media: mediaStore(), now: () => new Date() };
await releaseOwnJobs(ctx);
for (;;) {
  await runChecks(ctx);
  await new Promise((resolve) => setTimeout(resolve, 100));
}
