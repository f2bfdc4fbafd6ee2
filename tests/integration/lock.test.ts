import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLock } from "#db/lock";
import { refusalText } from "#lib/refusal";
import { bundleOf } from "#tests/support/bundle";
import { finish, startChild, untilOutput } from "#tests/support/child";

const startHolder = async (path: string, holdMs = 600_000) =>
  startChild(process.execPath, [await bundleOf("tests/support/lock-child.ts"), path, String(holdMs)]);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-lock-"));
  path = join(folder, "db.lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function killedHolder(): Promise<void> {
  const holder = await startHolder(path);
  await untilOutput(holder, "taken");
  holder.kill("SIGKILL");
  await finish(holder);
}

test("a second opener is refused, told who holds the lock and what to do", async () => {
  const holder = await startHolder(path);
  await untilOutput(holder, "taken");
  const text = await takeLock(path).then(
    () => "",
    (error) => refusalText(error) ?? "",
  );
  holder.kill();
  await finish(holder);
  expect(text).toContain(`process ${holder.pid} on `);
  expect(text).toContain("DATA_DIR");
});

test("the same process cannot take it twice", async () => {
  const lock = await takeLock(path);
  await expect(takeLock(path)).rejects.toThrow();
  lock.release();
  (await takeLock(path)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a process that ends in order leaves no lock", async () => {
  const ended = await finish(await startHolder(path, 1));
  expect(ended.code).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test("the lock of a killed process is taken over", async () => {
  await killedHolder();
  expect(existsSync(path)).toBe(true);
  const lock = await takeLock(path);
  expect(JSON.parse(readFileSync(path, "utf8")).pid).toBe(process.pid);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("of many that find a dead holder's lock at once, exactly one takes it over", async () => {
  await killedHolder();
  const racers = await Promise.all(Array.from({ length: 8 }, () => startHolder(path)));
  const ended = racers.map(finish);
  // Whoever has it keeps it until all have tried, however slowly some of them start.
  const answers = racers.map(
    (racer) => new Promise<string>((said) => racer.stdout?.once("data", (data) => said(String(data)))),
  );
  const words = (await Promise.all(answers)).map((answer) => answer.split(/\s/, 1)[0]);
  for (const racer of racers) racer.kill();
  await Promise.all(ended);
  expect(words.sort()).toEqual([...Array(7).fill("refused"), "taken"]);
});

test("a reused pid is not taken for the holder", async () => {
  (await takeLock(path)).release();
  const holder = await startHolder(path);
  await untilOutput(holder, "taken");
  const written = JSON.parse(readFileSync(path, "utf8"));
  holder.kill("SIGKILL");
  await finish(holder);
  // This process lives under the pid that the file now names, but it started at another time.
  writeFileSync(path, JSON.stringify({ ...written, pid: process.pid, startedAt: "1" }));
  (await takeLock(path)).release();
});

test("a holder in another container is judged by its beacon, one on another machine is never robbed", async () => {
  await killedHolder();
  const written = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...written, host: "elsewhere", boot: "another" }));
  await expect(takeLock(path)).rejects.toThrow();
  writeFileSync(path, JSON.stringify({ ...written, host: "elsewhere", namespace: "pid:[1]" }));
  (await takeLock(path)).release();

  const holder = await startHolder(path);
  await untilOutput(holder, "taken");
  const live = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...live, host: "elsewhere", namespace: "pid:[1]", pid: 999_999 }));
  await expect(takeLock(path)).rejects.toThrow();
  holder.kill();
  await finish(holder);
});

test("a lock file that cannot be understood is refused, not removed", async () => {
  writeFileSync(path, "garbage");
  const text = await takeLock(path).then(
    () => "",
    (error) => refusalText(error) ?? "",
  );
  expect(text).toContain("cannot be understood");
  expect(readFileSync(path, "utf8")).toBe("garbage");
});
