import { fromHex } from "#lib/ledger/hex";
import type { AnswerValue } from "./answer";
import { commitValue } from "./answer-seal";
import { isSure, outcomeOf, type QuestionResult, tallyAnswers } from "./consensus";
import { addScore } from "./replay-board";
import { keepReached } from "./replay-estimate";
import { tellFault } from "./replay-fault";
import { addDue, keepHidden, takeHidden } from "./replay-hidden";
import { closeOrder, keepClaim, keepItems, keepSeat, keepSeed } from "./replay-order";
import { keepOpened } from "./replay-run";
import { takeSettled } from "./replay-spot";
import {
  itemNumber,
  type LabelItem,
  movePromise,
  type Replay,
  type StepOf,
  statusOf,
  type TaskTerms,
  tell,
} from "./replay-state";
import { expectStop } from "./replay-stop";
import { addId, findId, idAt } from "./replay-table";

/* What labelling is held to: sealed before seen, opened as sealed, one label from many by its rule, paid as promised. Source: docs/labelling.md. */

export function applyTask(step: StepOf<"task.opened">) {
  const { replay, body } = step;
  replay.tallies.labels.checked += 1;
  const project = addId(replay.names, body.project);
  const versions = replay.tasks.get(project) ?? new Map<number, TaskTerms>();
  if (versions.has(body.version)) return tell(step, "task_version_wrong", { version: body.version });
  versions.set(body.version, body.policy);
  replay.tasks.set(project, versions);
  keepSeed(step, project);
}

export function applyItems(step: StepOf<"items.opened">) {
  const { replay, body } = step;
  replay.tallies.labels.checked += 1;
  const project = addId(replay.names, body.project);
  const terms = replay.tasks.get(project)?.get(body.version);
  if (!terms) return tell(step, "task_unknown", { version: body.version });
  const promised = terms.answersWanted * terms.answerPrice;
  keepItems(step, project, terms.answersWanted);
  for (const contribution of body.contributions) {
    const item = itemNumber(replay, contribution);
    const isFit = statusOf(replay, item) === "accepted" && replay.item.project[item] === project;
    if (!isFit || replay.labelled.has(item) || replay.labelling.has(item)) {
      tell(step, "item_not_fit", { contribution });
      continue;
    }
    replay.labelling.set(item, {
      project,
      version: body.version,
      reserved: promised,
      seats: terms.answersWanted,
      sealed: [],
    });
  }
  movePromise(replay, project, promised * body.contributions.length);
}

export function applySealed(step: StepOf<"annotation.sealed">) {
  const { replay, body } = step;
  replay.tallies.labels.checked += 1;
  keepClaim(step);
  if ("item" in body) return keepHidden(step, body);
  const item = itemNumber(replay, body.contribution);
  const open = replay.labelling.get(item);
  if (!open) return tell(step, "item_not_open");
  const annotator = addId(replay.names, body.annotator);
  if (annotator === replay.item.author[item]) tell(step, "own_work");
  if (open.sealed.some((one) => one.annotator === annotator)) return tell(step, "answered_twice");
  const hashes = Object.fromEntries(body.commitments.map(({ question, hash }) => [question, hash]));
  open.sealed.push({ id: body.id, annotator, hashes });
  if (open.sealed.length > open.seats)
    tell(step, "answers_too_many", { sealed: open.sealed.length, wanted: open.seats });
}

export function applyConsensus(step: StepOf<"consensus.reached">) {
  const { replay, body } = step;
  replay.tallies.labels.checked += 1;
  const item = itemNumber(replay, body.contribution);
  const open = replay.labelling.get(item);
  if (!open) return tell(step, "item_not_open");
  const terms = replay.tasks.get(open.project)?.get(open.version);
  if (!terms) return tell(step, "task_unknown", { version: open.version });
  if (body.v !== 1) open.sealed = takeHidden(step, body, open);
  closeOrder(step, item, open);
  checkOpened(step, open);
  checkResults(step, terms, open, replay.erased.has(item));
  keepOpened(step, item, open);
  if (body.v !== 1) keepReached(step, item, open);
  expectStop(step, item, open);
  replay.labelling.delete(item);
  replay.labelled.set(item, body.outcome);
  const owed = new Map<number, number>();
  for (const { annotator } of open.sealed) {
    if (body.v !== 1) addDue(replay, open, annotator);
    else owed.set(annotator, terms.answerPrice);
  }
  const rest = open.reserved - terms.answerPrice * open.sealed.length;
  if (rest < 0) tell(step, "reserve_short", { held: open.reserved });
  if (rest > 0) owed.set(open.project, rest);
  if (owed.size > 0 && terms.answerPrice > 0)
    replay.owing.set(item, { id: body.id, index: step.index, project: open.project, owed });
}

/** Every sealed answer is opened, each value with the salt of its own commitment. */
function checkOpened(step: StepOf<"consensus.reached">, open: LabelItem) {
  const { body, hash } = step;
  const listed = new Map(body.answers.map((answer) => [answer.annotation, answer.values]));
  if (listed.size !== open.sealed.length || body.answers.length !== listed.size)
    return tell(step, "answers_differ", { opened: body.answers.length, sealed: open.sealed.length });
  for (const sealed of open.sealed) {
    const values = listed.get(sealed.id);
    if (!values) return tell(step, "answers_differ", { missing: sealed.id });
    for (const { question, value, salt } of values)
      if (commitValue(fromHex(salt), value, hash) !== sealed.hashes[question])
        tell(step, "opening_differs", { annotation: sealed.id, question });
  }
}

function checkResults(step: StepOf<"consensus.reached">, terms: TaskTerms, open: LabelItem, isErased: boolean) {
  const { body } = step;
  const answers = body.answers.map(({ values }) =>
    Object.fromEntries(values.map(({ question, value }) => [question, value as AnswerValue])),
  );
  const expected = tallyAnswers(terms.questions, answers);
  if (JSON.stringify(expected.map(plain)) !== JSON.stringify(body.results.map(plain)))
    return tell(step, "consensus_differs", { stated: body.results.length, byRule: expected.length });
  const outcome = outcomeOf(expected);
  if (outcome !== body.outcome) tell(step, "outcome_differs", { stated: body.outcome, byRule: outcome });
  // What is erased closes with the answers it has.
  const mayClose = isErased || open.sealed.length >= terms.answersWanted;
  if (!mayClose && !isSure(expected, terms.confidence))
    tell(step, "answers_too_few", { sealed: open.sealed.length, wanted: terms.answersWanted });
}

const plain = ({ question, rule, value, confidence }: QuestionResult) => [question, rule, value, confidence];

/** Takes a promise, a payment or a return of labelling; `owner` is whose account it goes to. */
export function applyLabelTransfer(step: StepOf<"transfer.posted">, owner: number) {
  const { replay, body } = step;
  replay.tallies.payments.checked += 1;
  const project = body.project === null ? -1 : findId(replay.names, body.project);
  if (body.transferKind === "label_reserve") return applyPromise(step, project);
  if (body.contribution === null) return takeSettled(step, owner, project);
  const item = itemNumber(replay, body.contribution);
  const due = replay.owing.get(item);
  const owed = due?.owed.get(owner);
  if (!due || owed === undefined || due.project !== project) return tell(step, "not_owed", { found: body.amount });
  due.owed.delete(owner);
  if (due.owed.size === 0) replay.owing.delete(item);
  if (owed !== body.amount) tell(step, "amount_wrong", { found: body.amount, owed });
  if (body.transferKind === "label_fee") addScore(step, owner, project, { points: body.amount });
}

function applyPromise(step: StepOf<"transfer.posted">, project: number) {
  const { replay, body } = step;
  if (body.contribution === null) return movePromise(replay, project, -body.amount);
  const item = itemNumber(replay, body.contribution);
  const open = replay.labelling.get(item);
  const terms = open && replay.tasks.get(open.project)?.get(open.version);
  if (!open || !terms || open.project !== project) return tell(step, "item_not_open");
  open.seats += 1;
  keepSeat(step, project, item);
  open.reserved += body.amount;
  if (body.amount !== terms.answerPrice)
    tell(step, "reserve_differs", { found: body.amount, wanted: terms.answerPrice });
  if (open.seats > terms.answersMost) tell(step, "answers_too_many", { sealed: open.seats, wanted: terms.answersMost });
}

/** Somebody judged what the answers left open. */
export function applyJudged(step: StepOf<"consensus.judged">) {
  const { replay, body } = step;
  replay.tallies.labels.checked += 1;
  const item = itemNumber(replay, body.contribution);
  if (replay.labelled.get(item) !== "disputed") return tell(step, "item_not_open");
  const judge = `${findId(replay.names, body.project)}|${findId(replay.names, body.judge)}`;
  if (!replay.reviewers.has(judge)) tell(step, "no_role");
  replay.labelled.set(item, "judged");
}

/** What labelling still holds of each project's reserved account; tells of what was never paid when the log was read to its end. */
export function endLabels(replay: Replay, isWhole: boolean): Map<number, number> {
  const held = new Map<number, number>();
  const add = (project: number, amount: number) => held.set(project, (held.get(project) ?? 0) + amount);
  for (const { project, reserved } of replay.labelling.values()) add(project, reserved);
  for (const { project, owed, id, index } of replay.owing.values()) {
    for (const amount of owed.values()) add(project, amount);
    if (isWhole)
      tellFault(replay.tallies, {
        reason: "unpaid",
        index,
        id,
        kind: "consensus.reached",
        detail: { owed: [...owed.values()].reduce((sum, amount) => sum + amount, 0) },
      });
  }
  for (const item of isWhole ? replay.stops.keys() : [])
    tellFault(replay.tallies, {
      reason: "stop_missing",
      index: null,
      id: idAt(replay.items, item),
      kind: "consensus.reached",
      detail: {},
    });
  for (const [project, amount] of replay.promised) {
    add(project, -amount);
    if (isWhole)
      tellFault(replay.tallies, {
        reason: "reserve_differs",
        index: null,
        id: idAt(replay.names, project),
        kind: null,
        detail: { lacking: amount },
      });
  }
  return held;
}
