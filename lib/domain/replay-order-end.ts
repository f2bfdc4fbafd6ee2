import { tellFault } from "./replay-fault";
import { KEPT_FOR_GOOD, type ProjectOrder, UNJUDGED } from "./replay-order";
import type { Replay } from "./replay-state";
import { idAt } from "./replay-table";

/**
 * A free place that somebody was not given counts only when it was free for so long before and after they took another: clocks of several servers
 * differ, and a claim waits for others. Part of the check; source: docs/labelling.md, "Order".
 */
const CERTAIN_MS = 120_000;

type Span = { from: number; to: number };

/** Holds every claim of the log to the public order: nobody was given an item while one that stood before it was surely free for them. */
export function endOrder(replay: Replay): void {
  for (const order of replay.orders.values()) judgeProject(replay, order);
}

function judgeProject(replay: Replay, order: ProjectOrder): void {
  const { taken } = order;
  const items = [...order.items].sort(([, a], [, b]) => a.key - b.key).map(([item]) => item);
  const place = new Map(items.map((item, at) => [item, at]));
  const changes = freeChanges(order, place);
  const lines = taken.claimed.map((_, line) => line).sort((a, b) => (taken.claimed[a] ?? 0) - (taken.claimed[b] ?? 0));
  const free = makeFlags(items.length);
  const done = new Map<number, Jumps>();
  let next = 0;
  for (let first = 0; first < lines.length; ) {
    const moment = taken.claimed[lines[first] ?? 0] ?? 0;
    for (; next < changes.length && (changes[next]?.at ?? 0) <= moment; next += 1) {
      const { place: at, isFree } = changes[next] ?? { place: 0, isFree: false };
      free.set(at, isFree);
    }
    // What is taken together was given in order, whatever of it comes first here.
    let last = first;
    for (; last < lines.length && taken.claimed[lines[last] ?? 0] === moment; last += 1) {
      const line = lines[last] ?? 0;
      jumpsOf(done, taken.person[line] ?? 0).add(place.get(taken.item[line] ?? 0) ?? items.length);
    }
    for (; first < last; first += 1) {
      const line = lines[first] ?? 0;
      const index = taken.index[line] ?? UNJUDGED;
      const at = place.get(taken.item[line] ?? 0);
      if (index === UNJUDGED || at === undefined) continue;
      replay.tallies.order.checked += 1;
      const person = taken.person[line] ?? 0;
      const before = findBefore(
        at,
        free,
        jumpsOf(done, person),
        (one) => replay.item.author[items[one] ?? 0] === person,
      );
      if (before === undefined) continue;
      tellFault(replay.tallies, {
        reason: "served_out_of_order",
        index,
        id: idAt(replay.ids, taken.id[line] ?? 0),
        kind: null,
        detail: { given: idAt(replay.items, taken.item[line] ?? 0), free: idAt(replay.items, items[before] ?? 0) },
      });
    }
  }
}

/** The first place before `end` that is free and that this person had not taken before. */
function findBefore(end: number, free: Flags, done: Jumps, isOwn: (at: number) => boolean): number | undefined {
  for (let at = free.next(0); at < end; ) {
    const open = isOwn(at) ? at + 1 : done.next(at);
    if (open === at) return at;
    at = free.next(open);
  }
  return undefined;
}

type Change = { at: number; place: number; isFree: boolean };

/** When each closed item became surely free, and when it no longer was; by time. */
function freeChanges(order: ProjectOrder, place: ReadonlyMap<number, number>): Change[] {
  const held = new Map<number, Span[]>();
  const { taken } = order;
  for (const [line, item] of taken.item.entries()) {
    const ended = taken.ended[line] ?? 0;
    const span = { from: taken.claimed[line] ?? 0, to: ended === KEPT_FOR_GOOD ? Infinity : ended };
    const spans = held.get(item) ?? [];
    spans.push(span);
    held.set(item, spans);
  }
  const changes: Change[] = [];
  for (const [item, { from, seats, more, closed }] of order.items) {
    if (!closed || order.unknown.has(item)) continue;
    for (const span of freeSpans(from, seats, more, held.get(item) ?? [])) {
      const sure = { from: span.from + CERTAIN_MS, to: span.to - CERTAIN_MS };
      if (sure.from >= sure.to) continue;
      const at = place.get(item) ?? 0;
      changes.push({ at: sure.from, place: at, isFree: true }, { at: sure.to, place: at, isFree: false });
    }
  }
  return changes.sort((a, b) => a.at - b.at);
}

/** When an item had more seats than people who held it. What is never taken again ends with the last that was: nothing later is certain. */
function freeSpans(from: number, seats: number, more: readonly number[], held: readonly Span[]): Span[] {
  const steps = [
    { at: from, by: seats },
    ...more.map((at) => ({ at, by: 1 })),
    ...held.flatMap(({ from: begin, to }) => [{ at: begin, by: -1 }, ...(to === Infinity ? [] : [{ at: to, by: 1 }])]),
  ].sort((a, b) => a.at - b.at || b.by - a.by);
  const spans: Span[] = [];
  let left = 0;
  let since: number | undefined;
  for (const { at, by } of steps) {
    left += by;
    if (left > 0) since ??= at;
    else if (since !== undefined) {
      spans.push({ from: since, to: at });
      since = undefined;
    }
  }
  return spans;
}

type Flags = { set(at: number, isOn: boolean): void; next(from: number): number };

/** Flags by place; `next` finds the first that is on from a place on, or the number of places, in logarithmic time. */
function makeFlags(count: number): Flags {
  let size = 1;
  while (size < count) size *= 2;
  const tree = new Uint8Array(size * 2);
  return {
    set(at, isOn) {
      tree[size + at] = isOn ? 1 : 0;
      for (let node = (size + at) >> 1; node > 0; node >>= 1)
        tree[node] = (tree[node * 2] ?? 0) | (tree[node * 2 + 1] ?? 0);
    },
    next(from) {
      if (from >= count) return count;
      let node = size + from;
      if (tree[node]) return from;
      // Up to the first right neighbour with a flag below it, then down to its leftmost.
      while (node > 1 && (node % 2 === 1 || !tree[node + 1])) node >>= 1;
      if (node <= 1) return count;
      node += 1;
      while (node < size) node = tree[node * 2] ? node * 2 : node * 2 + 1;
      return node - size;
    },
  };
}

type Jumps = { add(at: number): void; next(from: number): number };

function jumpsOf(done: Map<number, Jumps>, person: number): Jumps {
  const known = done.get(person);
  if (known) return known;
  const made = makeJumps();
  done.set(person, made);
  return made;
}

/** Places that one person is done with; `next` finds the first that they are not, from a place on. */
function makeJumps(): Jumps {
  const after = new Map<number, number>();
  const next = (from: number) => {
    let end = from;
    for (let at = after.get(end); at !== undefined; at = after.get(end)) end = at;
    for (let at = from; at !== end; ) {
      const jump = after.get(at) ?? end;
      after.set(at, end);
      at = jump;
    }
    return end;
  };
  return { add: (at) => void (after.has(at) || after.set(at, at + 1)), next };
}
