import { expect, it } from "vitest";
import type { EntryBody } from "#lib/domain/entry";
import { finishRecompute, type Recomputed, readOn, resultOf, startRecompute } from "#lib/domain/recompute";
import { parseCheckpoint } from "#lib/ledger/checkpoint";
import { parseNote } from "#lib/ledger/note";
import { sha256 } from "#lib/services/hash";
import { bytesOf, makeHistory } from "#tests/support/audit-history";
import { logWriter } from "#tests/support/audit-log";

type Transfer = Extract<EntryBody, { kind: "transfer.posted" }>;

/** The log of these entries, as files by path. */
function filesOf(bodies: readonly EntryBody[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const writer = logWriter((path, bytes) => files.set(path, bytes));
  for (const bytes of bytesOf(bodies)) writer.add(bytes);
  writer.publish();
  return files;
}

function headOf(files: Map<string, Uint8Array>) {
  const note = parseNote(files.get("checkpoint") ?? "");
  const parsed = note.ok ? parseCheckpoint(note.note.text) : undefined;
  if (!parsed?.ok) throw new Error("no checkpoint");
  return parsed.checkpoint;
}

/** The account of each person, and what the transfers say of it, added up without any of the code under test. */
function booksOf(bodies: readonly EntryBody[]): Map<string, { account: string; moves: Transfer[]; balance: number }> {
  const people = new Map<string, { account: string; moves: Transfer[]; balance: number }>();
  for (const body of bodies) {
    if (body.kind === "account.opened" && body.accountKind === "user_available" && body.owner)
      people.set(body.owner, { account: body.account, moves: [], balance: 0 });
    if (body.kind !== "transfer.posted") continue;
    for (const book of people.values()) {
      const sign = Number(body.credit === book.account) - Number(body.debit === book.account);
      if (sign !== 0) book.moves.push(body);
      book.balance += sign * body.amount;
    }
  }
  return people;
}

async function recompute(userId: string, bodies: readonly EntryBody[], steps: readonly number[]): Promise<Recomputed> {
  const run = startRecompute(userId);
  for (const size of [...steps, bodies.length]) {
    const files = filesOf(bodies.slice(0, size));
    const progress: number[] = [];
    await readOn(run, {
      fetchBytes: async (path) => files.get(path),
      head: headOf(files),
      hash: sha256,
      onProgress: (done) => progress.push(done),
    });
    expect(progress.at(-1) ?? size).toBe(size);
    expect(resultOf(run).size).toBe(size);
  }
  return finishRecompute(run);
}

const bodies = makeHistory(7, 400);

it("gives every person the balance, the score and the transfers that the log has, read at once or on and on", async () => {
  const books = booksOf(bodies);
  expect(books.size).toBeGreaterThan(5);
  for (const [userId, book] of books) {
    const result = await recompute(userId, bodies, []);
    expect(result.balance).toBe(book.balance);
    expect(result.lines.map(({ id }) => id)).toEqual(book.moves.map(({ id }) => id));
    expect(result.lines.at(-1)?.balance ?? 0).toBe(book.balance);
    // All of a person's points come from awards and fees, and only corrections take some away.
    expect(result.score.points).toBe(book.balance);
    for (const { index, id } of result.lines) expect(bodies[index]?.id).toBe(id);
    expect(result.checks.map(({ faults }) => faults)).toEqual(result.checks.map(() => 0));
    expect(await recompute(userId, bodies, [1, 300, 301, 700])).toEqual(result);
  }
});

it("gives nothing to somebody the log does not know", async () => {
  const result = await recompute("01990000-0000-7000-8000-000000000000", bodies, []);
  expect(result).toMatchObject({ balance: 0, lines: [], score: { points: 0, accepted: 0, decided: 0, reviews: 0 } });
});

it("finds points that were written in without a cause, whoever got them", async () => {
  const at = bodies.findLastIndex((body) => body.kind === "transfer.posted" && body.transferKind === "award");
  const forged = bodies.map((body, index) =>
    index === at && body.kind === "transfer.posted" ? { ...body, amount: body.amount + 1_000 } : body,
  );
  const [stranger = ""] = [...booksOf(bodies).keys()];
  const { checks } = await recompute(stranger, forged, []);
  expect(checks.filter(({ faults }) => faults > 0).map(({ name }) => name)).toContain("payments");
});

it("names a changed byte of the log and replays nothing beyond it", async () => {
  const files = filesOf(bodies);
  const path = [...files.keys()].find((name) => name.startsWith("tile/entries/001"));
  const bytes = files.get(path ?? "");
  if (!path || !bytes) throw new Error("the history is too short");
  files.set(path, bytes.with(100, (bytes[100] ?? 0) ^ 1));
  const [userId = ""] = [...booksOf(bodies).keys()];
  const run = startRecompute(userId);
  await readOn(run, {
    fetchBytes: async (name) => files.get(name),
    head: headOf(files),
    hash: sha256,
    onProgress() {},
  });
  const { size, logFaults } = finishRecompute(run);
  expect(size).toBe(256);
  expect(logFaults).toMatchObject({ count: 1, first: { path } });
});
