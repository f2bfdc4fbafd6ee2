import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DeskItem } from "#lib/domain/desk";
import { AppError, type ErrorReason } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { ClaimEmpty, SkipReason } from "#lib/domain/review";
import type { ReviewChoice, ReviewOp } from "#lib/domain/review-desk";
import { DeskStore } from "../../components/desk/desk-store";

const SLOTS = ["a", "b", "c", "d", "e"].map((letter) => `00000000-0000-4000-8000-00000000000${letter}`);
const [A = "", B = "", C = "", D = ""] = SLOTS;
const accept = { decision: "accept", reason: null, feedback: null } as const;
const offline = () => new TypeError("Failed to fetch");
const refusal = (reason: ErrorReason) => new AppError(reason);

/** A server of a few seats that can be told to fail; what it took is in `taken`. */
function makeServer(slots = SLOTS) {
  const server = {
    open: [...slots],
    taken: [] as string[],
    saved: [] as readonly ReviewOp[],
    failures: [] as unknown[],
    claimFailures: [] as unknown[],
    claims: 0,
    empty: "nothing_left" as ClaimEmpty,
    isVisible: true,
  };
  const store = new DeskStore<DeskItem, ReviewChoice, SkipReason>({
    claim: async (wanted) => {
      server.claims += 1;
      const failure = server.claimFailures.shift();
      if (failure) throw failure;
      const items = server.open.slice(0, wanted).map((slotId) => ({ slotId }));
      return { items, empty: items.length > 0 ? null : server.empty };
    },
    send: async (op) => {
      await null;
      const failure = server.failures.shift();
      if (failure) throw failure;
      server.taken.push(`${op.kind} ${op.slotId.at(-1)}`);
      if (op.kind === "undo") server.open.unshift(op.slotId);
      else server.open = server.open.filter((slotId) => slotId !== op.slotId);
    },
    save: (outbox) => {
      server.saved = outbox;
    },
    load: () => server.saved,
    now: () => Date.now(),
    isVisible: () => server.isVisible,
  });
  return { server, store };
}

const shown = (store: DeskStore<DeskItem, ReviewChoice, SkipReason>) =>
  store
    .getState()
    .desk.items.map(({ slotId }) => slotId.at(-1))
    .join("");
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

describe("the desk at work", () => {
  it("claims ahead, shows the next item before the server has answered, and claims the one after", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    expect(shown(store)).toBe("abc");
    store.decide(accept, "");
    expect(shown(store)).toBe("bc");
    expect(server.taken).toEqual([]);
    await settle();
    expect(server.taken).toEqual(["decide a"]);
    expect(shown(store)).toBe("bcd");
    store.stop();
  });

  it("keeps decisions through an outage, sends them in order when it ends, and each of them once", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    server.failures = [offline(), refusal("database.unavailable"), offline()];
    store.decide(accept, "");
    store.decide(accept, "");
    await settle();
    expect(store.getState().link).toBe("waiting");
    expect(server.saved.map((op) => op.slotId)).toEqual([A, B]);
    await settle(60_000);
    expect(server.taken).toEqual(["decide a", "decide b"]);
    expect(store.getState()).toMatchObject({ link: "ok", refused: null });
    expect(server.saved).toEqual([]);
    store.stop();
  });

  it("keeps decisions while nobody is signed in, asks for nothing more, and sends them once somebody is", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    server.failures = [refusal("auth.required")];
    store.decide(accept, "");
    await settle();
    const { claims } = server;
    await settle(60_000);
    expect(store.getState().link).toBe("signed_out");
    expect([server.claims, server.taken, server.saved.length]).toEqual([claims, [], 1]);
    store.retry();
    await settle();
    expect(store.getState().link).toBe("ok");
    expect(server.taken).toEqual(["decide a"]);
    store.stop();
  });

  it("sends what an earlier page could not, before it claims anything", async () => {
    const { server, store } = makeServer();
    server.saved = [{ id: "1", kind: "decide", slotId: A, gist: "", ...accept }];
    store.start();
    await settle();
    expect(server.taken).toEqual(["decide a"]);
    expect(shown(store)).toBe("bcd");
    store.stop();
  });

  it("tells of a seat that was lost and goes on with the next", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    server.failures = [refusal("review.lease_lost")];
    server.open = [B, C, D];
    store.decide(accept, "a sentence");
    await settle();
    expect(store.getState().refused).toMatchObject({ isOurs: false, op: { gist: "a sentence" } });
    expect(store.getState().decidedAt).toEqual([]);
    expect(shown(store)).toBe("bcd");
    store.stop();
  });

  it("brings an item back that the server refuses while it is still ours", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    server.failures = [refusal("input.invalid")];
    store.decide({ decision: "reject", reason: "quality", feedback: "x" }, "");
    expect(shown(store)).toBe("bc");
    await settle();
    expect(shown(store).slice(0, 2)).toBe("ab");
    expect(store.getState().refused).toMatchObject({ isOurs: true });
    store.stop();
  });

  it("brings it back, too, when the server fails at it again and again, so that one item never stops the others", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    server.failures = [refusal("internal"), refusal("internal"), refusal("internal")];
    store.decide(accept, "");
    store.decide(accept, "");
    await settle(30_000);
    expect(server.taken).toEqual(["decide b"]);
    expect(shown(store)[0]).toBe("a");
    store.stop();
  });

  it("undoes at once; a decision that may have arrived without an answer is followed by its undo", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    server.failures = [offline()];
    store.decide(accept, "");
    await settle();
    expect(store.undo()).toBe(true);
    expect(shown(store)[0]).toBe("a");
    await settle(5_000);
    expect(server.taken).toEqual(["decide a", "undo a"]);
    expect(store.getState().decidedAt).toEqual([]);
    await settle(limits.undoMs);
    expect(store.undo()).toBe(false);
    store.stop();
  });

  it("looks again by itself when nothing is left, as long as somebody looks at the page", async () => {
    const { server, store } = makeServer([]);
    store.start();
    await settle();
    expect(store.getState().desk.empty).toBe("nothing_left");
    server.open = [A];
    await settle(20_000);
    expect(shown(store)).toBe("a");
    store.stop();
    const hidden = makeServer([]);
    hidden.server.isVisible = false;
    hidden.store.start();
    await settle(120_000);
    expect(hidden.server.claims).toBe(1);
    hidden.store.stop();
  });

  it("renews what it holds when somebody is there, at most once a minute", async () => {
    const { server, store } = makeServer();
    store.start();
    await settle();
    const { leaseUntil } = store.getState();
    for (let second = 0; second < 90; second += 1) {
      await settle(1_000);
      store.touch();
    }
    await settle();
    expect(server.claims).toBe(2);
    expect(store.getState().leaseUntil).toBeGreaterThan(leaseUntil);
    store.stop();
  });

  it("says for good why this person gets nothing", async () => {
    const { server, store } = makeServer();
    server.claimFailures = [refusal("rights.missing")];
    store.start();
    await settle(60_000);
    expect(store.getState().blocked).toMatchObject({ reason: "rights.missing" });
    expect(server.claims).toBe(1);
    store.stop();
  });
});
