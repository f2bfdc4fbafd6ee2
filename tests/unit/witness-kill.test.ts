import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCheckpoint } from "#lib/adapters/witness-client";
import { createWitnessMemory, openWitnessMemory } from "#lib/adapters/witness-state";
import { bundleOf } from "#tests/support/bundle";
import { finish, startChild } from "#tests/support/child";
import { logKey, makeLog } from "#tests/support/witness";

const root = mkdtempSync(join(tmpdir(), "assay-witness-kill-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const log = makeLog(400);
const request = (oldSize: number, size: number) => ({ oldSize, proof: log.proof(oldSize, size), note: log.note(size) });
const remembered = async (path: string) => (await openWitnessMemory(path)).latest(logKey.name)?.checkpoint.size ?? 0;

async function start(path: string, gap = "") {
  const child = startChild(process.execPath, [await bundleOf("tests/support/witness-child.ts"), path, gap]);
  const ended = finish(child);
  const url = await new Promise<string>((resolve, reject) => {
    let seen = "";
    child.stdout?.on("data", (data) => {
      seen += data;
      const [, found] = /at (\S+) \./.exec(seen) ?? [];
      if (found) resolve(found);
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { url, end: () => child.kill("SIGKILL"), ended };
}

async function newMemory(name: string) {
  const path = join(root, name);
  await createWitnessMemory(path);
  return path;
}

describe("a witness that is killed", () => {
  let path = "";
  beforeAll(async () => {
    path = await newMemory("gap.state");
  });

  it("between check and store has answered nothing and remembers nothing", async () => {
    const witness = await start(path, "before");
    expect(await addCheckpoint(witness.url, request(0, 5), 10_000)).toMatchObject({ reason: "unreachable" });
    expect((await witness.ended).signal).toBe("SIGKILL");
    expect(await remembered(path)).toBe(0);
  });

  it("between store and answer remembers, says so, and cosigns the same checkpoint for whoever asks again", async () => {
    const witness = await start(path, "after");
    expect(await addCheckpoint(witness.url, request(0, 5), 10_000)).toMatchObject({ reason: "unreachable" });
    expect((await witness.ended).signal).toBe("SIGKILL");
    expect(await remembered(path)).toBe(5);
    const again = await start(path);
    expect(await addCheckpoint(again.url, request(0, 5), 10_000)).toEqual({ ok: false, reason: "conflict", size: 5 });
    expect(await addCheckpoint(again.url, request(5, 5), 10_000)).toMatchObject({ ok: true });
    again.end();
    await again.ended;
  });

  it("between check and store cosigns one history only, whichever comes first after its restart", async () => {
    const file = await newMemory("fork.state");
    const [one, other] = [makeLog(30, "a"), makeLog(30, "b", 3)];
    const ask = (url: string, by: typeof one, oldSize: number, size: number) =>
      addCheckpoint(url, { oldSize, proof: by.proof(oldSize, size), note: by.note(size) }, 10_000);
    const killed = await start(file, "before");
    expect(await ask(killed.url, one, 0, 9)).toMatchObject({ reason: "unreachable" });
    await killed.ended;
    const again = await start(file);
    expect(await ask(again.url, other, 0, 9)).toMatchObject({ ok: true });
    expect(await ask(again.url, one, 0, 9)).toEqual({ ok: false, reason: "conflict", size: 9 });
    expect(await ask(again.url, one, 9, 9)).toEqual({ ok: false, reason: "conflict", size: 9 });
    expect(await ask(again.url, one, 9, 20)).toMatchObject({ reason: "refused" });
    expect(await ask(again.url, other, 9, 20)).toMatchObject({ ok: true });
    again.end();
    await again.ended;
  });

  it("at any moment remembers whatever it has ever answered", async () => {
    const file = await newMemory("random.state");
    let answered = 0;
    let size = 0;
    for (let round = 0; round < 5; round += 1) {
      const witness = await start(file);
      let isTimed = false;
      for (let alive = true; alive && size < 399; ) {
        const answer = await addCheckpoint(witness.url, request(size, size + 1), 10_000);
        if (answer.ok) size += 1;
        else if (answer.reason === "conflict") size = answer.size;
        else alive = false;
        // A size that it names is an answer, too.
        answered = size;
        // Counted from its first answer: how long that takes is the machine's matter.
        if (!isTimed) setTimeout(witness.end, 5 + round * 37);
        isTimed = true;
      }
      witness.end();
      await witness.ended;
      const now = await remembered(file);
      expect(now).toBeGreaterThanOrEqual(answered);
      // At most the one that was stored and not yet answered is ahead.
      expect(now).toBeLessThanOrEqual(answered + 1);
    }
    expect(answered).toBeGreaterThan(0);
  });
});
