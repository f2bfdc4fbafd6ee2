import { describe, expect, it } from "vitest";
import { type EntryBody, entrySchemas } from "#lib/domain/entry";
import { countOpen, endReplay, replayEntry } from "#lib/domain/replay";
import { type ReplayFault, type ReplayReason, replayChecks } from "#lib/domain/replay-fault";
import { restoreReplay, snapshotReplay } from "#lib/domain/replay-snapshot";
import { newReplay, type Replay } from "#lib/domain/replay-state";
import { sha256 } from "#lib/services/hash";
import { bytesOf, makeHistory } from "#tests/support/audit-history";
import fc from "#tests/support/property";

function replayAll(entries: readonly Uint8Array[], replay: Replay = newReplay()): Replay {
  for (const bytes of entries) replayEntry(replay, bytes, { hash: sha256 });
  return replay;
}

const faultsIn = (replay: Replay): ReplayFault[] => replayChecks.flatMap((check) => replay.tallies[check].first);

function faultsOf(bodies: readonly EntryBody[]): ReplayFault[] {
  const replay = replayAll(bytesOf(bodies));
  endReplay(replay);
  return faultsIn(replay);
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe("a valid history", () => {
  it("replays without a fault, whatever happened in it, and its points add up", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 300 }), (seed, acts) => {
        const bodies = makeHistory(seed, acts);
        for (const body of bodies.slice(-50)) entrySchemas[body.kind].parse(body);
        const replay = replayAll(bytesOf(bodies));
        expect(countOpen(replay)).toBe(0);
        const { minted, treasury, project_budget, project_reserved, user_available } = endReplay(replay);
        expect(faultsIn(replay)).toEqual([]);
        expect(treasury + project_budget + project_reserved + user_available).toBe(minted);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same when it is stored at any point and gone on with", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const entries = bytesOf(makeHistory(seed, 120));
        const cut = Math.floor(entries.length * share);
        const whole = replayAll(entries);
        const stored = snapshotReplay(replayAll(entries.slice(0, cut)));
        const resumed = replayAll(entries.slice(cut), restoreReplay(stored));
        expect(snapshotReplay(resumed).text).toBe(snapshotReplay(whole).text);
        expect(endReplay(resumed)).toEqual(endReplay(whole));
        expect(resumed.tallies).toEqual(whole.tallies);
      }),
      { numRuns: 40 },
    );
  });
});

type Of<K extends EntryBody["kind"]> = Extract<EntryBody, { kind: K }>;
type TransferKind = Of<"transfer.posted">["transferKind"];

/** Where a body of the kind stands; the last one, so that enough came before it. */
function findLast<K extends EntryBody["kind"]>(
  bodies: readonly EntryBody[],
  kind: K,
  fits: (body: Of<K>, at: number) => boolean = () => true,
): { at: number; body: Of<K> } | undefined {
  const at = bodies.findLastIndex((body, index) => body.kind === kind && fits(body as Of<K>, index));
  return at < 0 ? undefined : { at, body: bodies[at] as Of<K> };
}
const lastTransfer = (bodies: readonly EntryBody[], transferKind: TransferKind) =>
  findLast(bodies, "transfer.posted", (body) => body.transferKind === transferKind);

type Tampered = { bodies: EntryBody[]; id: string };
const withBody = (bodies: readonly EntryBody[], at: number, body: EntryBody): Tampered => ({
  bodies: bodies.with(at, body),
  id: body.id,
});
const inserted = (bodies: readonly EntryBody[], at: number, body: EntryBody): Tampered => ({
  bodies: bodies.toSpliced(at, 0, body),
  id: body.id,
});
const NEW_ID = "0badc0de-0000-7000-8000-000000000001";

function changeTransfer(
  transferKind: TransferKind,
  change: (body: Of<"transfer.posted">) => Partial<Of<"transfer.posted">>,
) {
  return (bodies: EntryBody[]) => {
    const found = lastTransfer(bodies, transferKind);
    return found && withBody(bodies, found.at, { ...found.body, ...change(found.body) });
  };
}

/** Lies that an operator could write into a log and sign; each must be found, with the entry's id and its name. */
const lies: Record<string, { reason: ReplayReason; tell: (bodies: EntryBody[]) => Tampered | undefined }> = {
  "an award is one milli-point too high": {
    reason: "amount_wrong",
    tell: changeTransfer("award", (body) => ({ amount: body.amount + 1 })),
  },
  "a fee is one milli-point too low": {
    reason: "amount_wrong",
    tell: changeTransfer("fee", (body) => ({ amount: body.amount - 1 })),
  },
  "more is reserved than the price": {
    reason: "reserve_differs",
    tell: changeTransfer("reserve", (body) => ({ amount: body.amount + 1 })),
  },
  "a piece is erased twice": {
    reason: "erased_twice",
    tell: (bodies) => {
      const found = findLast(bodies, "contribution.erased");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID });
    },
  },
  "somebody else erases in the author's name": {
    reason: "erasure_cause_wrong",
    tell: (bodies) => {
      const found = findLast(bodies, "contribution.erased", (body) => body.cause === "author");
      return found && withBody(bodies, found.at, { ...found.body, actor: found.body.project });
    },
  },
  "a reward is paid twice": {
    reason: "paid_twice",
    tell: (bodies) => {
      const found = lastTransfer(bodies, "award");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID });
    },
  },
  "a fee goes to somebody who did not review": {
    reason: "not_owed",
    tell: (bodies) => {
      const award = lastTransfer(bodies, "award");
      return award && changeTransfer("fee", () => ({ credit: award.body.credit }))(bodies);
    },
  },
  "an award is posted for nothing": {
    reason: "not_owed",
    tell: (bodies) => {
      const found = lastTransfer(bodies, "award");
      return found && inserted(bodies, found.at, { ...found.body, id: NEW_ID, contribution: null });
    },
  },
  "more is spent than there is": {
    reason: "overdraft",
    tell: changeTransfer("fund", (body) => ({ amount: body.amount * 1_000 })),
  },
  "points come from the wrong account": {
    reason: "accounts_wrong",
    tell: (bodies) => {
      const mint = lastTransfer(bodies, "mint");
      return mint && changeTransfer("award", () => ({ debit: mint.body.debit }))(bodies);
    },
  },
  "an account takes part that was never opened": {
    reason: "account_unopened",
    tell: changeTransfer("award", () => ({ credit: NEW_ID })),
  },
  "an account pays itself": {
    reason: "same_account",
    tell: changeTransfer("award", (body) => ({ credit: body.debit })),
  },
  "a verdict says what its votes do not": {
    reason: "outcome_differs",
    tell: (bodies) => {
      const found = findLast(bodies, "verdict.reached", (body) => body.outcome === "rejected" && body.round < 5);
      return found && withBody(bodies, found.at, { ...found.body, outcome: "accepted" });
    },
  },
  "a verdict lists a vote otherwise than it was cast": {
    reason: "votes_differ",
    tell: (bodies) => {
      const found = findLast(bodies, "verdict.reached");
      const votes = found?.body.votes.map((vote, at) =>
        at === 0 ? { ...vote, decision: vote.decision === "accept" ? ("reject" as const) : ("accept" as const) } : vote,
      );
      return found && votes && withBody(bodies, found.at, { ...found.body, votes });
    },
  },
  "a verdict leaves a vote out": {
    reason: "votes_differ",
    tell: (bodies) => {
      const found = findLast(bodies, "verdict.reached");
      return found && withBody(bodies, found.at, { ...found.body, votes: found.body.votes.slice(1) });
    },
  },
  "a verdict falls without its reviews": {
    reason: "votes_differ",
    tell: (bodies) => {
      const found = findLast(bodies, "verdict.reached");
      const isVote = (body: EntryBody) =>
        body.kind === "review.cast" && found?.body.votes.some((vote) => vote.review === body.id);
      return found && { bodies: bodies.filter((body) => !isVote(body)), id: found.body.id };
    },
  },
  "a verdict names a rule nobody knows": {
    reason: "rule_unknown",
    tell: (bodies) => {
      const found = findLast(bodies, "verdict.reached");
      return found && withBody(bodies, found.at, { ...found.body, rule: "whim/1" });
    },
  },
  "a second verdict falls in the same round": {
    reason: "verdict_not_open",
    tell: (bodies) => {
      const found = findLast(bodies, "verdict.reached");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID });
    },
  },
  "a payment that is owed is left out": {
    reason: "unpaid",
    tell: (bodies) => {
      const found = lastTransfer(bodies, "award");
      const verdict = findLast(bodies, "verdict.reached", (body) => body.contribution === found?.body.contribution);
      return found && verdict && { bodies: bodies.toSpliced(found.at, 1), id: verdict.body.id };
    },
  },
  "somebody reviews their own work": {
    reason: "own_work",
    tell: (bodies) => {
      const found = findLast(bodies, "review.cast");
      const own = findLast(bodies, "contribution.submitted", (body) => body.contribution === found?.body.contribution);
      return found && own && withBody(bodies, found.at, { ...found.body, reviewer: own.body.author });
    },
  },
  "somebody reviews who was never let in": {
    reason: "no_role",
    tell: (bodies) => {
      const found = findLast(bodies, "review.cast");
      return found && withBody(bodies, found.at, { ...found.body, reviewer: NEW_ID });
    },
  },
  "one person votes twice": {
    reason: "voted_twice",
    tell: (bodies) => {
      const found = findLast(bodies, "review.cast");
      return found && inserted(bodies, found.at + 1, { ...found.body, id: NEW_ID });
    },
  },
  "a vote comes after the verdict": {
    reason: "vote_not_open",
    tell: (bodies) => {
      const found = findLast(bodies, "review.cast");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID });
    },
  },
  "a price is not the one whose hash was published": {
    reason: "policy_hash_differs",
    tell: (bodies) => {
      const found = findLast(bodies, "project.opened");
      const policy = found && { ...found.body.policy, acceptPrice: found.body.policy.acceptPrice + 1 };
      return found && policy && withBody(bodies, found.at, { ...found.body, policy });
    },
  },
  "a contribution comes in under a policy that does not exist": {
    reason: "policy_unknown",
    tell: (bodies) => {
      const found = findLast(bodies, "contribution.submitted");
      return found && withBody(bodies, found.at, { ...found.body, policyVersion: 999 });
    },
  },
  "a contribution comes in twice": {
    reason: "submitted_twice",
    tell: (bodies) => {
      const found = findLast(bodies, "contribution.submitted");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID });
    },
  },
  "a correction is made twice": {
    reason: "reversed_twice",
    tell: (bodies) => {
      const found = lastTransfer(bodies, "correct");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID });
    },
  },
  "a correction takes more than was paid": {
    reason: "reversal_differs",
    tell: changeTransfer("correct", (body) => ({ amount: body.amount + 1 })),
  },
  "a correction reverses what never was": {
    reason: "reversal_unknown",
    tell: changeTransfer("correct", () => ({ reverses: NEW_ID })),
  },
  "an account is opened twice": {
    reason: "account_opened_twice",
    tell: (bodies) => {
      const found = findLast(bodies, "account.opened");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID });
    },
  },
  "somebody gets a second account": {
    reason: "owner_has_account",
    tell: (bodies) => {
      const found = findLast(bodies, "account.opened");
      return found && inserted(bodies, bodies.length, { ...found.body, id: NEW_ID, account: NEW_ID });
    },
  },
  "an entry stands in the log twice": {
    reason: "id_repeated",
    tell: (bodies) => {
      const found = findLast(bodies, "review.cast");
      return found && inserted(bodies, bodies.length, found.body);
    },
  },
};

describe.each(Object.entries(lies))("%s", (_, { reason, tell }) => {
  it(`is found and named (${reason})`, () => {
    let told = 0;
    for (let seed = 1; seed <= 6; seed += 1) {
      const tampered = tell(makeHistory(seed, 160));
      if (!tampered) continue;
      told += 1;
      const faults = faultsOf(tampered.bodies);
      const named = faults.filter((fault) => fault.reason === reason);
      expect(
        named.map((fault) => fault.id),
        JSON.stringify(faults.slice(0, 3)),
      ).toContain(tampered.id);
    }
    expect(told).toBeGreaterThan(0);
  });
});

describe("bytes that are no entry", () => {
  const [first] = bytesOf(makeHistory(1, 0));
  const text = new TextDecoder().decode(first);
  const cases: [ReplayReason, string | Uint8Array][] = [
    ["not_utf8", Uint8Array.of(0x7b, 0xff)],
    ["not_json", "{"],
    ["not_json", ""],
    ["not_canonical", ` ${text}`],
    ["not_canonical", text.replace('"v":1', '"v":1.0')],
    ["not_canonical", text.replace(/^\{/, '{"at":"2026-10-01T08:00:00.000Z",')],
    ["unknown_kind", text.replace("account.opened", "account.gifted")],
    ["unknown_kind", text.replace("account.opened", "toString")],
    ["unknown_kind", "[]"],
    ["unknown_kind", "null"],
    ["wrong_fields", text.replace('"v":1', '"v":2')],
    ["wrong_fields", text.replace('"point"', '"dollar"')],
    [
      "wrong_fields",
      text.replace(
        /"id":"([0-9a-f-]+)"/,
        (_, id: string) => `"id":"${id.replace(/[a-f]/, (digit) => digit.toUpperCase())}"`,
      ),
    ],
  ];
  it.each(cases)("are refused as %s: %s", (reason, given) => {
    const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
    const replay = replayAll([bytes]);
    expect(faultsIn(replay).map((fault) => [fault.reason, fault.index])).toEqual([[reason, 0]]);
  });

  it("never make it throw, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map((json) => new TextEncoder().encode(json)),
        ),
        (bytes) => {
          expect(faultsIn(replayAll([bytes]))).toHaveLength(1);
        },
      ),
      { numRuns: 500 },
    );
  });
});

it("leaving any entry out, but one that nothing rests on, is found", () => {
  const bodies = makeHistory(11, 30);
  const rests = (body: EntryBody) =>
    body.kind !== "role.granted" && !(body.kind === "transfer.posted" && body.transferKind === "correct");
  const isSettled = (body: EntryBody) => body.kind !== "project.policy_changed" && body.kind !== "project.opened";
  const silent = bodies.filter(
    (body, at) => rests(body) && isSettled(body) && faultsOf(bodies.toSpliced(at, 1)).length === 0,
  );
  expect(silent).toEqual([]);
});

it("what is never paid is told of while the log goes on, not only at its end", () => {
  const bodies = makeHistory(21, 5_000);
  expect(bodies.length).toBeGreaterThan(25_000);
  const isAward = (body: EntryBody) => body.kind === "transfer.posted" && body.transferKind === "award";
  const at = bodies.findIndex(isAward);
  const replay = replayAll(bytesOf(bodies.toSpliced(at, 1)));
  expect(faultsIn(replay).map((fault) => fault.reason)).toEqual(["unpaid"]);
});
