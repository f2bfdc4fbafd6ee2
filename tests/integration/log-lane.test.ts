import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { openLogLane } from "#lib/log-lane";
import { inTx } from "#lib/services/context";
import { publishOnce } from "#lib/services/log-publish";
import { sequenceBatch } from "#lib/services/sequence";
import { serveDb } from "#tests/support/api";
import { makeUser, testCtx } from "#tests/support/ctx";
import { testDb } from "#tests/support/db";
import { addTestEntries, testLog } from "#tests/support/log";

let opened: OpenedDb;
let server: Server;
let base = "";

beforeAll(async () => {
  opened = await testDb();
  const ctx = testCtx(opened.db, opened.kind);
  const userId = await makeUser(ctx);
  await inTx(ctx, (tx) => addTestEntries(tx, userId, 300));
  while ((await sequenceBatch(ctx)).count > 0);
  await publishOnce(ctx, testLog());
  serveDb(opened);
  openLogLane();
  server = createServer((request, response) => response.end(`next: ${request.method} ${request.url}`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await opened.close();
});

test("tiles, bundles and the checkpoint are answered before the site's own server, from the first request on", async () => {
  const tile = await fetch(`${base}/log/tile/0/000`);
  expect((await tile.arrayBuffer()).byteLength).toBe(256 * 32);
  expect(Object.fromEntries(tile.headers)).toMatchObject({
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=31536000, immutable",
    "content-disposition": 'attachment; filename="tile-0.bin"',
    "content-length": "8192",
    "content-type": "application/octet-stream",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
  });
  expect(tile.headers.has("set-cookie")).toBe(false);
  expect(tile.headers.has("vary")).toBe(false);
  // The second time it comes from memory.
  expect((await (await fetch(`${base}/log/tile/0/000?again`)).arrayBuffer()).byteLength).toBe(8192);
  expect((await fetch(`${base}/log/tile/entries/001.p/44`)).status).toBe(200);
  const checkpoint = await fetch(`${base}/log/checkpoint`);
  expect(checkpoint.headers.get("cache-control")).toBe("public, max-age=2");
  expect((await checkpoint.text()).split("\n")[1]).toBe("300");
});

test("HEAD gives the headers alone", async () => {
  const answer = await fetch(`${base}/log/tile/0/000`, { method: "HEAD" });
  expect(answer.headers.get("content-length")).toBe("8192");
  expect(await answer.text()).toBe("");
});

test("what is not there is a 404 that nobody keeps", async () => {
  for (const path of ["tile/0/001", "tile/0/001.p/45", "tile/0/1", "", "vkeys"]) {
    const answer = await fetch(`${base}/log/${path}`);
    expect([path, answer.status, answer.headers.get("cache-control")]).toEqual([path, 404, "no-store"]);
    expect(await answer.text()).toContain("Not here (yet)");
  }
});

test("everything else, other methods included, is left to the site's own server", async () => {
  expect(await (await fetch(`${base}/projects`)).text()).toBe("next: GET /projects");
  expect(await (await fetch(`${base}/logs/checkpoint`)).text()).toBe("next: GET /logs/checkpoint");
  expect(await (await fetch(`${base}/log/checkpoint`, { method: "POST" })).text()).toBe("next: POST /log/checkpoint");
});

test("a log that cannot be read is said so, not kept, and is no hang", async () => {
  serveDb({ ...opened, db: undefined as never });
  const answer = await fetch(`${base}/log/tile/1/000.p/1`);
  serveDb(opened);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([500, "no-store"]);
  expect((await fetch(`${base}/log/tile/1/000.p/1`)).status).toBe(200);
});
