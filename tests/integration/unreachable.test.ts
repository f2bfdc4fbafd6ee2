import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openDb } from "#db/client";
import { isUnreachable } from "#db/postgres";
import { refusalText } from "#lib/refusal";

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers the start-up packet with one PostgreSQL error. */
async function failingServer(code: string, message: string): Promise<number> {
  const answer = (socket: Socket) => {
    const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
    const head = Buffer.alloc(5);
    head.write("E");
    head.writeInt32BE(fields.length + 4, 1);
    socket.once("data", () => socket.end(Buffer.concat([head, fields])));
    socket.on("error", () => undefined);
  };
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return (started.address() as { port: number }).port;
}

async function complaint(databaseUrl: string): Promise<string> {
  const error = await openDb({ databaseUrl }).then(
    () => undefined,
    (caught) => caught,
  );
  return refusalText(error) ?? `no refusal: ${error}`;
}

test("a closed port is named, with what to do", async () => {
  const text = await complaint("postgres://assay:hunter2@127.0.0.1:9/assay");
  expect(text).toContain("Nothing answers at 127.0.0.1:9/assay");
  expect(text).not.toContain("hunter2");
});

test("an unknown host is named", async () => {
  expect(await complaint("postgres://assay:hunter2@no-such-host.invalid/assay")).toMatch(
    /unknown: no-such-host\.invalid:5432/,
  );
});

test.each([
  ["28P01", "password authentication failed", "refuses the sign-in"],
  ["3D000", 'database "assay" does not exist', "createdb"],
  ["53300", "too many connections", "no connection left"],
])("PostgreSQL's refusal %s is put into words that help", async (code, message, words) => {
  const port = await failingServer(code, message);
  const text = await complaint(`postgres://assay:hunter2@127.0.0.1:${port}/assay`);
  expect(text).toContain(words);
  expect(text).not.toContain("hunter2");
});

test("errors of a lost connection are told from other errors", () => {
  expect(isUnreachable(new Error("x", { cause: Object.assign(new Error("y"), { code: "ECONNREFUSED" }) }))).toBe(true);
  expect(isUnreachable(Object.assign(new Error("y"), { code: "23505" }))).toBe(false);
});
