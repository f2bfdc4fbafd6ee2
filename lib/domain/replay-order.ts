import { emptyRoot } from "#lib/ledger/hash";
import { fromHex, toHex } from "#lib/ledger/hex";
import { hideItem } from "./gold";
import { limits } from "./limits";
import { orderKey } from "./order-key";
import { itemNumber, type LabelItem, type Replay, type Step, type StepOf, tell } from "./replay-state";
import { addId } from "./replay-table";

/* Who took which item when, kept until the log ends; then `endOrder` holds it to the public order. Source: docs/labelling.md, "Order". */

/** Columns, a line for each time somebody took an item. Times in milliseconds. */
export type Taken = Record<"item" | "person" | "claimed" | "ended" | "index" | "id", number[]>;

/** A claim whose item the log does not name yet. */
export type HiddenClaim = { person: number; claimed: number; ended: number; index: number; id: number; item: string };

export type ProjectOrder = {
  /** Seeds by the task's version, with the entry that names each; the root in hex. */
  seeds: Map<number, { root: string; size: number; index: number; id: string }>;
  /**
   * Place in the order, from when, and how many may have it at once, with the times at which it became one more, and those at which it was put
   * first, and back, in turns; by item.
   */
  items: Map<number, { key: number; from: number; seats: number; more: number[]; first: number[]; closed: boolean }>;
  taken: Taken;
  /** Items of which not everybody who took them is known; nothing can be said of them. */
  unknown: Set<number>;
  /** By the entry's id. */
  hidden: Map<string, HiddenClaim>;
};

/** Held to the end, by an answer. */
export const KEPT_FOR_GOOD = -1;
/** Somebody whose languages narrow what they are given: their claims fill seats and are not judged. */
export const UNJUDGED = -1;

function orderOf(replay: Replay, project: number): ProjectOrder {
  const known = replay.orders.get(project);
  if (known) return known;
  const taken: Taken = { item: [], person: [], claimed: [], ended: [], index: [], id: [] };
  const made: ProjectOrder = { seeds: new Map(), items: new Map(), taken, unknown: new Set(), hidden: new Map() };
  replay.orders.set(project, made);
  return made;
}

export function keepSeed(step: StepOf<"task.opened">, project: number): void {
  const { replay, body, index, hash } = step;
  replay.tallies.order.checked += 1;
  const { size, root } = body.seed;
  orderOf(replay, project).seeds.set(body.version, { size, root, index, id: body.id });
  // A root that was published is one of entries that stand before this one; that it is the log's own root of that size takes tiles to see.
  const isEmpty = size > 0 || root === toHex(emptyRoot(hash));
  if (size > index || !isEmpty) tell(step, "seed_unknown", { size });
}

export function keepItems(step: StepOf<"items.opened">, project: number, seats: number): void {
  const { replay, body, hash } = step;
  const order = orderOf(replay, project);
  const root = fromHex(order.seeds.get(body.version)?.root ?? "");
  if (body.v === 2 && body.keys.length !== body.contributions.length)
    tell(step, "order_key_differs", { keys: body.keys.length, items: body.contributions.length });
  for (const [at, contribution] of body.contributions.entries()) {
    replay.tallies.order.checked += 1;
    const key = orderKey(root, contribution, hash);
    const stated = body.v === 2 ? body.keys[at] : key;
    if (stated !== undefined && stated !== key) tell(step, "order_key_differs", { contribution, stated, byRule: key });
    const from = Date.parse(body.at);
    order.items.set(itemNumber(replay, contribution), { key, from, seats, more: [], first: [], closed: false });
  }
}

export function keepSeat({ replay, body }: StepOf<"transfer.posted">, project: number, item: number): void {
  orderOf(replay, project).items.get(item)?.more.push(Date.parse(body.at));
}

/** Keeps since when items stand first, or do no more; each is open, and not there already. */
export function applyPrioritised(step: StepOf<"items.prioritised">): void {
  const { replay, body } = step;
  const order = orderOf(replay, addId(replay.names, body.project));
  for (const contribution of body.contributions) {
    replay.tallies.order.checked += 1;
    const item = itemNumber(replay, contribution);
    const of = order.items.get(item);
    const isMoved = of !== undefined && !of.closed && (of.first.length % 2 === 0) === body.first;
    if (isMoved) of.first.push(Date.parse(body.at));
    else tell(step, "priority_differs", { contribution });
  }
}

type Claim = StepOf<"annotation.sealed" | "annotation.skipped" | "annotation.lapsed">;

function claimOf({ replay, body, index }: Claim): Omit<HiddenClaim, "item"> {
  const ended = body.kind === "annotation.sealed" ? KEPT_FOR_GOOD : Date.parse(body.at);
  const isStated = "claimed" in body;
  return {
    person: addId(replay.names, body.annotator),
    claimed: isStated ? Date.parse(body.claimed) : 0,
    ended,
    index: isStated && !body.narrowed ? index : UNJUDGED,
    id: replay.ids.count - 1,
  };
}

/** Keeps that somebody took an item, and until when. An answer of before this was noted leaves its item unknown. */
export function keepClaim(step: Claim): void {
  const { replay, body } = step;
  const order = orderOf(replay, addId(replay.names, body.project));
  const claim = claimOf(step);
  if ("claimed" in body && claim.claimed > Date.parse(body.at)) tell(step, "claim_late", { claimed: body.claimed });
  if ("item" in body) order.hidden.set(body.id, { ...claim, item: body.item });
  else addClaim(order, itemNumber(replay, body.contribution), claim);
}

function addClaim(order: ProjectOrder, item: number, claim: Omit<HiddenClaim, "item">): void {
  // An old answer does not say since when its item was held, so nobody can say when the item was free.
  if (claim.claimed === 0 && claim.ended === KEPT_FOR_GOOD) order.unknown.add(item);
  for (const name of ["person", "claimed", "ended", "index", "id"] as const) order.taken[name].push(claim[name]);
  order.taken.item.push(item);
}

/** A closed item is known whole: its answers, and who else held it. */
export function closeOrder(step: StepOf<"consensus.reached">, item: number, { project }: LabelItem): void {
  const { replay, body } = step;
  const order = orderOf(replay, project);
  const of = order.items.get(item);
  if (!of) return;
  of.closed = !replay.erased.has(item);
  if (body.v === 1) return;
  for (const { annotation } of body.answers) openClaim(order, item, annotation);
  if (body.v === 2 || body.left.length >= limits.leftPerItem) order.unknown.add(item);
  for (const { entry, item: salt } of body.v === 3 ? body.left : []) {
    const claim = openClaim(order, item, entry);
    if (!claim) tell(step, "left_unknown", { entry });
    else if (toHex(hideItem(fromHex(salt), body.contribution, step.hash)) !== claim.item)
      tell(step, "left_unknown", { entry });
  }
}

function openClaim(order: ProjectOrder, item: number, id: string): HiddenClaim | undefined {
  const claim = order.hidden.get(id);
  order.hidden.delete(id);
  if (claim) addClaim(order, item, claim);
  return claim;
}

/** An answer to gold takes no place in the order; when it was taken is kept all the same. */
export function openGoldClaim({ replay }: Step, project: number, item: number, annotation: string) {
  return openClaim(orderOf(replay, project), item, annotation);
}
