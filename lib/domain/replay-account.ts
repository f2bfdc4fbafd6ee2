import { addScore } from "./replay-board";
import { applyLabelTransfer } from "./replay-label";
import { takePayment } from "./replay-round";
import {
  type Account,
  type AccountKind,
  holdForItem,
  itemNumber,
  moveGap,
  type PaidColumns,
  type PaymentKind,
  type Replay,
  type StepOf,
  statusOf,
  tell,
} from "./replay-state";
import { addId, findId, grown } from "./replay-table";
import { CORRECT_RULE, FLAT_RULE, GRANT_RULE } from "./reward";
import { SPOT_CHECK_RULE } from "./spot-check";
import { FLAT_LABEL_RULE } from "./task";

type TransferStep = StepOf<"transfer.posted">;
type Shape = { debit: AccountKind; credit: AccountKind; rule: string };

/** From where to where each kind of transfer goes, and by which rule. Source: docs/rewards.md, "Double entry". */
const shapes: Record<TransferStep["body"]["transferKind"], Shape> = {
  mint: { debit: "mint", credit: "treasury", rule: GRANT_RULE },
  fund: { debit: "treasury", credit: "project_budget", rule: GRANT_RULE },
  reserve: { debit: "project_budget", credit: "project_reserved", rule: FLAT_RULE },
  award: { debit: "project_reserved", credit: "user_available", rule: FLAT_RULE },
  fee: { debit: "project_reserved", credit: "user_available", rule: FLAT_RULE },
  release: { debit: "project_reserved", credit: "project_budget", rule: FLAT_RULE },
  label_reserve: { debit: "project_budget", credit: "project_reserved", rule: FLAT_LABEL_RULE },
  label_fee: { debit: "project_reserved", credit: "user_available", rule: FLAT_LABEL_RULE },
  label_release: { debit: "project_reserved", credit: "project_budget", rule: FLAT_LABEL_RULE },
  return: { debit: "project_budget", credit: "treasury", rule: GRANT_RULE },
  label_take: { debit: "user_available", credit: "project_budget", rule: SPOT_CHECK_RULE },
  correct: { debit: "user_available", credit: "project_budget", rule: CORRECT_RULE },
};

const NO_OWNER = -1;

/** Transfers of labelling have the rule of their task. */
const isOfLabels = (kind: TransferStep["body"]["transferKind"]) => kind.startsWith("label_");

export function applyAccount(step: StepOf<"account.opened">) {
  const { replay, body } = step;
  replay.tallies.accounts.checked += 1;
  const account = addId(replay.names, body.account);
  if (replay.accounts.has(account)) return tell(step, "account_opened_twice");
  const isOwned = body.accountKind !== "mint" && body.accountKind !== "treasury";
  if (isOwned !== (body.owner !== null)) tell(step, "owner_wrong", { kind: body.accountKind });
  const owner = body.owner === null ? NO_OWNER : addId(replay.names, body.owner);
  const key = `${body.unit}|${body.accountKind}|${owner}`;
  if (replay.owners.has(key)) tell(step, "owner_has_account", { kind: body.accountKind });
  replay.owners.add(key);
  replay.accounts.set(account, { kind: body.accountKind, owner, unit: body.unit, balance: 0, since: step.index });
}

/** Moves the points of a transfer, as far as its accounts are there, and holds it to the rules of double entry. */
export function applyTransfer(step: TransferStep) {
  const { replay, body } = step;
  replay.tallies.transfers.checked += 1;
  const debit = accountOf(step, "debit");
  const credit = accountOf(step, "credit");
  if (!debit || !credit) return;
  if (debit === credit) return tell(step, "same_account");
  if (debit.unit !== body.unit || credit.unit !== body.unit) tell(step, "unit_mixed");
  debit.balance -= body.amount;
  credit.balance += body.amount;
  keepMove(step);
  if (debit.kind !== "mint" && debit.balance < 0)
    tell(step, "overdraft", { account: body.debit, amount: body.amount, balance: debit.balance });
  if (![debit.balance, credit.balance].every(Number.isSafeInteger)) tell(step, "sum_too_large");
  const shape = shapes[body.transferKind];
  if (debit.kind !== shape.debit || credit.kind !== shape.credit)
    return tell(step, "accounts_wrong", { kind: body.transferKind, from: debit.kind, to: credit.kind });
  if (body.rule !== shape.rule && !(isOfLabels(body.transferKind) && body.rule === SPOT_CHECK_RULE))
    tell(step, "rule_wrong", { found: body.rule, known: shape.rule });
  if (!isOfProject(replay, body.project, debit, credit)) return tell(step, "project_wrong");
  if (body.transferKind !== "correct" && body.reverses !== null) tell(step, "reversal_differs");
  applyKind(step, debit, credit);
}

/** Remembers what moved, for the snapshots that will be of an earlier moment. */
function keepMove({ replay, body, index }: TransferStep): void {
  const { moves, names } = replay;
  const length = index + 1;
  moves.debit = grown(moves.debit, length);
  moves.credit = grown(moves.credit, length);
  moves.amount = grown(moves.amount, length);
  moves.debit[index] = findId(names, body.debit) + 1;
  moves.credit[index] = findId(names, body.credit) + 1;
  moves.amount[index] = body.amount;
}

function accountOf(step: TransferStep, side: "debit" | "credit"): Account | undefined {
  const account = step.replay.accounts.get(findId(step.replay.names, step.body[side]));
  if (!account) tell(step, "account_unopened", { side, account: step.body[side] });
  return account;
}

/** True when the transfer names the project that its project accounts belong to, and none when there are none. */
function isOfProject(replay: Replay, project: string | null, ...accounts: Account[]): boolean {
  const named = project === null ? NO_OWNER : findId(replay.names, project);
  const owners = accounts.filter(({ kind }) => kind.startsWith("project_")).map(({ owner }) => owner);
  return owners.length === 0 ? project === null : owners.every((owner) => owner === named);
}

function applyKind(step: TransferStep, debit: Account, credit: Account) {
  const { replay, body } = step;
  if (body.transferKind === "mint") replay.minted += body.amount;
  if (body.transferKind === "reserve") applyReserve(step);
  if (body.transferKind === "award" || body.transferKind === "fee" || body.transferKind === "release")
    applyPayment(step, body.transferKind, credit);
  if (isOfLabels(body.transferKind))
    applyLabelTransfer(step, body.transferKind === "label_take" ? debit.owner : credit.owner);
  if (body.transferKind === "correct") applyCorrection(step, debit);
}

function applyReserve(step: TransferStep) {
  const { replay, body } = step;
  replay.tallies.payments.checked += 1;
  if (body.contribution !== null) {
    const item = itemNumber(replay, body.contribution);
    if (statusOf(replay, item) !== "unknown" && !isItemsProject(step, item)) return tell(step, "project_wrong");
    holdForItem(replay, item, body.amount);
    moveGap(step, { item }, -body.amount);
    return;
  }
  if (body.batch === null) return tell(step, "reserve_differs", { found: body.amount, wanted: 0 });
  const batch = addId(replay.names, body.batch);
  moveGap(step, { batch }, -body.amount);
}

function isItemsProject({ replay, body }: Pick<TransferStep, "replay" | "body">, item: number): boolean {
  return body.project !== null && findId(replay.names, body.project) === replay.item.project[item];
}

function applyPayment(step: TransferStep, kind: PaymentKind, credit: Account) {
  const { replay, body, index } = step;
  replay.tallies.payments.checked += 1;
  if (body.contribution === null || body.round === null) return tell(step, "not_owed", { found: body.amount });
  const item = itemNumber(replay, body.contribution);
  if (statusOf(replay, item) !== "unknown" && !isItemsProject(step, item)) return tell(step, "project_wrong");
  if (kind !== "release") {
    const project = body.project === null ? 0 : addId(replay.names, body.project);
    addScore(step, credit.owner, project, { points: body.amount });
    keepPaid(step, item);
  }
  takePayment(step, item, { kind, owner: credit.owner, amount: body.amount, index, id: body.id });
}

/** Remembers an award or fee for the correction that may come. */
function keepPaid({ replay, body }: TransferStep, item: number): void {
  const entry = findId(replay.ids, body.id);
  const { paid } = replay;
  const length = entry + 1;
  paid.state = grown(paid.state, length);
  paid.amount = grown(paid.amount, length);
  paid.credit = grown(paid.credit, length);
  paid.item = grown(paid.item, length);
  paid.state[entry] = 1;
  paid.amount[entry] = body.amount;
  paid.credit[entry] = findId(replay.names, body.credit);
  paid.item[entry] = item + 1;
}

function applyCorrection(step: TransferStep, debit: Account) {
  const { replay, body } = step;
  if (body.reverses === null) return tell(step, "reversal_missing");
  const original = findId(replay.ids, body.reverses);
  const state = replay.paid.state[original] ?? 0;
  if (state === 0) return tell(step, "reversal_unknown", { reverses: body.reverses });
  if (state === 2) return tell(step, "reversed_twice", { reverses: body.reverses });
  replay.paid.state[original] = 2;
  if (!isOpposite(step, replay.paid, original)) return tell(step, "reversal_differs", { reverses: body.reverses });
  const project = body.project === null ? 0 : addId(replay.names, body.project);
  addScore(step, debit.owner, project, { points: -body.amount });
}

function isOpposite({ replay, body }: TransferStep, paid: PaidColumns, original: number): boolean {
  return (
    paid.amount[original] === body.amount &&
    paid.credit[original] === findId(replay.names, body.debit) &&
    body.contribution !== null &&
    paid.item[original] === findId(replay.items, body.contribution) + 1 &&
    isItemsProject({ replay, body }, (paid.item[original] ?? 0) - 1)
  );
}
