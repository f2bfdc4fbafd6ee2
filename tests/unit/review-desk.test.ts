import { describe, expect, it } from "vitest";
import {
  acknowledge,
  type Desk,
  type DeskItem,
  decide,
  emptyDesk,
  hourlyPace,
  receive,
  refuse,
  skip,
  undo,
  undoable,
} from "#lib/domain/desk";
import { limits } from "#lib/domain/limits";
import type { SkipReason } from "#lib/domain/review";
import type { ReviewChoice } from "#lib/domain/review-desk";
import fc from "#tests/support/property";

type ReviewDesk = Desk<DeskItem, ReviewChoice, SkipReason>;
const accept = { decision: "accept", reason: null, feedback: null } as const;
const item = (slotId: string) => ({ slotId });
const claimed = (...ids: string[]) => ({ items: ids.map(item), empty: null, wanted: 3 });
const shown = (desk: ReviewDesk) => desk.items.map((one) => one.slotId);
const full: ReviewDesk = receive(emptyDesk(), claimed("a", "b", "c"));

describe("the reviewer's desk", () => {
  it("shows the next item as soon as one is decided, and keeps the decision until the server has it", () => {
    const desk = decide(full, accept, "…", 1_000);
    expect(shown(desk)).toEqual(["b", "c"]);
    expect(desk.outbox).toMatchObject([{ kind: "decide", slotId: "a", decision: "accept" }]);
    expect(acknowledge(desk, desk.outbox[0]?.id ?? "").outbox).toEqual([]);
  });

  it("does not bring a decided or skipped item back when a claim was answered before the decision arrived", () => {
    const decided = decide(full, accept, "", 1_000);
    expect(shown(receive(decided, claimed("a", "b", "c")))).toEqual(["b", "c"]);
    const acknowledged = acknowledge(decided, decided.outbox[0]?.id ?? "");
    expect(shown(receive(acknowledged, claimed("a", "b", "c")))).toEqual(["b", "c"]);
    expect(shown(receive(skip(full, "unsure", "", 1_000), claimed("a", "b", "d")))).toEqual(["b", "c", "d"]);
  });

  it("drops an item that is leased to this person no more, and only when the answer can tell", () => {
    expect(shown(receive(full, claimed("a", "c")))).toEqual(["a", "c"]);
    expect(shown(receive(full, claimed("x", "y", "z")))).toEqual(["a", "b", "c", "x", "y", "z"]);
    const sending = decide(full, accept, "", 1_000);
    expect(shown(receive(sending, claimed("b")))).toEqual(["b", "c"]);
  });

  it("undoes a decision that has not left without telling the server at all", () => {
    const desk = undo(decide(full, accept, "", 1_000), 2_000, null);
    expect(shown(desk)).toEqual(["a", "b", "c"]);
    expect(desk.outbox).toEqual([]);
  });

  it("undoes a decision that has left by sending its undo after it", () => {
    const decided = decide(full, accept, "", 1_000);
    const desk = undo(decided, 2_000, decided.outbox[0]?.id ?? "");
    expect(shown(desk)).toEqual(["a", "b", "c"]);
    expect(desk.outbox.map((op) => op.kind)).toEqual(["decide", "undo"]);
    const again = decide(desk, { ...accept, decision: "reject", reason: "quality" }, "", 3_000);
    expect(again.outbox.map((op) => op.kind)).toEqual(["decide", "undo", "decide"]);
    expect(shown(again)).toEqual(["b", "c"]);
  });

  it("undoes the newest first, and none whose time is over or that was skipped", () => {
    let desk = decide(full, accept, "", 0);
    desk = decide(desk, accept, "", 3_000);
    expect(undoable(desk, limits.undoMs + 1)?.item.slotId).toBe("b");
    expect(undoable(desk, limits.undoMs + 3_000)).toBeUndefined();
    expect(shown(undo(desk, limits.undoMs + 3_000, null))).toEqual(["c"]);
    expect(undoable(skip(full, "unsure", "", 0), 1)).toBeUndefined();
  });

  it("brings a refused item back when it is still ours, and lets it go when it is not", () => {
    const decided = decide(full, accept, "", 1_000);
    const id = decided.outbox[0]?.id ?? "";
    expect(shown(refuse(decided, id, true))).toEqual(["a", "b", "c"]);
    const lost = refuse(decided, id, false);
    expect(shown(lost)).toEqual(["b", "c"]);
    expect(undoable(lost, 1_001)).toBeUndefined();
    const undone = undo(acknowledge(decided, id), 2_000, null);
    expect(shown(refuse(undone, undone.outbox[0]?.id ?? "", false))).toEqual(["b", "c"]);
  });

  it("shows no item twice and loses none, whatever happens in whatever order", () => {
    const acts = fc.array(fc.constantFrom("claim", "decide", "skip", "undo", "send", "ack", "refuse", "lose"), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(acts, (steps) => {
        let desk: ReviewDesk = emptyDesk();
        let next = 0;
        let sending: string | null = null;
        const gone = new Set<string>();
        for (const [now, step] of steps.entries()) {
          const head = desk.outbox[0];
          if (step === "claim") {
            const fresh = Array.from({ length: Math.max(0, 3 - desk.items.length) }, () => item(`s${next++}`));
            desk = receive(desk, { items: [...desk.items, ...fresh], empty: null, wanted: 3 });
          } else if (step === "decide") desk = decide(desk, accept, "", now);
          else if (step === "skip") desk = skip(desk, "unsure", "", now);
          else if (step === "undo") desk = undo(desk, now, sending);
          else if (step === "send") sending = head?.id ?? null;
          else if (head && sending === head.id) {
            sending = null;
            if (step === "lose") gone.add(head.slotId);
            desk = step === "ack" ? acknowledge(desk, head.id) : refuse(desk, head.id, step === "refuse");
          }
          const ids = shown(desk);
          expect(new Set(ids).size).toBe(ids.length);
          const known = new Set([...ids, ...desk.done.map((one) => one.item.slotId), ...gone]);
          for (let at = 0; at < next; at += 1) expect(known.has(`s${at}`)).toBe(true);
        }
      }),
    );
  });
});

describe("the pace", () => {
  it("is told after three decisions, and does not count a pause", () => {
    expect(hourlyPace([0, 10_000])).toBeUndefined();
    expect(hourlyPace([0, 10_000, 20_000])).toBe(360);
    expect(hourlyPace([0, 60_000, 10_000_000])).toBe(40);
    expect(hourlyPace([5, 5, 5])).toBeUndefined();
  });
});
