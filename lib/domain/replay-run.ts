import { computeRun, isRunForm, type RunClaim, runParameters } from "./consensus-run";
import { type LabelItem, newOpened, type OpenedAnswers, type StepOf, tell } from "./replay-state";
import { keepModel } from "./replay-stop";
import { addId, idAt } from "./replay-table";

/* Labels of all items together, made again from the answers that the log has opened. Source: docs/labelling.md, "All items together". */

/** Keeps the answers that a closing item opens, for the runs that come after. */
export function keepOpened({ replay, body, index }: StepOf<"consensus.reached">, item: number, open: LabelItem): void {
  const annotators = new Map(open.sealed.map(({ id, annotator }) => [id, annotator]));
  const questions = replay.opened.get(open.project) ?? new Map<string, OpenedAnswers>();
  replay.opened.set(open.project, questions);
  for (const { annotation, values } of body.answers) {
    const worker = annotators.get(annotation);
    for (const { question, value } of values) {
      if (worker === undefined || typeof value !== "number") continue;
      const kept = questions.get(question) ?? newOpened();
      questions.set(question, kept);
      kept.at.push(index);
      kept.item.push(item);
      kept.worker.push(worker);
      kept.label.push(value);
    }
  }
}

export function applyRun(step: StepOf<"consensus.run">) {
  const { replay, body, index, hash } = step;
  replay.tallies.runs.checked += 1;
  const project = addId(replay.names, body.project);
  const terms = [...(replay.tasks.get(project)?.values() ?? [])]
    .at(-1)
    ?.questions.find(({ id }) => id === body.question);
  if (!terms || !isRunForm(terms.form)) return tell(step, "run_question_unknown", { question: body.question });
  const isKnown = Object.entries(runParameters).every(([name, value]) => body.parameters[name as "rounds"] === value);
  if (!isKnown) return tell(step, "run_rule_unknown", { rule: body.rule });
  const before = replay.runs.get(`${project}|${body.question}`) ?? -1;
  if (body.size > index || body.size <= before) return tell(step, "run_size_wrong", { size: body.size, last: before });
  replay.runs.set(`${project}|${body.question}`, body.size);
  const opened = replay.opened.get(project)?.get(body.question) ?? newOpened();
  const run = computeRun({ classes: terms.options, ...inputOf(step, opened) }, hash);
  keepModel(replay, project, body.question, body.id, run);
  const { claim } = run;
  compare(step, claim, ["answers", "inputHash"], "run_input_differs");
  compare(step, claim, ["items", "root", "flagged", "decidedBy", "rounds"], "run_labels_differ");
}

function compare(
  step: StepOf<"consensus.run">,
  claim: RunClaim,
  fields: readonly (keyof RunClaim)[],
  reason: "run_input_differs" | "run_labels_differ",
): void {
  const differing = fields.find((field) => claim[field] !== step.body[field]);
  if (!differing) return;
  tell(step, reason, { field: differing, stated: step.body[differing], found: claim[differing] });
}

/** The answers that were opened before the run's size, with ids for their numbers. */
function inputOf({ replay, body }: StepOf<"consensus.run">, opened: OpenedAnswers) {
  const later = opened.at.findIndex((at) => at >= body.size);
  const end = later < 0 ? opened.at.length : later;
  const items = number(opened.item, end, (each) => idAt(replay.items, each));
  const workers = number(opened.worker, end, (each) => idAt(replay.names, each));
  return {
    ...{ items: items.ids, item: items.column },
    ...{ workers: workers.ids, worker: workers.column },
    label: opened.label.slice(0, end),
  };
}

function number(column: readonly number[], end: number, idOf: (each: number) => string) {
  const places = new Map<number, number>();
  const ids: string[] = [];
  const numbered = new Int32Array(end);
  for (let row = 0; row < end; row += 1) {
    const each = column[row] as number;
    let place = places.get(each);
    if (place === undefined) {
      place = ids.length;
      places.set(each, place);
      ids.push(idOf(each));
    }
    numbered[row] = place;
  }
  return { ids, column: numbered };
}
