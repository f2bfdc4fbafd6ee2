import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openLogSource } from "#lib/adapters/log-source";
import { refusalText } from "#lib/refusal";

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const name = (text: string) => text;

describe("a log over HTTP", () => {
  it("is found below the site's address, or at its own", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? "");
      if (request.url?.startsWith("/log/")) response.end("x");
      else response.writeHead(404).end();
    });
    for (const address of [url, `${url}/`, `${url}/log`, `${url}/log/?a#b`]) {
      asked.length = 0;
      const source = await openLogSource(address, name);
      await source.fetchBytes("tile/0/000", 10);
      await source.fetchJson("/leaderboard");
      expect(asked.slice(-2)).toEqual(["/log/tile/0/000", "/api/v1/leaderboard"]);
    }
  });

  it("is asked again when it is busy or breaks off, and believed when it says that there is nothing", async () => {
    let turn = 0;
    const url = await serve((request, response) => {
      if (request.url === "/log/checkpoint") return response.end("x");
      if (request.url === "/log/none") return response.writeHead(404).end("no");
      turn += 1;
      if (turn === 1) return response.writeHead(503).end();
      if (turn === 2) {
        response.writeHead(200, { "content-length": "5" });
        response.write("a");
        return setTimeout(() => response.destroy(), 10);
      }
      return response.end("whole");
    });
    const source = await openLogSource(url, name);
    expect(new TextDecoder().decode(await source.fetchBytes("some", 10))).toBe("whole");
    expect(turn).toBe(3);
    expect(await source.fetchBytes("none", 10)).toBeUndefined();
  });

  it("cannot fill the memory, however long it sends", async () => {
    const url = await serve((request, response) => {
      if (request.url === "/log/checkpoint") return response.end("x");
      const more = () => !response.destroyed && response.write(Buffer.alloc(65_536)) && setImmediate(more);
      response.on("drain", more);
      more();
    });
    const source = await openLogSource(url, name);
    const refused = await source.fetchBytes("tile/0/000", 8_192).catch((error: unknown) => error);
    expect(refusalText(refused)).toContain("longer than the 8192 bytes");
  });
});
