import { addScore } from "./replay-board";
import { addTo } from "./replay-checks";
import { movePromise, type Step, type StepOf, tell } from "./replay-state";
import { addId } from "./replay-table";
import { type CheckedWorker, checkClasses, lateShare, splitByShare, spotCheckShare } from "./spot-check";

/* What `spot-check/1` is held to: shares that follow from the evidence, amounts from the shares, nothing settled twice. */

type Evidence = StepOf<"label.settled">["body"]["evidence"];

function workerOf({ classes, target, right, of, estimate }: Evidence): CheckedWorker {
  const gold = { right, of };
  const { accuracy = 0, answers = 0 } = estimate ?? {};
  return { classes, target, gold, audits: [], ...(estimate ? { estimate: { accuracy, answers } } : {}) };
}

/** The share that the evidence gives; undefined where it cannot be evidence. */
function shareOf(evidence: Evidence, isLate: boolean): number | undefined {
  const { classes, target, right, of } = evidence;
  if (right > of || target <= Math.floor(10_000 / classes) || target > 9_500) return undefined;
  return isLate ? lateShare(workerOf(evidence)) : spotCheckShare(workerOf(evidence));
}

export function applySettled(step: StepOf<"label.settled">) {
  const { replay, body, index } = step;
  replay.tallies.payments.checked += 1;
  const { checks } = replay;
  const project = addId(replay.names, body.project);
  const person = addId(replay.names, body.annotator);
  const terms = replay.tasks.get(project)?.get(body.version);
  if (!terms || !("target" in terms)) return tell(step, "task_unknown", { version: body.version });
  const { evidence } = body;
  const isOfTask = evidence.target === terms.target && evidence.classes === checkClasses(terms.questions);
  const share = shareOf(evidence, body.late);
  if (!isOfTask || share !== body.share) tell(step, "share_differs", { stated: body.share, byRule: share ?? "none" });
  const ordinary = body.answers - body.gold;
  const left = addTo(checks.due, `${project}|${person}|${body.version}`, -ordinary);
  if (ordinary < 0 || left < 0) tell(step, "settled_too_many", { settled: body.answers, lacking: -left });
  const purse = addTo(checks.purses, project, -body.gold * terms.answerPrice);
  if (purse < 0) tell(step, "reserve_short", { held: purse });
  const { pay, release } = splitByShare(terms.answerPrice, body.share);
  if (body.paid !== pay * body.answers || body.returned !== release * body.answers)
    tell(step, "share_differs", { stated: body.paid, byRule: pay * body.answers });
  oweTo(step, project, person, body.paid);
  oweTo(step, project, project, body.returned);
  checks.settled.set(body.id, {
    ...{
      project,
      person,
      version: body.version,
      index,
      at: index,
      answers: body.answers,
      paid: body.paid,
      gold: body.gold,
    },
    ...{ right: evidence.right, of: evidence.of },
    ...estimateIn(step, body),
  });
}

/** What an entry says of the estimate, for the end of the log. */
function estimateIn(step: Step, body: StepOf<"label.settled" | "label.corrected">["body"]) {
  const { estimate: told } = body.evidence;
  const estimate = told && { input: told.input, accuracy: told.accuracy, answers: told.answers };
  if (body.v === 1) return { estimate, size: undefined };
  const { size } = body.evidence;
  if (size > step.index) tell(step, "estimate_differs", { size });
  return { estimate, size };
}

/** Notes what a project owes to somebody, or its reserved account to its budget. */
export function oweTo(step: Step, project: number, owner: number, amount: number): void {
  if (amount === 0) return;
  const { owed } = step.replay.checks;
  const key = `${project}|${owner}`;
  owed.set(key, [...(owed.get(key) ?? []), { amount, index: step.index, id: step.body.id }]);
}

/** Takes a payment or return that a settlement owes; `owner` is whose account it goes to, or is taken from. */
export function takeSettled(step: StepOf<"transfer.posted">, owner: number, project: number) {
  const { replay, body } = step;
  const { owed, taken } = replay.checks;
  const key = `${project}|${owner}`;
  const isTake = body.transferKind === "label_take";
  if (isTake) {
    const due = taken.get(key);
    if (due === undefined) return tell(step, "not_owed", { found: body.amount });
    taken.delete(key);
    if (due !== body.amount) tell(step, "amount_wrong", { found: body.amount, owed: due });
  } else {
    // Settlements of several people may stand between one and its payments.
    const dues = owed.get(key) ?? [];
    const due = dues.find(({ amount }) => amount === body.amount) ?? dues[0];
    if (!due) return tell(step, "not_owed", { found: body.amount });
    const left = dues.filter((one) => one !== due);
    if (left.length > 0) owed.set(key, left);
    else owed.delete(key);
    if (due.amount !== body.amount) tell(step, "amount_wrong", { found: body.amount, owed: due.amount });
  }
  if (isTake) addScore(step, owner, project, { points: -body.amount });
  if (body.transferKind === "label_fee") addScore(step, owner, project, { points: body.amount });
}

export function applyCorrected(step: StepOf<"label.corrected">) {
  const { replay, body } = step;
  replay.tallies.payments.checked += 1;
  const { settled, taken } = replay.checks;
  const before = settled.get(body.settlement);
  const project = addId(replay.names, body.project);
  const person = addId(replay.names, body.annotator);
  const terms = before && replay.tasks.get(before.project)?.get(before.version);
  if (!before || !terms || before.project !== project || before.person !== person)
    return tell(step, "settlement_unknown", { settlement: body.settlement });
  const share = shareOf(body.evidence, body.evidence.of < 5);
  const paid = splitByShare(terms.answerPrice, body.share).pay * before.answers;
  if (share !== body.share || paid !== body.paid)
    tell(step, "share_differs", { stated: body.share, byRule: share ?? "none" });
  // A correction counts gold again and leaves the estimate as it was.
  const told = estimateIn(step, body);
  if (JSON.stringify(told) !== JSON.stringify({ estimate: before.estimate, size: before.size }))
    tell(step, "estimate_differs", { settlement: body.settlement });
  const difference = body.paid - before.paid;
  const isOpposite =
    difference >= 0
      ? body.more === difference && body.less === 0 && body.waived === 0
      : body.more === 0 && body.less + body.waived === -difference;
  if (!isOpposite) tell(step, "correction_differs", { stated: body.more - body.less, difference });
  before.paid += body.more - body.less;
  const { right, of } = body.evidence;
  replay.checks.corrected.set(body.id, { ...before, at: step.index, right, of });
  movePromise(replay, project, body.more);
  oweTo(step, project, person, body.more);
  if (body.less > 0) addTo(taken, `${project}|${person}`, body.less);
}
