import { limits } from "./limits";
import type { ClaimEmpty } from "./review";

/**
 * What lies on the desk of somebody who works through items: items claimed ahead, what was decided on its way to the server, and what can
 * still be taken back. Pure, so that a decision shows the next item at once and the network follows; components/desk/desk-store sends.
 * `C` is what is decided about an item, `S` why one is passed over.
 */
type Told = { id: string; slotId: string; gist: string };

/** Something on its way to the server. `gist`: the beginning of the item, to name it by. */
export type DeskOp<C, S> =
  | (Told & { kind: "decide" } & C)
  | (Told & { kind: "undo" })
  | (Told & { kind: "skip"; reason: S });

export type DeskItem = { slotId: string };

/** An item that left the desk. `undoUntil` is 0 for one that was skipped. */
export type Done<I, C> = { item: I; choice: C | null; at: number; undoUntil: number };

export type Desk<I extends DeskItem, C, S> = {
  /** The first is the one being looked at. */
  items: readonly I[];
  /** In order; the first may be on its way. */
  outbox: readonly DeskOp<C, S>[];
  /** Newest first. */
  done: readonly Done<I, C>[];
  /** Why the last claim brought nothing. */
  empty: ClaimEmpty | null;
};

// A claim that was answered before a decision arrived may come in after it; what is done stays known for longer than that.
const DONE_KEPT_MS = 120_000;

/** A desk with nothing on it but what was not sent the last time. */
export function emptyDesk<I extends DeskItem, C, S>(outbox: readonly DeskOp<C, S>[] = []): Desk<I, C, S> {
  return { items: [], outbox, done: [], empty: null };
}

/** Takes in claimed items: new ones go to the end, known ones keep their place, done ones are not shown again. */
export function receive<I extends DeskItem, C, S>(
  desk: Desk<I, C, S>,
  claimed: { items: readonly I[]; empty: ClaimEmpty | null; wanted: number },
): Desk<I, C, S> {
  const leaving = new Set([...desk.done.map(({ item }) => item.slotId), ...desk.outbox.map((op) => op.slotId)]);
  const fresh = new Map(claimed.items.map((item) => [item.slotId, item]));
  // With nothing on its way and room in the answer, an item that is not in it is ours no more.
  const isComplete = desk.outbox.length === 0 && claimed.items.length < claimed.wanted;
  const kept = desk.items.flatMap((item) => fresh.get(item.slotId) ?? (isComplete ? [] : [item]));
  const known = new Set(kept.map((item) => item.slotId));
  const added = claimed.items.filter((item) => !known.has(item.slotId) && !leaving.has(item.slotId));
  return { ...desk, items: [...kept, ...added], empty: claimed.empty };
}

/** Decides the item being looked at. `now`: milliseconds. Nothing happens on an empty desk. */
export function decide<I extends DeskItem, C, S>(
  desk: Desk<I, C, S>,
  choice: C,
  gist: string,
  now: number,
): Desk<I, C, S> {
  const [item, ...items] = desk.items;
  if (!item) return desk;
  const { slotId } = item;
  const op: DeskOp<C, S> = { id: `decide ${slotId} ${now}`, kind: "decide", slotId, gist, ...choice };
  const done = [{ item, choice, at: now, undoUntil: now + limits.undoMs }, ...trim(desk.done, now)];
  return { ...desk, items, done, outbox: [...desk.outbox, op] };
}

/** Passes over the item being looked at. */
export function skip<I extends DeskItem, C, S>(
  desk: Desk<I, C, S>,
  reason: S,
  gist: string,
  now: number,
): Desk<I, C, S> {
  const [item, ...items] = desk.items;
  if (!item) return desk;
  const { slotId } = item;
  const op: DeskOp<C, S> = { id: `skip ${slotId} ${now}`, kind: "skip", slotId, gist, reason };
  const done = [{ item, choice: null, at: now, undoUntil: 0 }, ...trim(desk.done, now)];
  return { ...desk, items, done, outbox: [...desk.outbox, op] };
}

/** The decision that undo would take back now: the newest whose time is not over. */
export function undoable<I extends DeskItem, C, S>(desk: Desk<I, C, S>, now: number): Done<I, C> | undefined {
  return desk.done.find((one) => one.undoUntil > now);
}

/**
 * Takes the newest decision back: its item is looked at again. A decision that was not sent yet (`sending`: id of the op on its way)
 * never leaves; one that was is followed by its undo.
 */
export function undo<I extends DeskItem, C, S>(
  desk: Desk<I, C, S>,
  now: number,
  sending: string | null,
): Desk<I, C, S> {
  const last = undoable(desk, now);
  if (!last) return desk;
  const { slotId } = last.item;
  const unsent = desk.outbox.find((op) => op.slotId === slotId && op.kind === "decide" && op.id !== sending);
  const outbox = unsent
    ? desk.outbox.filter((op) => op !== unsent)
    : [...desk.outbox, { id: `undo ${slotId} ${now}`, kind: "undo" as const, slotId, gist: "" }];
  return { ...desk, items: [last.item, ...desk.items], done: desk.done.filter((one) => one !== last), outbox };
}

/** The server took it. */
export function acknowledge<I extends DeskItem, C, S>(desk: Desk<I, C, S>, opId: string): Desk<I, C, S> {
  return { ...desk, outbox: desk.outbox.filter((op) => op.id !== opId) };
}

/**
 * The server refused it for good. With `isOurs` the item is still leased to this person and comes back to be looked at; else it is
 * gone, with whatever was still to be sent about it.
 */
export function refuse<I extends DeskItem, C, S>(desk: Desk<I, C, S>, opId: string, isOurs: boolean): Desk<I, C, S> {
  const op = desk.outbox.find((one) => one.id === opId);
  if (!op) return desk;
  const outbox = desk.outbox.filter((one) => one.slotId !== op.slotId);
  const others = desk.items.filter((item) => item.slotId !== op.slotId);
  const item = desk.done.find((one) => one.item.slotId === op.slotId)?.item;
  if (!isOurs) {
    // Kept among the done, so that a late answer to a claim does not bring it back; but there is nothing to undo any more.
    const done = desk.done.map((one) => (one.item.slotId === op.slotId ? { ...one, undoUntil: 0 } : one));
    return { ...desk, items: others, outbox, done };
  }
  const done = desk.done.filter((one) => one.item.slotId !== op.slotId);
  return { ...desk, items: item ? [item, ...others] : desk.items, outbox, done };
}

const PAUSE_MS = 120_000;
const RATED = 30;

/** Decisions an hour at the present pace; pauses of more than two minutes do not count. Undefined before there are three. */
export function hourlyPace(decidedAt: readonly number[]): number | undefined {
  const recent = decidedAt.slice(-RATED);
  if (recent.length < 3) return undefined;
  let spentMs = 0;
  for (const [position, at] of recent.entries())
    if (position > 0) spentMs += Math.min(PAUSE_MS, at - (recent[position - 1] ?? at));
  return spentMs > 0 ? Math.round(((recent.length - 1) * 3_600_000) / spentMs) : undefined;
}

function trim<I, C>(done: readonly Done<I, C>[], now: number): readonly Done<I, C>[] {
  return done.filter((one) => one.at > now - DONE_KEPT_MS);
}
