import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { addCheckpoint } from "#lib/adapters/witness-client";
import type { WatchedLog, WitnessVerdict } from "#lib/adapters/witness-judge";
import { formatWitnessRequest } from "#lib/adapters/witness-request";
import { checkpointPath } from "#lib/adapters/witness-server";
import { openWitnessMemory } from "#lib/adapters/witness-state";
import { fromHex } from "#lib/ledger/hex";
import { addSignatures, formatNote, parseNote, parseSignatureLines, signNote, verifyNote } from "#lib/ledger/note";
import { makeSignerKey, makeVerifierKey, parseVerifierKey } from "#lib/ledger/vkey";
import { refusalText } from "#lib/refusal";
import { sha256 } from "#lib/services/hash";
import { logKey, makeLog, startWitness, witnessKey } from "#tests/support/witness";
import vkeys from "../vectors/vkeys.json";
import vectors from "../vectors/witness-add-checkpoint.json";

const root = mkdtempSync(join(tmpdir(), "assay-witness-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newPath = () => join(mkdtempSync(join(root, "w")), "witness.state");

const post = (url: string, body: BodyInit) => fetch(`${url}/add-checkpoint`, { method: "POST", body });

describe("litewitness's own requests, in their order", () => {
  const logsOf = (file: string): WatchedLog[] => {
    const key = vectors.cases.find((one) => one.file === file)?.sigsumLogKey;
    if (key) {
      const origin = /^sigsum\.org\/v1\/tree\/\S+562$/m.exec(vectors.cases[0]?.body ?? "")?.[0] ?? "";
      return [{ origin, keys: [makeVerifierKey(origin, 1, fromHex(key))] }];
    }
    const parsed = parseVerifierKey(vkeys.cases.find(({ vkey }) => vkey.startsWith("sum.golang.org+"))?.vkey ?? "");
    return parsed.ok ? [{ origin: "go.sum database tree", keys: [parsed.key] }] : [];
  };

  it("has all 11 cases", () => expect(vectors.cases).toHaveLength(11));

  it.each([...new Set(vectors.cases.map(({ file }) => file))])("%s", async (file) => {
    const witness = await startWitness(newPath(), { isNew: true, logs: logsOf(file) });
    try {
      for (const { body, status, asserts } of vectors.cases.filter((one) => one.file === file)) {
        const answer = await post(witness.url, body);
        const text = await answer.text();
        // litewitness says 403 to an unknown log, tlog-witness 404.
        const expected = asserts.includes("unknown log") ? 404 : status;
        expect([answer.status, asserts]).toEqual([expected, asserts]);
        const [, part] = /contains "(.*)"$/.exec(asserts) ?? [];
        if (status === 409) expect(`body == ${JSON.stringify(text)}`).toBe(asserts);
        else expect(text).toContain(part?.replace("example.com/witness", witnessKey.name));
      }
    } finally {
      await witness.stop();
    }
  });
});

describe("a witness", () => {
  const log = makeLog(300);
  const path = newPath();
  const verdicts: WitnessVerdict[] = [];
  let witness: Awaited<ReturnType<typeof startWitness>>;
  let isNew = true;
  beforeEach(async () => {
    witness = await startWitness(path, { isNew, onVerdict: (verdict) => verdicts.push(verdict) });
    isNew = false;
  });
  afterEach(() => witness.stop());
  const ask = (oldSize: number, size: number, by = log) =>
    addCheckpoint(witness.url, { oldSize, proof: by.proof(oldSize, size), note: by.note(size) }, 5_000);

  it("cosigns the first checkpoint that it sees, and its line verifies with its time", async () => {
    const answer = await ask(0, 10);
    if (!answer.ok) throw new Error(answer.reason);
    const parsed = parseNote(log.note(10));
    if (!parsed.ok) throw new Error(parsed.reason);
    const cosigned = addSignatures(parsed.note, answer.lines);
    expect(verifyNote(cosigned, [logKey, witnessKey])).toMatchObject({ ok: true, verified: [logKey, witnessKey] });
    expect(verdicts.at(-1)).toMatchObject({ status: 200, checkpoint: { size: 10 } });
  });

  it("remembers it over a restart, says so to whoever is behind, and goes on from there", async () => {
    expect(await ask(0, 20)).toEqual({ ok: false, reason: "conflict", size: 10 });
    expect(await ask(10, 20)).toMatchObject({ ok: true });
    expect(await ask(20, 20)).toMatchObject({ ok: true });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("shows what it cosigned, with the log's signature and its own", async () => {
    const shown = await fetch(witness.url + checkpointPath(logKey.name, sha256));
    const parsed = parseNote(await shown.text());
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.note.text).toBe(log.text(20));
    expect(verifyNote(parsed.note, [logKey, witnessKey])).toMatchObject({ verified: [logKey, witnessKey] });
    expect((await fetch(witness.url + checkpointPath("another log", sha256))).status).toBe(404);
    expect((await fetch(`${witness.url}/nothing`)).status).toBe(404);
    expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(405);
  });

  it("does not cosign another history: not the same size, not a longer one, with any proof", async () => {
    const fork = makeLog(300, "b", 15);
    expect(await ask(20, 20, fork)).toEqual({ ok: false, reason: "conflict", size: 20 });
    expect(verdicts.at(-1)).toMatchObject({ status: 409, fork: { note: fork.note(20) } });
    expect(await ask(20, 30, fork)).toMatchObject({ reason: "refused", detail: expect.stringContaining("status 422") });
    const mixed = await addCheckpoint(
      witness.url,
      { oldSize: 20, proof: log.proof(20, 30), note: fork.note(30) },
      5_000,
    );
    expect(mixed).toMatchObject({ reason: "refused", detail: expect.stringContaining("root_mismatch") });
  });

  it("passes over signatures that it does not know, and refuses a known key's that fails", async () => {
    const stranger = makeSignerKey("stranger.example.test", 1, new Uint8Array(32).fill(7));
    const parsed = parseNote(log.note(21));
    if (!parsed.ok) throw new Error(parsed.reason);
    const request = (note: string) => ({ oldSize: 20, proof: log.proof(20, 21), note });
    const byStranger = signNote(log.text(21), [stranger]);
    const forged = addSignatures(parsed.note, signNote("other\n", [logKey]).signatures);
    for (const note of [byStranger, forged]) {
      const answer = await addCheckpoint(witness.url, request(formatNote(note)), 5_000);
      expect(answer).toMatchObject({ reason: "refused", detail: expect.stringContaining("status 403") });
    }
    const both = addSignatures(parsed.note, byStranger.signatures);
    expect(await addCheckpoint(witness.url, request(formatNote(both)), 5_000)).toMatchObject({ ok: true });
    expect(witness.memory.latest(logKey.name)?.note).not.toContain(stranger.name);
  });

  const good = { oldSize: 21, proof: log.proof(21, 40), note: log.note(40) };
  it.each([
    ["an empty body", 400, ""],
    ["no UTF-8", 400, new Uint8Array([0xff, 10, 10])],
    ["no old size", 400, formatWitnessRequest(good).replace("old 21\n", "")],
    ["a leading zero", 400, formatWitnessRequest(good).replace("old 21", "old 021")],
    ["a negative size", 400, formatWitnessRequest(good).replace("old 21", "old -1")],
    ["a size past 2^53", 400, formatWitnessRequest(good).replace("old 21", "old 9007199254740993")],
    ["a proof line that is no hash", 400, formatWitnessRequest({ ...good, proof: [new Uint8Array(31)] })],
    ["64 proof lines", 400, formatWitnessRequest({ ...good, proof: Array<Uint8Array>(64).fill(new Uint8Array(32)) })],
    ["no checkpoint", 400, "old 21\n\n"],
    ["no signature", 400, formatWitnessRequest({ ...good, note: log.text(40) })],
    ["Windows line ends", 400, formatWitnessRequest(good).replaceAll("\n", "\r\n")],
    ["an old size past the checkpoint's", 400, formatWitnessRequest({ ...good, oldSize: 41 })],
    ["another log", 404, formatWitnessRequest(good).replaceAll(logKey.name, "nobody.example.test")],
    ["a changed size", 403, formatWitnessRequest(good).replace("\n40\n", "\n41\n")],
    ["an empty proof", 422, formatWitnessRequest({ ...good, proof: [] })],
    ["a proof cut short", 422, formatWitnessRequest({ ...good, proof: good.proof.slice(1) })],
    ["a proof in another order", 422, formatWitnessRequest({ ...good, proof: [...good.proof].reverse() })],
    ["too much", 413, "x".repeat(300_000)],
  ])("refuses %s with %i, and remembers nothing of it", async (_, status, body) => {
    const before = readFileSync(path);
    const answer = await post(witness.url, body);
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain("— ");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("of requests at the same time cosigns one for each step, and never goes back", async () => {
    const sizes = Array.from({ length: 40 }, (_, at) => 60 + ((at * 7) % 40));
    const answers = await Promise.all(sizes.map((size) => ask(21, size)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const won = sizes[answers.findIndex(({ ok }) => ok)];
    for (const answer of answers) if (!answer.ok) expect(answer).toEqual({ ok: false, reason: "conflict", size: won });
    expect(witness.memory.latest(logKey.name)?.checkpoint.size).toBe(won);
    expect((await openWitnessMemory(path)).latest(logKey.name)?.checkpoint.size).toBe(won);
  });

  it("answers nothing that it could not store", async () => {
    const size = witness.memory.latest(logKey.name)?.checkpoint.size ?? 0;
    const errors: unknown[] = [];
    const full = { ...witness.memory, store: () => Promise.reject(new Error("no space left")) };
    const broken = await startWitness(path, { memory: full, onError: (error) => errors.push(error) });
    const answer = await addCheckpoint(
      broken.url,
      { oldSize: size, proof: log.proof(size, 200), note: log.note(200) },
      5_000,
    );
    await broken.stop();
    expect(answer).toMatchObject({ reason: "refused", detail: expect.stringContaining("status 500") });
    expect(errors).toHaveLength(1);
    expect(await ask(size, 201)).toMatchObject({ ok: true });
  });
});

describe("an empty log", () => {
  it("is cosigned with the root of nothing, and with no other", async () => {
    const witness = await startWitness(newPath(), { isNew: true });
    const empty = makeLog(0);
    const wrong = formatNote(signNote(empty.text(0).replace(/^[A-Za-z0-9+/]{43}=$/m, `${"A".repeat(43)}=`), [logKey]));
    const ask = (note: string) => addCheckpoint(witness.url, { oldSize: 0, proof: [], note }, 5_000);
    expect(await ask(wrong)).toMatchObject({ reason: "refused", detail: expect.stringContaining("status 422") });
    expect(await ask(empty.note(0))).toMatchObject({ ok: true });
    const grown = makeLog(5);
    const withProof = { oldSize: 0, proof: grown.proof(2, 5), note: grown.note(5) };
    expect(await addCheckpoint(witness.url, withProof, 5_000)).toMatchObject({ reason: "refused" });
    expect(await ask(grown.note(5))).toMatchObject({ ok: true });
    await witness.stop();
  });
});

describe("a body that stalls", () => {
  it("is cut after ten seconds, however slowly the rest might come", async () => {
    const witness = await startWitness(newPath(), { isNew: true });
    const from = Date.now();
    const socket = connect(Number(new URL(witness.url).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => {});
    socket.write("POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nold 20\n");
    await new Promise((closed) => socket.on("close", closed));
    expect(Date.now() - from).toBeLessThan(60_000);
    expect(answer).toContain("408");
    await witness.stop();
  });
});

describe("its memory", () => {
  it.each(["", "{}", '{"v":1}', '{"notes":["x"],"v":1}', '{"notes":[],"v":2}', "null", '{"v":1,"notes":[]}'])(
    "refuses to start on %j",
    async (text) => {
      const path = newPath();
      writeFileSync(path, text);
      const error: unknown = await openWitnessMemory(path).catch((thrown: unknown) => thrown);
      expect(refusalText(error)).toContain(path);
    },
  );

  it("passes over what a write left half done", async () => {
    const path = newPath();
    const log = makeLog(9);
    const first = await startWitness(path, { isNew: true });
    const lines = await (
      await post(first.url, formatWitnessRequest({ oldSize: 0, proof: [], note: log.note(4) }))
    ).text();
    expect(parseSignatureLines(lines)).toHaveLength(1);
    await first.stop();
    writeFileSync(`${path}.new`, '{"notes":["half');
    const second = await startWitness(path);
    expect(second.memory.latest(logKey.name)?.checkpoint.size).toBe(4);
    const next = { oldSize: 4, proof: log.proof(4, 9), note: log.note(9) };
    expect(await addCheckpoint(second.url, next, 5_000)).toMatchObject({ ok: true });
    await second.stop();
  });
});
