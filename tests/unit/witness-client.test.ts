import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { addCheckpoint } from "#lib/adapters/witness-client";
import { formatSignatureLine } from "#lib/ledger/note";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function against(listener: RequestListener, timeoutMs = 3_000) {
  server = createServer(listener);
  await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix/`;
  return addCheckpoint(url, { oldSize: 3, proof: [new Uint8Array(32)], note: "a\n\n— b c\n" }, timeoutMs);
}

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };
const line = { name: "witness.example.test", id: "01020304", bytes: new Uint8Array(72) };
const size = { "content-type": "text/x.tlog.size" };

describe("asking a witness", () => {
  it("sends the request of the specification below the prefix", async () => {
    const seen: string[] = [];
    const answer = await against(async (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      for await (const chunk of request) seen.push(String(chunk));
      response.end(formatSignatureLine(line).repeat(2));
    });
    expect(seen).toEqual(["POST /prefix/add-checkpoint", `old 3\n${"A".repeat(43)}=\n\na\n\n— b c\n`]);
    expect(answer).toEqual({ ok: true, lines: [line, line] });
  });

  it.each([
    ["a size", answering(409, "17\n", size), { reason: "conflict", size: 17 }],
    [
      "a size with a charset",
      answering(409, "0\n", { "content-type": "text/x.tlog.size; charset=utf-8" }),
      { size: 0 },
    ],
    ["409 of another type", answering(409, "17\n"), { reason: "bad_answer" }],
    ["409 without a number", answering(409, "many\n", size), { reason: "bad_answer" }],
    ["409 past 2^53", answering(409, "9007199254740993\n", size), { reason: "bad_answer" }],
    ["200 without a line", answering(200, "fine\n"), { reason: "bad_answer" }],
    ["200 cut off", answering(200, formatSignatureLine(line).slice(0, -1)), { reason: "bad_answer" }],
    ["200 too long", answering(200, formatSignatureLine(line).repeat(2_000)), { reason: "bad_answer" }],
    ["a refusal", answering(422, "bad \u001b[31mproof\n"), { reason: "refused", detail: "status 422: bad ?[31mproof" }],
    [
      "a redirect",
      answering(307, "", { location: "http://127.0.0.1:1/" }),
      { reason: "refused", detail: "status 307" },
    ],
  ])("understands %s", async (_, listener, expected) => {
    expect(await against(listener)).toMatchObject({ ok: false, ...expected });
  });

  it("gives up on one that says nothing, or never ends", async () => {
    expect(await against(() => {}, 150)).toEqual({ ok: false, reason: "unreachable", detail: "no answer in time" });
    server?.closeAllConnections();
    server?.close();
    const dripping: RequestListener = (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write("— "), 20);
      response.on("close", () => clearInterval(timer));
    };
    expect(await against(dripping, 250)).toMatchObject({ reason: "unreachable" });
  });

  it("says what is wrong when nobody is there, or the address is none", async () => {
    const request = { oldSize: 0, proof: [], note: "" };
    expect(await addCheckpoint("http://127.0.0.1:9", request, 1_000)).toMatchObject({ reason: "unreachable" });
    expect(await addCheckpoint("file:///etc", request, 1_000)).toMatchObject({ reason: "unreachable" });
    expect(await addCheckpoint("not an address", request, 1_000)).toMatchObject({ reason: "unreachable" });
  });
});
