import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { finish, runChild, startChild, untilOutput } from "#tests/support/child";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-start-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const startWith = (env: Record<string, string>, nodeArgs: string[] = []) =>
  runChild(process.execPath, [...nodeArgs, "bin/start.mjs"], { DATABASE_URL: "", DATA_DIR: folder, ...env });
const assay = (args: string[], env: Record<string, string>) =>
  runChild(process.execPath, ["--import", "tsx", "bin/assay.ts", ...args], {
    DATABASE_URL: "",
    DATA_DIR: folder,
    ...env,
  });

/** One message, no stack trace, a code that says failure. */
function expectRefusal(result: { code: number | null; stderr: string }, ...words: (string | RegExp)[]): void {
  expect(result.code).toBe(1);
  for (const word of words) expect(result.stderr).toMatch(word);
  expect(result.stderr).not.toMatch(/^\s+at /m);
}

test("a busy port is refused, and the program that holds it is named", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const result = await startWith({ PORT: String(port) });
  server.close();
  expectRefusal(result, `Port ${port} is in use`, `PORT=${port + 1} npm start`);
  if (process.platform === "linux") expect(result.stderr).toContain(`process ${process.pid} `);
});

test("a port that is no port is refused", async () => {
  expectRefusal(await startWith({ PORT: "http" }), 'PORT is "http"', "1 to 65535");
});

test("an old Node is refused by version, before anything of it is used", async () => {
  const pretend = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.0'}})";
  const result = await startWith({}, ["--import", `data:text/javascript,${pretend}`]);
  expectRefusal(result, "needs Node 20.19 or newer", "nodejs.org");
});

test("a data folder that cannot be written is refused by name", async () => {
  writeFileSync(join(folder, "file"), "");
  const result = await startWith({ PORT: "31999", DATA_DIR: join(folder, "file", "data") });
  expectRefusal(result, join(folder, "file", "data"), "DATA_DIR");
});

test("a full disk is refused with the amount that is missing", async () => {
  const url = new URL("../../bin/start-check.mjs", import.meta.url).href;
  const { checkSpace } = (await import(url)) as {
    checkSpace(folder: string, neededMb: number, what: string, statfs: () => { bavail: number; bsize: number }): void;
  };
  const disk = () => ({ bavail: 100, bsize: 1_000_000 });
  expect(() => checkSpace("/x", 1500, "installing", disk)).toThrow(
    /needs about 1500 MB and 100 MB are free. Free at least 1400 MB/,
  );
  expect(() => checkSpace("/x", 100, "installing", disk)).not.toThrow();
});

test("a second process on the same data folder is refused, and the first one named", async () => {
  const holder = startChild(process.execPath, [
    "--import",
    "tsx",
    "tests/support/lock-child.ts",
    join(folder, "db.lock"),
  ]);
  await untilOutput(holder, "taken");
  const result = await assay(["migrate"], {});
  holder.kill();
  await finish(holder);
  expectRefusal(result, `in use by process ${holder.pid}`, "DATA_DIR");
});

test("an unreachable PostgreSQL is refused by address, without the password", async () => {
  const result = await assay(["migrate"], { DATABASE_URL: "postgres://assay:hunter2@127.0.0.1:9/assay" });
  expectRefusal(result, "Nothing answers at 127.0.0.1:9/assay");
  expect(result.stdout + result.stderr).not.toContain("hunter2");
  expect(readdirSync(folder)).toEqual([]);
});

test("a bad variable is refused by name", async () => {
  expectRefusal(await assay(["migrate"], { LOG_LEVEL: "loud" }), 'LOG_LEVEL is "loud"');
});
