import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ActiveClock } from "../../components/label/active-clock";
import { type Draft, DraftKeeper } from "../../components/label/draft-keeper";

function makeKeeper(kept: Record<string, Draft> = {}) {
  const device = { kept };
  const sent: [string, Draft][] = [];
  const failures: unknown[] = [];
  const keeper = new DraftKeeper({
    send: async (slotId, answer) => {
      const failure = failures.shift();
      if (failure) throw failure;
      sent.push([slotId, answer]);
    },
    save: (drafts) => {
      device.kept = { ...drafts };
    },
    load: () => device.kept,
  });
  return { keeper, sent, device, failures };
}
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

describe("what is typed about an item", () => {
  it("is on this device at once and on the server within three seconds, however long one goes on typing", async () => {
    const { keeper, sent, device } = makeKeeper();
    for (const text of ["a", "ab", "abc", "abcd"]) {
      keeper.change("one", { q1: text });
      expect(device.kept).toEqual({ one: { q1: text } });
      await settle(900);
    }
    expect(sent).toEqual([["one", { q1: "abcd" }]]);
    expect(keeper.savedAt()).toBeGreaterThan(0);
  });

  it("is not called saved while the server has not got it, and goes again", async () => {
    const { keeper, sent, failures } = makeKeeper();
    failures.push(new TypeError("Failed to fetch"));
    keeper.change("one", { q1: 1 });
    await settle(3_000);
    expect(keeper.savedAt()).toBe(0);
    await settle(3_000);
    expect(sent).toEqual([["one", { q1: 1 }]]);
    expect(keeper.savedAt()).toBeGreaterThan(0);
  });

  it("survives a reload on this device until it is answered; an answer that is taken back finds it again", async () => {
    const { keeper, sent, device } = makeKeeper({ one: { q1: "kept" } });
    expect(keeper.read("one")).toEqual({ q1: "kept" });
    keeper.change("one", { q1: "more" });
    keeper.finish("one");
    await settle(10_000);
    expect(sent).toEqual([]);
    expect(device.kept).toEqual({});
    expect(keeper.read("one")).toEqual({ q1: "more" });
    keeper.stop();
  });
});

describe("the time at an item", () => {
  it("counts while something happens, no pause for more than half a minute, and nothing while the page is not seen", () => {
    const clock = new ActiveClock();
    clock.look("a", 0);
    clock.act(5_000);
    clock.act(605_000);
    expect(clock.read("a")).toBe(35_000);
    clock.show(false, 606_000);
    clock.show(true, 700_000);
    clock.act(701_000);
    expect(clock.read("a")).toBe(37_000);
  });

  it("is each item's own, and goes on when an answer is taken back", () => {
    const clock = new ActiveClock();
    clock.look("a", 0);
    clock.look("b", 2_000);
    clock.look("a", 5_000);
    clock.act(6_000);
    expect([clock.read("a"), clock.read("b"), clock.read("c")]).toEqual([3_000, 3_000, 0]);
  });
});
