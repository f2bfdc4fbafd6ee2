import { createHash } from "node:crypto";
import type { EntryBody } from "#lib/domain/entry";
import { type Decision, tallyVotes } from "#lib/domain/review";
import { type FlatPolicy, reserveForRevision, reserveForSubmission, settleFlat } from "#lib/domain/reward";
import { canonicalBytes, canonicalText } from "#lib/ledger/canonical";

/*
 * Valid histories without a database: the same entries in the same order as the services write them, made fast enough for a bench of a
 * million. What the real services write is audited in tests/integration/audit.test.ts.
 */

type Item = {
  id: string;
  project: Project;
  author: string;
  round: number;
  reserved: number;
  policy: FlatPolicy;
  version: number;
};
type Project = { id: string; owner: string; policy: FlatPolicy; version: number; waiting: Item[]; changes: Item[] };
type Paid = { id: string; amount: number; user: string; project: string; contribution: string; round: number };

export type History = {
  /** Numbers from 0 to below 1, the same for the same seed. */
  random: () => number;
  emit: (body: EntryBody) => void;
  projects: Project[];
  /** Items with their last verdict. */
  decided: Item[];
  people: string[];
  reviewers: string[];
  paid: Paid[];
  accounts: Set<string>;
  clock: number;
  count: number;
};

type HistoryOptions = {
  seed: number;
  people: number;
  reviewers: number;
  projects: number;
  emit: (body: EntryBody) => void;
};

const HASH = "ab".repeat(32);

function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function newId(history: History): string {
  const part = () =>
    Math.floor(history.random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  const [a, b, c, d] = [part(), part(), part(), part()];
  return `${a}-${b.slice(0, 4)}-7${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

const head = (history: History, id = newId(history)) => {
  history.count += 1;
  return { v: 1 as const, id, at: new Date(history.clock).toISOString() };
};
const pick = <T>(history: History, list: readonly T[]): T => list[Math.floor(history.random() * list.length)] as T;

/** Account ids are functions of what they are for; opened at the first use. */
function account(
  history: History,
  kind: Extract<EntryBody, { kind: "account.opened" }>["accountKind"],
  owner: string | null,
): string {
  const id = accountIdOf(kind, owner);
  if (!history.accounts.has(id)) {
    history.accounts.add(id);
    history.emit({ ...head(history), kind: "account.opened", account: id, accountKind: kind, owner, unit: "point" });
  }
  return id;
}

function accountIdOf(kind: string, owner: string | null): string {
  const tail = (owner ?? "00000000-0000-7000-8000-000000000000").slice(8);
  const first = { mint: "a0000001", treasury: "a0000002", project_budget: "a0000003", project_reserved: "a0000004" }[
    kind
  ];
  // People's accounts keep the person's own first group, with one bit changed.
  return `${first ?? ((Number.parseInt((owner ?? "").slice(0, 8), 16) ^ 0x80000000) >>> 0).toString(16).padStart(8, "0")}${tail}`;
}

type Move = {
  kind: Extract<EntryBody, { kind: "transfer.posted" }>["transferKind"];
  from: string;
  to: string;
  amount: number;
  project?: string;
  item?: string;
  batch?: string;
  round?: number;
  reverses?: string;
};

const rules = { mint: "grant/1", fund: "grant/1", correct: "correct/1" } as const;

function move(history: History, given: Move): string | undefined {
  if (given.amount === 0) return undefined;
  const rule = rules[given.kind as keyof typeof rules] ?? "flat/1";
  const top = head(history);
  history.emit({
    ...top,
    kind: "transfer.posted",
    unit: "point",
    debit: given.from,
    credit: given.to,
    amount: given.amount,
    transferKind: given.kind,
    rule,
    project: given.project ?? null,
    contribution: given.item ?? null,
    batch: given.batch ?? null,
    round: given.round ?? null,
    reverses: given.reverses ?? null,
  });
  return top.id;
}

/** A log's beginning: points issued, projects made, funded and opened, reviewers let in. */
export function startHistory(options: HistoryOptions): History {
  const history: History = {
    random: seededRandom(options.seed),
    emit: options.emit,
    projects: [],
    decided: [],
    people: [],
    reviewers: [],
    paid: [],
    accounts: new Set(),
    clock: Date.UTC(2026, 9, 1, 8),
    count: 0,
  };
  for (let n = 0; n < options.people; n += 1) history.people.push(newId(history));
  for (let n = 0; n < options.reviewers; n += 1) history.reviewers.push(newId(history));
  const mint = account(history, "mint", null);
  const treasury = account(history, "treasury", null);
  move(history, { kind: "mint", from: mint, to: treasury, amount: 1_000_000_000_000 });
  for (let n = 0; n < options.projects; n += 1) openProject(history, treasury);
  return history;
}

function policyBody(policy: FlatPolicy) {
  const body = { ...policy, rejectReasons: ["quality" as const], rewardRule: "flat/1" as const };
  return { policy: body, policyHash: createHash("sha256").update(canonicalText(body)).digest("hex") };
}

function openProject(history: History, treasury: string): void {
  const id = newId(history);
  const owner = newId(history);
  const policy = { acceptPrice: 1_000, reviewPrice: 100, reviewsWanted: 3 };
  const role = { kind: "role.granted" as const, actor: owner, project: id };
  history.emit({ ...head(history), ...role, user: owner, role: "owner" });
  const budget = account(history, "project_budget", id);
  move(history, { kind: "fund", from: treasury, to: budget, amount: 20_000_000_000, project: id });
  history.emit({
    ...head(history),
    kind: "project.opened",
    project: id,
    actor: owner,
    policyVersion: 1,
    ...policyBody(policy),
  });
  for (const user of history.reviewers) history.emit({ ...head(history), ...role, user, role: "reviewer" });
  history.projects.push({ id, owner, policy, version: 1, waiting: [], changes: [] });
}

function submittedEntry(history: History, item: Item, batch: string | null): void {
  history.emit({
    ...head(history),
    kind: "contribution.submitted",
    contribution: item.id,
    project: item.project.id,
    author: item.author,
    batch,
    commitment: HASH,
    licence: "CC0-1.0",
    consentHash: HASH,
    policyVersion: item.version,
  });
}

function newItem(history: History, project: Project): Item {
  const { policy, version } = project;
  const item = { id: newId(history), project, author: pick(history, history.people), round: 1, policy, version };
  return { ...item, reserved: reserveForSubmission(policy) };
}

function submit(history: History, project: Project): void {
  const item = newItem(history, project);
  const [budget, reserved] = accountsOf(history, project);
  move(history, {
    kind: "reserve",
    from: budget,
    to: reserved,
    amount: item.reserved,
    project: project.id,
    item: item.id,
  });
  submittedEntry(history, item, null);
  project.waiting.push(item);
}

function importBatch(history: History, project: Project): void {
  const batch = newId(history);
  const [budget, reserved] = accountsOf(history, project);
  const items = Array.from({ length: 2 + Math.floor(history.random() * 4) }, () => newItem(history, project));
  const amount = items.reduce((sum, item) => sum + item.reserved, 0);
  move(history, { kind: "reserve", from: budget, to: reserved, amount, project: project.id, batch });
  for (const item of items) submittedEntry(history, item, batch);
  project.waiting.push(...items);
}

function accountsOf(history: History, project: Project): [string, string] {
  return [account(history, "project_budget", project.id), account(history, "project_reserved", project.id)];
}

function decide(history: History): Decision {
  const drawn = history.random();
  return drawn < 0.7 ? "accept" : drawn < 0.85 ? "reject" : "request_changes";
}

/** All reviews of an item, then its settlement in the order of lib/services/verdict-settle.ts: transfers, then the verdict. */
function review(history: History, item: Item): void {
  const { project, policy, round } = item;
  const start = Math.floor(history.random() * history.reviewers.length);
  const whole = history.random() < 0.3 ? decide(history) : undefined;
  const votes = Array.from({ length: policy.reviewsWanted }, (_, n) => {
    const decision = whole ?? decide(history);
    const reviewer = history.reviewers[(start + n) % history.reviewers.length] ?? "";
    return { id: newId(history), reviewer, decision };
  });
  for (const { id, reviewer, decision } of votes) {
    const reason = decision === "accept" ? null : "quality";
    const about = { contribution: item.id, project: project.id, round };
    history.emit({ ...head(history, id), kind: "review.cast", ...about, reviewer, decision, reason });
    history.clock += 7_000;
  }
  const outcome = tallyVotes(votes, policy.reviewsWanted, round) ?? "rejected";
  const { award, fee, release, kept } = settleFlat(policy, outcome, votes.length, item.reserved);
  const [budget, from] = accountsOf(history, project);
  const about = { from, project: project.id, item: item.id, round };
  const pay = (kind: "award" | "fee", amount: number, user: string) => {
    const id = move(history, { ...about, kind, amount, to: account(history, "user_available", user) });
    if (id) history.paid.push({ id, amount, user, project: project.id, contribution: item.id, round });
  };
  pay("award", award, item.author);
  for (const vote of votes) pay("fee", fee, vote.reviewer);
  move(history, { ...about, kind: "release", to: budget, amount: release });
  history.emit({
    ...head(history),
    kind: "verdict.reached",
    contribution: item.id,
    project: project.id,
    round,
    outcome,
    rule: "majority/1",
    votes: votes
      .map((vote) => ({ review: vote.id, decision: vote.decision }))
      .sort((a, b) => (a.review < b.review ? -1 : 1)),
  });
  item.reserved = kept;
  if (outcome === "changes_requested") project.changes.push(item);
  else history.decided.push(item);
  if (history.paid.length > 5_000) history.paid.splice(0, 2_500);
}

function revise(history: History, item: Item): void {
  const [budget, reserved] = accountsOf(history, item.project);
  const amount = reserveForRevision(item.policy);
  item.round += 1;
  item.reserved += amount;
  const about = { project: item.project.id, item: item.id, round: item.round };
  move(history, { kind: "reserve", from: budget, to: reserved, amount, ...about });
  history.emit({
    ...head(history),
    kind: "contribution.revised",
    contribution: item.id,
    project: item.project.id,
    author: item.author,
    round: item.round,
    commitment: HASH,
  });
  item.project.waiting.push(item);
}

function withdraw(history: History, item: Item): void {
  const [budget, from] = accountsOf(history, item.project);
  const about = { project: item.project.id, item: item.id, round: item.round };
  move(history, { kind: "release", from, to: budget, amount: item.reserved, ...about });
  const ids = { contribution: item.id, project: item.project.id, author: item.author };
  history.emit({ ...head(history), kind: "contribution.withdrawn", ...ids });
}

function erase(history: History, item: Item, isOwn: boolean): void {
  const { id: project, owner } = item.project;
  const [actor, cause] = isOwn ? [item.author, "author" as const] : [owner, "privacy" as const];
  const ids = { contribution: item.id, project, author: item.author };
  history.emit({ ...head(history), kind: "contribution.erased", ...ids, actor, cause });
}

/** An item that is erased while it is reviewed: the votes are paid, the rest goes back. */
function eraseWaiting(history: History, item: Item): void {
  const { project, policy, round } = item;
  const reviewers = history.reviewers.slice(0, Math.floor(history.random() * policy.reviewsWanted));
  const vote = { contribution: item.id, project: project.id, round, decision: "accept" as const, reason: null };
  for (const reviewer of reviewers) history.emit({ ...head(history), kind: "review.cast", ...vote, reviewer });
  const [budget, from] = accountsOf(history, project);
  const about = { from, project: project.id, item: item.id, round };
  for (const user of reviewers)
    move(history, { ...about, kind: "fee", amount: policy.reviewPrice, to: account(history, "user_available", user) });
  const rest = item.reserved - policy.reviewPrice * reviewers.length;
  move(history, { ...about, kind: "release", to: budget, amount: rest });
  erase(history, item, history.random() < 0.7);
}

function correct(history: History, paid: Paid): void {
  move(history, {
    kind: "correct",
    from: account(history, "user_available", paid.user),
    to: accountIdOf("project_budget", paid.project),
    amount: paid.amount,
    project: paid.project,
    item: paid.contribution,
    round: paid.round,
    reverses: paid.id,
  });
}

function changePolicy(history: History, project: Project): void {
  const price = (most: number) => Math.floor(history.random() * most);
  project.policy = { acceptPrice: price(3_000), reviewPrice: price(300), reviewsWanted: pick(history, [1, 3, 5]) };
  project.version += 1;
  const about = { project: project.id, actor: project.owner, policyVersion: project.version };
  history.emit({ ...head(history), kind: "project.policy_changed", ...about, ...policyBody(project.policy) });
}

function takeOne(history: History, list: Item[]): Item | undefined {
  return list.splice(Math.floor(history.random() * list.length), 1)[0];
}

/** One act: a few entries that belong together. */
export function act(history: History) {
  history.clock += 1_000 + Math.floor(history.random() * 20_000);
  const project = pick(history, history.projects);
  const drawn = history.random();
  if (drawn < 0.004) return changePolicy(history, project);
  if (drawn < 0.02) {
    const item = project.waiting.findIndex((one) => one.round === 1);
    const [withdrawn] = item < 0 ? [] : project.waiting.splice(item, 1);
    if (withdrawn) withdraw(history, withdrawn);
    return;
  }
  if (drawn < 0.03) {
    const paid = history.paid.splice(Math.floor(history.random() * history.paid.length), 1)[0];
    if (paid) correct(history, paid);
    return;
  }
  if (drawn < 0.04) {
    const item = takeOne(history, history.random() < 0.5 ? history.decided : project.changes);
    if (item && item.reserved === 0) return erase(history, item, history.random() < 0.7);
    return item ? eraseWaiting(history, { ...item, policy: { ...item.policy, reviewsWanted: 0 } }) : undefined;
  }
  if (drawn < 0.045) {
    const item = takeOne(history, project.waiting);
    return item ? eraseWaiting(history, item) : undefined;
  }
  if (drawn < 0.08) return importBatch(history, project);
  if (drawn < 0.14) {
    const item = takeOne(history, project.changes);
    if (!item) return;
    return history.random() < 0.2 ? withdraw(history, item) : revise(history, item);
  }
  const item = project.waiting.length > 4 || drawn > 0.6 ? takeOne(history, project.waiting) : undefined;
  return item ? review(history, item) : submit(history, project);
}

/** Bodies of a small history. */
export function makeHistory(seed: number, acts: number): EntryBody[] {
  const bodies: EntryBody[] = [];
  const history = startHistory({ seed, people: 6, reviewers: 7, projects: 2, emit: (body) => bodies.push(body) });
  for (let n = 0; n < acts; n += 1) act(history);
  return bodies;
}

export const bytesOf = (bodies: readonly EntryBody[]): Uint8Array[] => bodies.map((body) => canonicalBytes(body));
