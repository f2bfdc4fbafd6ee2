import { FIRST, isFirst } from "./order-key";
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

/** Where an item stands by its key, and where among those put first if it ever was. */
type Places = { usual: number; first: number | undefined };

/** Holds every claim of the log to the public order: nobody was given an item while one that stood before it was surely free for them. */
export function endOrder(replay: Replay): void {
  for (const order of replay.orders.values()) judgeProject(replay, order);
}

function judgeProject(replay: Replay, order: ProjectOrder): void {
  const { taken } = order;
  const { items, places } = arrange(order);
  const changes = freeChanges(order, places);
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
      const person = jumpsOf(done, taken.person[line] ?? 0);
      const of = places.get(taken.item[line] ?? 0);
      for (const at of of ? [of.usual, ...(of.first === undefined ? [] : [of.first])] : []) person.add(at);
    }
    for (; first < last; first += 1) {
      const line = lines[first] ?? 0;
      const index = taken.index[line] ?? UNJUDGED;
      const at = placeOf(order, places, taken.item[line] ?? 0, moment);
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

/** All places in order, by the item at each: one that was ever put first has two. */
function arrange({ items }: ProjectOrder): { items: number[]; places: Map<number, Places> } {
  const stands = [...items].flatMap(([item, { key, first }]) => [
    { item, key },
    ...(first.length > 0 ? [{ item, key: key - FIRST }] : []),
  ]);
  stands.sort((a, b) => a.key - b.key);
  const places = new Map<number, Places>();
  for (const [at, { item, key }] of stands.entries()) {
    const known = places.get(item);
    if (isFirst(key)) places.set(item, { usual: at, first: at });
    else places.set(item, { usual: at, first: known?.first });
  }
  return { items: stands.map(({ item }) => item), places };
}

/** Where an item stood at a moment; where that is not certain, the place that needs the least explaining. */
function placeOf(order: ProjectOrder, places: ReadonlyMap<number, Places>, item: number, moment: number) {
  const [of, known] = [places.get(item), order.items.get(item)];
  const wasFirst = firstSpans(known?.first ?? []).some(
    ({ from, to }) => from - CERTAIN_MS <= moment && moment <= to + CERTAIN_MS,
  );
  return wasFirst ? of?.first : of?.usual;
}

/** When an item stood first, from the times at which it was put there and back. */
function firstSpans(times: readonly number[]): Span[] {
  return times.flatMap((from, at) => (at % 2 === 0 ? [{ from, to: times[at + 1] ?? Infinity }] : []));
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
function freeChanges(order: ProjectOrder, places: ReadonlyMap<number, Places>): Change[] {
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
  const note = (place: number, { from, to }: Span) => {
    const sure = { from: from + CERTAIN_MS, to: to - CERTAIN_MS };
    if (sure.from < sure.to)
      changes.push({ at: sure.from, place, isFree: true }, { at: sure.to, place, isFree: false });
  };
  for (const [item, { from, seats, more, first, closed }] of order.items) {
    const of = places.get(item);
    if (!of || !closed || order.unknown.has(item)) continue;
    for (const span of freeSpans(from, seats, more, held.get(item) ?? [])) {
      // What stands first stands before its usual place, too.
      note(of.usual, span);
      for (const top of firstSpans(first))
        note(of.first ?? 0, { from: Math.max(span.from, top.from), to: Math.min(span.to, top.to) });
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
