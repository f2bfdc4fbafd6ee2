import { DAWID_SKENE, extendModel } from "#lib/consensus/dawid-skene";
import { NO_LABEL } from "#lib/consensus/majority";
import { ADAPTIVE_OVERLAP, decideOverlap, type OverlapDecision, type OverlapPolicy } from "#lib/consensus/overlap";
import { isRunForm } from "./consensus-run";
import type { QuestionForm } from "./question";

/*
 * When an item has answers enough. `share`: enough of its people agree. `posterior`: adaptive-overlap/1 on questions of one code, by what the
 * newest run over all items knows of people. Source: docs/labelling.md, "When an item closes".
 */
export const stopRules = ["share", "posterior"] as const;
export type StopRule = (typeof stopRules)[number];

/** Numbers of the rule, in millionths where they are no whole ones; those of a person without a record stand in `DAWID_SKENE`. */
export const stopParameters = {
  doubt: Math.round(ADAPTIVE_OVERLAP.doubt * 1e6),
  agreeing: Math.round(DAWID_SKENE.agreeing * 1e6),
  smoothing: Math.round(DAWID_SKENE.smoothing * 1e6),
} as const;

/** What a task's terms make of the rule: asked in dispute no longer than otherwise, since the owner's limit is one number. */
export function overlapOf(task: { confidence: number; answersWanted: number; answersMost: number }): OverlapPolicy {
  const { confidence, answersWanted, answersMost } = task;
  return { confidence: confidence / 10_000, least: answersWanted, most: answersMost, mostInDispute: answersMost };
}

/** What a run knows: shares of the labels, and people's confusions by id, row by row. */
export type KnownModel = {
  run: string;
  shares: readonly number[];
  confusionOf(person: string): readonly number[] | undefined;
};

export type StopDecision = {
  question: string;
  /** The run whose model was asked; null before the first: then all labels are alike and everybody is new. */
  run: string | null;
  act: OverlapDecision["act"];
  label: number | null;
  /** The label's posterior under doubt in basis points, rounded down. */
  confidence: number;
};

/** Whether one question of an item has answers enough. The order of the answers makes no difference. */
export function decideStop(
  question: { id: string; options: number },
  policy: OverlapPolicy,
  answers: readonly { person: string; label: number }[],
  known: KnownModel | undefined,
): StopDecision {
  const classes = question.options;
  const cells = classes * classes;
  const sorted = [...answers].sort((a, b) => (a.person < b.person ? -1 : 1));
  const model = extendModel(classes, sorted.length);
  if (known) model.shares.set(known.shares);
  for (const [at, { person }] of sorted.entries()) {
    const confusion = known?.confusionOf(person);
    if (confusion) model.confusion.set(confusion, at * cells);
  }
  const { act, label, confidence } = decideOverlap(
    policy,
    model,
    [...sorted.keys()],
    sorted.map((answer) => answer.label),
  );
  return {
    question: question.id,
    run: known?.run ?? null,
    act,
    label: label === NO_LABEL ? null : label,
    confidence: Math.floor(confidence * 10_000),
  };
}

/** Questions that the rule is asked about. */
export function stopQuestions<Q extends { form: QuestionForm }>(questions: readonly Q[]): Q[] {
  return questions.filter(({ form }) => isRunForm(form));
}

/** Of an item: a question that wants a person first, then one that wants an answer. */
export function actOf(decisions: readonly StopDecision[]): OverlapDecision["act"] {
  const acts = decisions.map(({ act }) => act);
  return acts.includes("ask") ? "ask" : acts.includes("escalate") ? "escalate" : "stop";
}
