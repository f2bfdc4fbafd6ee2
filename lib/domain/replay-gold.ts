import { fromHex } from "#lib/ledger/hex";
import { verifyInclusion } from "#lib/ledger/proof";
import type { AnswerValue } from "./answer";
import { commitValue } from "./answer-seal";
import { goldLeaf, isRight, type KnownAnswer } from "./gold";
import { isGoldFaulty } from "./gold-share";
import { addTo } from "./replay-checks";
import { keepLine } from "./replay-estimate";
import { takeAnswer } from "./replay-hidden";
import { openGoldClaim } from "./replay-order";
import { oweTo } from "./replay-spot";
import { itemNumber, movePromise, type StepOf, statusOf, tell } from "./replay-state";
import { addId, findId, idAt } from "./replay-table";
import { keepTurn, keepTurnHash } from "./replay-turn";

/* What gold is held to: committed before use, opened as committed, with every answer to it. Source: docs/labelling.md, "Gold". */

export function applyTaskState({ replay, body }: StepOf<"task.state_changed">) {
  if (body.state === "closed") replay.checks.closed.add(addId(replay.names, body.project));
}

export function applyCommitted(step: StepOf<"gold.committed">) {
  const { replay, body, index } = step;
  replay.tallies.labels.checked += 1;
  const project = addId(replay.names, body.project);
  const { sets, purses } = replay.checks;
  if (!replay.tasks.get(project)?.has(body.version)) tell(step, "task_unknown", { version: body.version });
  const isNext = !sets.has(`${project}|${body.set}`) && (body.set === 1 || sets.has(`${project}|${body.set - 1}`));
  if (!isNext) return tell(step, "gold_set_wrong", { set: body.set });
  if (body.v === 2) keepTurnHash(step, project, body.turns);
  sets.set(`${project}|${body.set}`, { count: body.count, root: body.root, index });
  addTo(purses, project, body.reserve);
  movePromise(replay, project, body.reserve);
}

export function applyOpened(step: StepOf<"gold.opened">) {
  const { replay, body, hash } = step;
  replay.tallies.labels.checked += 1;
  const { sets, opened } = replay.checks;
  const project = addId(replay.names, body.project);
  const set = sets.get(`${project}|${body.set}`);
  if (!set) return tell(step, "gold_unknown", { set: body.set });
  const key = `${project}|${body.set}|${body.leaf}`;
  if (opened.has(key)) return tell(step, "gold_opened_twice", { set: body.set, leaf: body.leaf });
  const known: KnownAnswer = Object.fromEntries(body.answers.map(({ question, value }) => [question, value]));
  const proven = verifyInclusion(
    {
      leafHash: goldLeaf(fromHex(body.salt), body.contribution, known, hash),
      index: body.leaf,
      size: set.count,
      proof: body.proof.map(fromHex),
      root: fromHex(set.root),
    },
    hash,
  );
  if (!proven.ok) tell(step, "gold_opening_differs", { set: body.set, leaf: body.leaf, problem: proven.reason });
  const item = itemNumber(replay, body.contribution);
  if (statusOf(replay, item) !== "accepted" || replay.item.project[item] !== project)
    tell(step, "item_not_fit", { contribution: body.contribution });
  opened.set(key, { project, item, known: body.answers, used: body.used, seen: [] });
}

export function applyUsed(step: StepOf<"gold.used">) {
  const { replay, body, hash } = step;
  const project = findId(replay.names, body.project);
  const { sets, opened, answers } = replay.checks;
  const gold = opened.get(`${project}|${body.set}|${body.leaf}`);
  const set = sets.get(`${project}|${body.set}`);
  if (!gold || !set) return tell(step, "gold_unknown", { set: body.set, leaf: body.leaf });
  const contribution = idAt(replay.items, gold.item);
  const known: KnownAnswer = Object.fromEntries(gold.known.map(({ question, value }) => [question, value]));
  for (const given of body.answers) {
    replay.tallies.labels.checked += 1;
    const answer = takeAnswer(step, project, contribution, given);
    const claim = openGoldClaim(step, project, gold.item, given.annotation);
    if (!answer) continue;
    if ("turn" in given && given.turn && claim)
      keepTurn(step, project, {
        ...{ person: answer.annotator, ...given.turn, claimed: claim.claimed },
        ...{ index: answer.index, annotation: given.annotation },
      });
    const { annotator, index, hashes } = answer;
    if (index < set.index) tell(step, "gold_set_wrong", { set: body.set, annotation: given.annotation });
    if (gold.seen.includes(annotator)) tell(step, "answered_twice");
    gold.seen.push(annotator);
    for (const { question, value, salt } of given.values)
      if (commitValue(fromHex(salt), value, hash) !== hashes[question])
        tell(step, "opening_differs", { annotation: given.annotation, question });
    const said = Object.fromEntries(given.values.map(({ question, value }) => [question, value as AnswerValue]));
    keepLine(replay, project, {
      at: index,
      annotation: given.annotation,
      item: gold.item,
      worker: annotator,
      said,
      known,
    });
    const key = `${project}|${annotator}`;
    const before = answers.get(key) ?? [];
    before.push({ index, item: gold.item, right: isRight(known, said) });
    answers.set(key, before);
  }
}

export function applySuspended(step: StepOf<"gold.suspended">) {
  const { replay, body, index } = step;
  replay.tallies.labels.checked += 1;
  const item = itemNumber(replay, body.contribution);
  if (!isGoldFaulty(body) || replay.checks.suspended.has(item))
    return tell(step, "gold_fault_wrong", { failed: body.failed, of: body.of });
  replay.checks.suspended.set(item, index);
}

export function applyReleased(step: StepOf<"gold.released">) {
  const { replay, body } = step;
  replay.tallies.payments.checked += 1;
  const project = addId(replay.names, body.project);
  const left = addTo(replay.checks.purses, project, -body.amount);
  if (left < 0) tell(step, "reserve_short", { held: left + body.amount });
  oweTo(step, project, project, body.amount);
}
