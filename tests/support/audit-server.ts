import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openLogLane } from "#lib/log-lane";
import { GET } from "../../app/api/[[...path]]/route";

/** The public log and the REST API of the database that serveDb was given, over HTTP. */
export async function serveAudit(): Promise<{ url: string; close(): void }> {
  openLogLane();
  const server = createServer(async (request, response) => {
    const answer = await GET(new Request(new URL(request.url ?? "/", "http://localhost:3000")));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
