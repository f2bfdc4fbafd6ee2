import type { Sha256 } from "#lib/ledger/hash";
import type { KnownAnswer } from "./gold";
import type { EstimateColumns } from "./replay-checks";
import { tellFault } from "./replay-fault";
import type { LabelItem, Replay, StepOf } from "./replay-state";
import { findId, idAt } from "./replay-table";
import { type EstimateLine, estimateQuestion, estimateWorkers } from "./worker-estimate";

/* What the estimator said of people, made again from the answers that the log has opened. Source: docs/gold.md, "spot-check/1". */

/** The estimator's question, by the newest terms; questions stay once a task is open. */
function questionOf(replay: Replay, project: number) {
  return estimateQuestion([...(replay.tasks.get(project)?.values() ?? [])].at(-1)?.questions ?? []);
}

type Line = {
  /** Index of the entry from which on it counts. */
  at: number;
  annotation: string;
  item: number;
  worker: number;
  said: Record<string, unknown>;
  known?: KnownAnswer;
};

/** Keeps an opened answer for the estimates that counted it; `known` is of gold. */
export function keepLine(replay: Replay, project: number, { at, annotation, item, worker, said, known }: Line): void {
  const question = questionOf(replay, project)?.id ?? "";
  const label = said[question];
  if (typeof label !== "number") return;
  const kept: EstimateColumns = replay.checks.lines.get(project) ?? {
    ...{ at: [], id: [], item: [], worker: [], label: [], known: [] },
  };
  replay.checks.lines.set(project, kept);
  const truth = known?.[question];
  kept.at.push(at);
  kept.id.push(findId(replay.ids, annotation));
  kept.item.push(item);
  kept.worker.push(worker);
  kept.label.push(label);
  kept.known.push(typeof truth === "number" ? truth : known ? -2 : -1);
}

/** The same of all answers that a closing item opens. */
export function keepReached({ replay, body, index }: StepOf<"consensus.reached">, item: number, open: LabelItem): void {
  const people = new Map(open.sealed.map(({ id, annotator }) => [id, annotator]));
  for (const { annotation, values } of body.answers) {
    const worker = people.get(annotation);
    if (worker === undefined) continue;
    const said = Object.fromEntries(values.map(({ question, value }) => [question, value]));
    keepLine(replay, open.project, { at: index, annotation, item, worker, said });
  }
}

/**
 * Makes every estimate again by which somebody was paid, in projects all of whose gold is opened; those of others wait, as part of what they were
 * made of is still sealed.
 */
export function endEstimates(replay: Replay, complete: ReadonlySet<number>, hash: Sha256): void {
  const { checks, tallies } = replay;
  const made = new Map<string, ReturnType<typeof estimateWorkers>>();
  for (const [id, { project, person, size, estimate, index }] of checks.settled) {
    if (size === undefined) continue;
    if (!complete.has(project)) {
      tallies.scores.waiting += 1;
      continue;
    }
    tallies.scores.checked += 1;
    const key = `${project}|${size}`;
    if (!made.has(key)) made.set(key, estimateAgain(replay, project, size, hash));
    const found = made.get(key)?.get(idAt(replay.names, person)) ?? null;
    if (JSON.stringify(found) === JSON.stringify(estimate)) continue;
    const isInput = found?.input !== estimate?.input;
    const detail = isInput
      ? { stated: estimate?.input ?? "none", found: found?.input ?? "none" }
      : { stated: estimate?.accuracy ?? 0, found: found?.accuracy ?? 0 };
    tellFault(tallies, { reason: "estimate_differs", index, id, kind: "label.settled", detail });
  }
}

function estimateAgain(replay: Replay, project: number, size: number, hash: Sha256) {
  const { checks, ids, items, names } = replay;
  const kept = checks.lines.get(project);
  const question = questionOf(replay, project);
  if (!kept || !question) return undefined;
  const lines: EstimateLine[] = [];
  for (const [row, at] of kept.at.entries()) {
    const [item = 0, known = -1] = [kept.item[row], kept.known[row]];
    if (at >= size || (known !== -1 && (checks.suspended.get(item) ?? Infinity) < size)) continue;
    const [id = 0, worker = 0, label = 0] = [kept.id[row], kept.worker[row], kept.label[row]];
    lines.push({
      ...{ id: idAt(ids, id), item: idAt(items, item), worker: idAt(names, worker), label },
      known: known < 0 ? undefined : known,
    });
  }
  return estimateWorkers(lines, question.options, hash);
}
