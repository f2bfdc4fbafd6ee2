import { fromHex, toHex } from "#lib/ledger/hex";
import type { EntryBody } from "./entry";
import { hideItem } from "./gold";
import { addTo, type HiddenAnswer } from "./replay-checks";
import { itemNumber, type LabelItem, type Replay, type StepOf, tell } from "./replay-state";
import { addId } from "./replay-table";

/* Answers that do not say which item they are of, until it closes or its gold is opened. */

type Sealed = Extract<EntryBody, { kind: "annotation.sealed"; item: string }>;
type Reached = Extract<EntryBody, { kind: "consensus.reached"; v: 2 | 3 }>;

export function keepHidden(step: StepOf<"annotation.sealed">, body: Sealed) {
  const { replay, index } = step;
  const project = addId(replay.names, body.project);
  if (!replay.tasks.get(project)?.has(body.version)) tell(step, "task_unknown", { version: body.version });
  replay.checks.hidden.set(body.id, {
    project,
    annotator: addId(replay.names, body.annotator),
    version: body.version,
    index,
    item: body.item,
    hashes: Object.fromEntries(body.commitments.map(({ question, hash }) => [question, hash])),
  });
}

/** The hidden answer of this id, shown to be of the item; it is hidden no more. Tells what is wrong. */
export function takeAnswer(
  step: StepOf<"consensus.reached"> | StepOf<"gold.used">,
  project: number,
  contribution: string,
  { annotation, item }: { annotation: string; item: string },
): HiddenAnswer | undefined {
  const { hidden } = step.replay.checks;
  const answer = hidden.get(annotation);
  if (!answer || answer.project !== project) {
    tell(step, "answers_differ", { missing: annotation });
    return undefined;
  }
  hidden.delete(annotation);
  if (toHex(hideItem(fromHex(item), contribution, step.hash)) !== answer.item)
    tell(step, "opening_differs", { annotation, question: "item" });
  if (answer.annotator === step.replay.item.author[itemNumber(step.replay, contribution)]) tell(step, "own_work");
  return answer;
}

/** The answers that a consensus opens, as if they had named the item when they were sealed. */
export function takeHidden(step: StepOf<"consensus.reached">, body: Reached, open: LabelItem): LabelItem["sealed"] {
  const sealed: LabelItem["sealed"] = [];
  for (const given of body.answers) {
    const answer = takeAnswer(step, open.project, body.contribution, given);
    if (!answer) continue;
    const { annotator, version, hashes } = answer;
    if (version !== open.version) tell(step, "task_version_wrong", { version });
    if (sealed.some((one) => one.annotator === annotator)) tell(step, "answered_twice");
    sealed.push({ id: given.annotation, annotator, hashes });
  }
  if (sealed.length > open.seats) tell(step, "answers_too_many", { sealed: sealed.length, wanted: open.seats });
  return sealed;
}

/** Notes an answer to a closed item that is to be settled. */
export function addDue(replay: Replay, { project, version }: LabelItem, annotator: number): void {
  addTo(replay.checks.due, `${project}|${annotator}|${version}`, 1);
}
