import type { Run } from "./consensus-run";
import {
  itemNumber,
  type KnownRun,
  type LabelItem,
  type Replay,
  type StepOf,
  type TaskTerms,
  tell,
} from "./replay-state";
import { addId, findId, idAt } from "./replay-table";
import { actOf, decideStop, overlapOf, stopParameters, stopQuestions } from "./stop-rule";

/* When items had answers enough, decided again by the models of the runs that the log has. Source: docs/labelling.md, "When an item closes". */

/** Runs whose models are kept for each question: one may be replaced while a decision by the last is on its way into the log. */
const KEPT = 3;

export function applyStopSet(step: StepOf<"task.stop_set">) {
  const { replay, body } = step;
  replay.tallies.runs.checked += 1;
  const project = addId(replay.names, body.project);
  if (!replay.tasks.get(project)?.has(body.version)) return tell(step, "task_unknown", { version: body.version });
  const isKnown = Object.entries(stopParameters).every(([name, value]) => body.parameters[name as "doubt"] === value);
  if (!isKnown) return tell(step, "run_rule_unknown", { rule: body.rule });
  replay.stopping.push(versionKey(project, body.version));
}

const versionKey = (project: number, version: number) => `${project}|${version}`;

/** Keeps what a run knows of people. */
export function keepModel(replay: Replay, project: number, question: string, id: string, run: Run): void {
  const { shares, confusion } = run.consensus.fit.model;
  const known: KnownRun = {
    run: id,
    people: run.workers.map((worker) => findId(replay.names, worker)),
    shares: [...shares],
    confusion: [...confusion],
  };
  const key = `${project}|${question}`;
  replay.models.set(key, [known, ...(replay.models.get(key) ?? [])].slice(0, KEPT));
}

/** Notes that an item closed under the rule: what was decided must follow, with the answers it was decided by. */
export function expectStop(step: StepOf<"consensus.reached">, item: number, open: LabelItem): void {
  const { replay, body } = step;
  const isHeld = replay.stopping.includes(versionKey(open.project, open.version));
  if (!isHeld || replay.erased.has(item)) return;
  const people = new Map(open.sealed.map(({ id, annotator }) => [id, annotator]));
  const answers = body.answers.flatMap(({ annotation, values }) =>
    values.flatMap(({ question, value }) =>
      typeof value === "number" ? [{ question, person: people.get(annotation) ?? -1, label: value }] : [],
    ),
  );
  replay.stops.set(item, { project: open.project, version: open.version, answers });
}

export function applyStopped(step: StepOf<"consensus.stopped">) {
  const { replay, body } = step;
  replay.tallies.runs.checked += 1;
  const item = itemNumber(replay, body.contribution);
  const waiting = replay.stops.get(item);
  const terms = waiting && replay.tasks.get(waiting.project)?.get(waiting.version);
  if (!waiting || !terms || waiting.project !== findId(replay.names, body.project)) return tell(step, "item_not_open");
  replay.stops.delete(item);
  const expected = decideAgain(step, terms, waiting);
  if (expected === undefined) return tell(step, "stop_run_unknown");
  if (JSON.stringify(expected.map(plain)) !== JSON.stringify(body.decisions.map(plain)))
    tell(step, "stop_differs", { stated: body.decisions.length, byRule: expected.length });
  if (actOf(expected) !== body.act) tell(step, "stop_differs", { stated: body.act, byRule: actOf(expected) });
  if (actOf(expected) === "escalate" && replay.labelled.get(item) === "settled") replay.labelled.set(item, "disputed");
}

type Decision = StepOf<"consensus.stopped">["body"]["decisions"][number];
const plain = ({ question, run, act, label, confidence }: Decision) => [question, run, act, label, confidence];

type Waiting = NonNullable<ReturnType<Replay["stops"]["get"]>>;

/** Undefined when a run is named that is none of the newest, or none although there is one. */
function decideAgain({ replay, body }: StepOf<"consensus.stopped">, terms: TaskTerms, waiting: Waiting) {
  const decided = [];
  for (const question of stopQuestions(terms.questions)) {
    const said = waiting.answers.filter((answer) => answer.question === question.id);
    const models = replay.models.get(`${waiting.project}|${question.id}`) ?? [];
    const named = body.decisions.find((one) => one.question === question.id)?.run ?? null;
    const model = models.find(({ run }) => run === named);
    if (said.length === 0) continue;
    if (!model && (named !== null || models.length === KEPT)) return undefined;
    const answers = said.map(({ person, label }) => ({ person: idAt(replay.names, person), label }));
    decided.push(decideStop(question, overlapOf(terms), answers, model && readModel(replay, model, question.options)));
  }
  return decided;
}

function readModel(replay: Replay, { run, shares, people, confusion }: KnownRun, classes: number) {
  const cells = classes * classes;
  return {
    run,
    shares,
    confusionOf: (person: string) => {
      const at = people.indexOf(findId(replay.names, person));
      return at < 0 ? undefined : confusion.slice(at * cells, (at + 1) * cells);
    },
  };
}
