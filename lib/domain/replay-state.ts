import type { Sha256 } from "#lib/ledger/hash";
import type { EntryBody } from "./entry";
import { type LabelChecks, newChecks } from "./replay-checks";
import { newTallies, type ReplayCheck, type ReplayReason, type Tally, tellFault } from "./replay-fault";
import type { ProjectOrder } from "./replay-order";
import { addId, grown, type IdTable, newIdTable } from "./replay-table";
import type { Decision } from "./review";
import type { FlatPolicy, Outcome } from "./reward";

export type AccountKind = Extract<EntryBody, { kind: "account.opened" }>["accountKind"];
type TransferKind = Extract<EntryBody, { kind: "transfer.posted" }>["transferKind"];
export type PaymentKind = Extract<TransferKind, "award" | "fee" | "release">;

/** Numbers below stand for ids by their place in `names` (people, projects, accounts, imports) or `items` (contributions). */
export type Account = {
  kind: AccountKind;
  owner: number;
  unit: string;
  balance: number;
  /** Index of the entry that opened it. */
  since: number;
};
export type Vote = { id: string; reviewer: number; decision: Decision };
/** A payment whose verdict has not come yet, or one that a verdict owes. */
export type Payment = { kind: PaymentKind; owner: number; amount: number; index: number; id: string };

/** A round that is under way: until its verdict has come and all is paid. */
export type OpenRound = {
  round: number;
  votes: Vote[];
  /** Came before its verdict or withdrawal did. */
  early: Payment[];
  owed: Payment[];
  isDecided: boolean;
};

export const itemStatuses = ["unknown", "in_review", "changes_requested", "accepted", "rejected", "withdrawn"] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** Columns by item number. */
export type ItemColumns = {
  project: Uint32Array<ArrayBuffer>;
  author: Uint32Array<ArrayBuffer>;
  version: Uint32Array<ArrayBuffer>;
  round: Uint8Array<ArrayBuffer>;
  status: Uint8Array<ArrayBuffer>;
  /** Milli-points held for the item. */
  reserved: Float64Array<ArrayBuffer>;
};

/** Columns by entry number, for transfers that a correction may reverse. */
export type PaidColumns = {
  /** 0: not such a transfer; 1: an award or fee; 2: one that was reversed. */
  state: Uint8Array<ArrayBuffer>;
  amount: Float64Array<ArrayBuffer>;
  credit: Uint32Array<ArrayBuffer>;
  /** Item number + 1. */
  item: Uint32Array<ArrayBuffer>;
};

/** What each entry moved, by its index: what it takes to say a balance of an earlier moment. */
export type MoveColumns = {
  /** Account number + 1; 0 where nothing moved. */
  debit: Uint32Array<ArrayBuffer>;
  credit: Uint32Array<ArrayBuffer>;
  amount: Float64Array<ArrayBuffer>;
};

export type Score = { points: number; accepted: number; decided: number; reviews: number };

/** Milli-points between what is called for and what has come, and the entry that began it. */
export type Gap = { amount: number; since: number };

/** Something that must be in order a while later: `item` or `batch` by number. */
export type Deadline = { index: number; item?: number; batch?: number; id: string };

/** Everything a replay remembers: plain data, so that it can be stored and gone on with. */
export type Replay = {
  /** Entries replayed, which is the index of the next. */
  size: number;
  /** `at` of the newest entry, by its own word. */
  newestAt: string;
  tallies: Record<ReplayCheck, Tally>;
  kinds: Map<string, number>;
  ids: IdTable;
  names: IdTable;
  items: IdTable;
  item: ItemColumns;
  paid: PaidColumns;
  moves: MoveColumns;
  accounts: Map<number, Account>;
  /** "kind|owner" of the accounts there are: each owner has one of a kind. */
  owners: Set<string>;
  /** Policies by project and version. */
  policies: Map<number, Map<number, FlatPolicy & { rewardRule: string }>>;
  /** "project|person" of those who were ever let in to review. */
  reviewers: Set<string>;
  open: Map<number, OpenRound>;
  /** Milli-points that an item calls for and no reservation has brought yet, or the reverse (then below 0), by item. */
  lacking: Map<number, Gap>;
  /** The same for imports, whose reservations cover many items. */
  batches: Map<number, Gap>;
  deadlines: Deadline[];
  /** Items whose content was erased. */
  erased: Set<number>;
  /** Terms of a project's task, by version. */
  tasks: Map<number, Map<number, TaskTerms>>;
  /** Items that are being labelled, and what became of those that were. */
  labelling: Map<number, LabelItem>;
  labelled: Map<number, "settled" | "disputed" | "judged">;
  /** Milli-points that a project's opened items call for and no reservation has brought yet. */
  promised: Map<number, number>;
  /** What closed items still owe, by item: to people, and the rest to their project. */
  owing: Map<number, { id: string; index: number; project: number; owed: Map<number, number> }>;
  /** The public order of each project's task, and who took what of it. */
  orders: Map<number, ProjectOrder>;
  /** Answers of one code that closed items have opened, by project and question. */
  opened: Map<number, Map<string, OpenedAnswers>>;
  /** "project|question" -> size of the newest run of consensus. */
  runs: Map<string, number>;
  /** What gold and the settlement by it have said so far. */
  checks: LabelChecks;
  /** "project|version" of tasks whose items close by adaptive overlap. */
  stopping: string[];
  /** What the newest runs know of people, the newest first, by "project|question". */
  models: Map<string, KnownRun[]>;
  /** Items that have closed by that rule and whose decision has not come yet. */
  stops: Map<
    number,
    { project: number; version: number; answers: { question: string; person: number; label: number }[] }
  >;
  /** "period|first day" -> project (SITE for the whole) -> person. */
  boards: Map<string, Map<number, Map<number, Score>>>;
  minted: number;
  /** Size of the newest snapshot of balances; 0 before the first. */
  snapshotSize: number;
};

/** A task as the ledger tells of it. */
export type TaskTerms = Extract<EntryBody, { kind: "task.opened" }>["policy"];

/** An item that is being labelled; answers stand as their commitments by question. */
export type LabelItem = {
  project: number;
  version: number;
  reserved: number;
  seats: number;
  sealed: { id: string; annotator: number; hashes: Record<string, string> }[];
};

/** Columns in the order of the log: the index of the entry that opened an answer, its item, who gave it, and the code. */
export type OpenedAnswers = Record<"at" | "item" | "worker" | "label", number[]>;
export const newOpened = (): OpenedAnswers => ({ at: [], item: [], worker: [], label: [] });

/** A run's model: people by number, their confusions one after the other. */
export type KnownRun = { run: string; people: number[]; shares: number[]; confusion: number[] };

export const SITE = -1;

/** Entries that a replay makes room for at once, however many a checkpoint claims. */
const MOST_ROOM = 4_000_000;

/** A replay of nothing yet. `expected`: how many entries will come, so that its tables need not be copied as they grow. */
export function newReplay(expected = 0): Replay {
  const room = Math.min(expected, MOST_ROOM);
  return {
    size: 0,
    newestAt: "",
    tallies: newTallies(),
    kinds: new Map(),
    ids: newIdTable(room),
    names: newIdTable(),
    items: newIdTable(),
    item: {
      project: new Uint32Array(0),
      author: new Uint32Array(0),
      version: new Uint32Array(0),
      round: new Uint8Array(0),
      status: new Uint8Array(0),
      reserved: new Float64Array(0),
    },
    paid: {
      state: new Uint8Array(room),
      amount: new Float64Array(room),
      credit: new Uint32Array(room),
      item: new Uint32Array(room),
    },
    moves: {
      debit: new Uint32Array(room),
      credit: new Uint32Array(room),
      amount: new Float64Array(room),
    },
    accounts: new Map(),
    owners: new Set(),
    policies: new Map(),
    reviewers: new Set(),
    open: new Map(),
    lacking: new Map(),
    batches: new Map(),
    deadlines: [],
    erased: new Set(),
    tasks: new Map(),
    labelling: new Map(),
    labelled: new Map(),
    promised: new Map(),
    owing: new Map(),
    orders: new Map(),
    opened: new Map(),
    runs: new Map(),
    checks: newChecks(),
    stopping: [],
    models: new Map(),
    stops: new Map(),
    boards: new Map(),
    minted: 0,
    snapshotSize: 0,
  };
}

/** One entry on its way through the rules. */
export type Step<B extends EntryBody = EntryBody> = {
  replay: Replay;
  body: B;
  index: number;
  hash: Sha256;
  /** Told of each score that changes, for readers who compare boards while the log grows. */
  onScore?: ((window: string, scope: number, person: number, score: Score) => void) | undefined;
};
export type StepOf<K extends EntryBody["kind"]> = Step<Extract<EntryBody, { kind: K }>>;

/** Counts a fault of the entry at hand. */
export function tell(step: Step, reason: ReplayReason, detail: Record<string, string | number> = {}): void {
  const { replay, body, index } = step;
  tellFault(replay.tallies, { reason, index, id: body.id, kind: body.kind, detail });
}

/** Policy that an item came in under; undefined when the log does not have it. */
export function policyOfItem(replay: Replay, item: number): (FlatPolicy & { rewardRule: string }) | undefined {
  return replay.policies.get(replay.item.project[item] ?? -1)?.get(replay.item.version[item] ?? 0);
}

export function statusOf(replay: Replay, item: number): ItemStatus {
  return itemStatuses[replay.item.status[item] ?? 0] ?? "unknown";
}

export function setStatus(replay: Replay, item: number, status: ItemStatus | Outcome): void {
  replay.item.status[item] = itemStatuses.indexOf(status);
}

/** The round under way of an item, begun when there is none. */
export function openRound(replay: Replay, item: number): OpenRound {
  const known = replay.open.get(item);
  if (known) return known;
  const round = { round: replay.item.round[item] ?? 1, votes: [], early: [], owed: [], isDecided: false };
  replay.open.set(item, round);
  return round;
}

/** Number of a contribution; its columns have room for it. */
export function itemNumber(replay: Replay, id: string): number {
  const item = addId(replay.items, id);
  const { item: columns } = replay;
  if (item >= columns.status.length) {
    const length = item + 1;
    columns.project = grown(columns.project, length);
    columns.author = grown(columns.author, length);
    columns.version = grown(columns.version, length);
    columns.round = grown(columns.round, length);
    columns.status = grown(columns.status, length);
    columns.reserved = grown(columns.reserved, length);
  }
  return item;
}

/** Adds to what is held for an item. */
export function holdForItem({ item: { reserved } }: Replay, item: number, amount: number): void {
  reserved[item] = (reserved[item] ?? 0) + amount;
}

/**
 * Notes that an item or import calls for points (above 0) or that a reservation brings them (below): the two stand in one transaction,
 * so the gap must close soon, and is looked at again.
 */
export function moveGap(step: Step, about: { item: number } | { batch: number }, amount: number): void {
  const { lacking, batches, deadlines } = step.replay;
  const [gaps, number] = "item" in about ? [lacking, about.item] : [batches, about.batch];
  const gap = gaps.get(number) ?? { amount: 0, since: step.index };
  gap.amount += amount;
  if (gap.amount === 0) gaps.delete(number);
  else gaps.set(number, gap);
  deadlines.push({ index: step.index, id: step.body.id, ...about });
}

/** Has the round of an item looked at again when the rest of its transaction must have come. */
export function remindOf(step: Step, item: number): void {
  step.replay.deadlines.push({ index: step.index, id: step.body.id, item });
}

/** Notes what a project's items call for and what its reservations bring; both stand in one transaction. */
export function movePromise(replay: Replay, project: number, amount: number): void {
  const due = (replay.promised.get(project) ?? 0) + amount;
  if (due === 0) replay.promised.delete(project);
  else replay.promised.set(project, due);
}
