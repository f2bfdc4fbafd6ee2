import { expect, it } from "vitest";
import { type LogMemory, sizeOfNote, type WatchAnswer, watchLog } from "#lib/domain/log-watch";
import { formatVerifierKey } from "#lib/ledger/vkey";
import { testSigner } from "#tests/support/log";
import { type ServedLog, servedLog } from "#tests/support/served-log";

const now = new Date("2026-11-23T12:00:00Z");

async function look(log: ServedLog, memory?: LogMemory, pause = async () => {}): Promise<WatchAnswer> {
  return watchLog({ fetchBytes: async (path) => log.files.get(path), memory, now, pause });
}

async function believe(log: ServedLog, memory?: LogMemory): Promise<LogMemory> {
  const answer = await look(log, memory);
  if (answer.state !== "believed") throw new Error(`not believed: ${JSON.stringify(answer)}`);
  return answer.memory;
}

const reasonOf = (answer: WatchAnswer) => (answer.state === "alarm" ? answer.memory.alarm.reason : answer);

it("believes the log at first sight, and then only what leads up from it", async () => {
  const log = servedLog().grow(5);
  const first = await look(log);
  expect(first).toMatchObject({ state: "believed", from: null, memory: { seenAt: now.toISOString() } });
  let memory = await believe(log);
  expect(memory.vkeys).toEqual([formatVerifierKey(testSigner())]);
  for (const more of [0, 1, 250, 1, 600]) {
    const from = sizeOfNote(memory.note, memory.vkeys);
    const answer = await look(log.grow(more), memory);
    expect(answer).toMatchObject({ state: "believed", from });
    memory = await believe(log, memory);
  }
  expect(sizeOfNote(memory.note, memory.vkeys)).toBe(857);
});

it("raises the alarm at another history, of the same size or longer, and stays with it", async () => {
  const memory = await believe(servedLog("a").grow(300));
  for (const size of [300, 301, 1_000]) {
    expect(reasonOf(await look(servedLog("b").grow(size), memory))).toBe("fork");
  }
  const alarmed = await look(servedLog("b").grow(300), memory);
  if (alarmed.state !== "alarm") throw new Error("no alarm");
  expect(alarmed.memory.note).toBe(memory.note);
  // The right log again does not undo what was seen.
  expect(reasonOf(await look(servedLog("a").grow(300), alarmed.memory))).toBe("fork");
});

it("asks once more before a shorter log is an alarm: a cache may be behind", async () => {
  const log = servedLog().grow(40);
  const memory = await believe(log);
  const short = servedLog().grow(30);
  expect(reasonOf(await look(short, memory))).toBe("shorter");
  const late = await look(short, memory, async () => void short.grow(20));
  expect(late).toMatchObject({ state: "believed", from: 40 });
});

it("learns a new key while the old one signs beside it, and does not believe one that comes alone", async () => {
  const [old, fresh] = [testSigner(1), testSigner(2)];
  const log = servedLog().grow(3, old);
  const before = await believe(log);
  expect(reasonOf(await look(servedLog().grow(4, fresh), before))).toBe("other_key");
  const both = await believe(log.grow(1, old, fresh), before);
  expect(both.vkeys).toEqual([old, fresh].map((key) => formatVerifierKey(key)));
  const after = await believe(log.grow(1, fresh), both);
  expect(after.vkeys).toEqual([formatVerifierKey(fresh)]);
});

it("names a log that begins anew under another name", async () => {
  const memory = await believe(servedLog().grow(3));
  const other = servedLog().grow(3, testSigner(3, "other.example.test/log"));
  expect(reasonOf(await look(other, memory))).toBe("other_log");
});

it("learns nothing from a log that is absent, broken or incomplete, and raises no alarm", async () => {
  const log = servedLog().grow(300);
  const memory = await believe(log);
  const grown = servedLog().grow(700);
  for (const path of [...grown.files.keys()].filter((name) => name.startsWith("tile/0"))) grown.files.delete(path);
  expect(await look(grown, memory)).toEqual({ state: "unknown", reason: "tiles_missing" });
  const broken = servedLog().grow(300);
  broken.files.set("checkpoint", new TextEncoder().encode("<html>Bad gateway</html>"));
  expect(await look(broken, memory)).toEqual({ state: "unknown", reason: "no_checkpoint" });
  expect(await look(broken)).toEqual({ state: "unknown", reason: "no_checkpoint" });
  expect(await look({ ...log, files: new Map() }, memory)).toEqual({ state: "unknown", reason: "no_log" });
});
