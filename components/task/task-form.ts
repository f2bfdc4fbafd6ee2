import { faultOf, ownIssue } from "#lib/domain/issue";
import { limits } from "#lib/domain/limits";
import { parsePoints, pointsText } from "#lib/domain/points";
import type { OverlapRule, Question, QuestionForm } from "#lib/domain/question";
import type { StopRule } from "#lib/domain/stop-rule";
import { FLAT_LABEL_RULE, type TaskInput, taskInputSchema } from "#lib/domain/task";

/** A question as somebody types it: lists are lines, numbers are texts until they are right. Parts that other forms have wait unused. */
export type QuestionDraft = {
  id: string;
  text: string;
  hint: string;
  isRequired: boolean;
  kind: QuestionForm;
  /** Classes, points of a scale, or options to rank: one a line. */
  names: string;
  relations: string;
  least: string;
  tie: boolean;
  purpose: Extract<Question["form"], { kind: "free_text" }>["purpose"];
  chars: string;
  polygons: boolean;
  transcribed: boolean;
  overlap: OverlapRule;
  when: { question: string; is: number[] } | undefined;
};

export type TaskForm = {
  questions: QuestionDraft[];
  instructions: string;
  answersWanted: string;
  answersMost: string;
  stop: StopRule;
  /** In percent. */
  confidence: string;
  answerPrice: string;
  rewardRule: TaskInput["rewardRule"];
  /** In percent. */
  target: string;
  skill: string;
};

/** Faults by place: "answersMost", "questions.0.text", "questions.0.names". */
export type TaskFaults = Record<string, string>;

/** Key of the message for an amount that is no number. */
export const POINTS_SHAPE = "points_shape";

const BASIS_POINTS = 100;

export function emptyQuestion(id: string): QuestionDraft {
  return {
    ...{ id, text: "", hint: "", isRequired: true, kind: "single_class", names: "", relations: "", least: "0" },
    ...{ tie: true, purpose: "answer", chars: String(limits.answerChars), polygons: false, transcribed: false },
    overlap: "any",
    when: undefined,
  };
}

export function emptyTask(): TaskForm {
  return {
    ...{ questions: [emptyQuestion("q1")], instructions: "", answersWanted: "3", answersMost: "5" },
    ...{ stop: "share" as const, confidence: "90", answerPrice: "0.1", skill: "" },
    ...{ rewardRule: FLAT_LABEL_RULE, target: "90" },
  };
}

/** The form of a task that exists. */
export function taskFormOf(task: TaskInput): TaskForm {
  return {
    questions: task.questions.map(questionDraftOf),
    instructions: task.instructions,
    answersWanted: String(task.answersWanted),
    answersMost: String(task.answersMost),
    stop: task.stop,
    confidence: String(task.confidence / BASIS_POINTS),
    answerPrice: pointsText(task.answerPrice),
    rewardRule: task.rewardRule,
    target: String(task.target / BASIS_POINTS),
    skill: task.skill ?? "",
  };
}

function questionDraftOf({ id, text, hint, isRequired, form, when }: Question): QuestionDraft {
  const names =
    form.kind === "rating"
      ? form.points
      : form.kind === "ranking"
        ? form.options
        : "classes" in form
          ? form.classes
          : [];
  return {
    ...emptyQuestion(id),
    ...{ text, hint: hint ?? "", isRequired, kind: form.kind, names: names.join("\n"), when },
    ...(form.kind === "multi_label" ? { least: String(form.least) } : {}),
    ...(form.kind === "pairwise" ? { tie: form.tie } : {}),
    ...(form.kind === "spans" ? { relations: form.relations.join("\n") } : {}),
    ...(form.kind === "free_text" ? { purpose: form.purpose, chars: String(form.chars) } : {}),
    ...(form.kind === "boxes" ? { polygons: form.polygons } : {}),
    ...(form.kind === "segments" ? { transcribed: form.transcribed, overlap: form.overlap ?? "any" } : {}),
  };
}

/** One a line; tabs, too, so that a column or a row of a table can be pasted. Blank ones are left out. */
export function linesOf(text: string): string[] {
  return text
    .split(/[\n\t]/)
    .map((line) => line.trim())
    .filter(Boolean);
}

function rawForm(draft: QuestionDraft): Record<string, unknown> {
  const { kind } = draft;
  const names = linesOf(draft.names);
  switch (kind) {
    case "single_class":
      return { kind, classes: names };
    case "multi_label":
      return { kind, classes: names, least: numberOf(draft.least) };
    case "rating":
      return { kind, points: names };
    case "ranking":
      return { kind, options: names };
    case "pairwise":
      return { kind, tie: draft.tie };
    case "spans":
      return { kind, classes: names, relations: linesOf(draft.relations) };
    case "free_text":
      return { kind, purpose: draft.purpose, chars: numberOf(draft.chars) };
    case "boxes":
      return { kind, classes: names, polygons: draft.polygons };
    case "segments":
      return { kind, classes: names, transcribed: draft.transcribed, overlap: draft.overlap };
  }
}

/** Undefined for what is no number, which no schema takes. */
function numberOf(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

const listed = new Set(["classes", "points", "options"]);

/** Everything wrong with the form, and the parsed task once nothing is. */
export function checkTask(form: TaskForm): { faults: TaskFaults; input: TaskInput | undefined } {
  const percent = numberOf(form.confidence);
  const target = numberOf(form.target);
  const parsed = taskInputSchema.safeParse({
    questions: form.questions.map((draft) => ({
      id: draft.id,
      text: draft.text,
      hint: draft.hint.trim() || undefined,
      isRequired: draft.isRequired,
      form: rawForm(draft),
      when: draft.when,
    })),
    instructions: form.instructions,
    answersWanted: numberOf(form.answersWanted),
    answersMost: numberOf(form.answersMost),
    stop: form.stop,
    confidence: percent === undefined ? undefined : Math.round(percent * BASIS_POINTS),
    answerPrice: parsePoints(form.answerPrice),
    rewardRule: form.rewardRule,
    target: target === undefined ? undefined : Math.round(target * BASIS_POINTS),
    skill: form.skill.trim() || null,
  });
  const faults: TaskFaults = {};
  for (const issue of parsed.error?.issues ?? []) {
    const [first, at, ...rest] = issue.path.map(String);
    const part = rest[0] === "form" ? (listed.has(rest[1] ?? "") ? "names" : rest[1]) : rest[0];
    const place = first === "questions" && at !== undefined ? `questions.${at}.${part ?? "text"}` : String(first);
    faults[place] ??= faultOf(ownIssue(issue));
  }
  if (parsePoints(form.answerPrice) === undefined) faults.answerPrice = POINTS_SHAPE;
  return { faults, input: parsed.data };
}

/** The id of a question that is added: the first that no other has or had before it. */
export function nextId(questions: readonly { id: string }[]): string {
  const used = questions.map(({ id }) => Number(id.slice(1)));
  return `q${Math.max(0, ...used) + 1}`;
}

/** Moves a question by one place; conditions that would then look ahead are shown as faults, never dropped in silence. */
export function moveQuestion<Q>(questions: readonly Q[], at: number, by: 1 | -1): Q[] {
  const moved = [...questions];
  const [question] = moved.splice(at, 1);
  if (question !== undefined) moved.splice(Math.max(0, at + by), 0, question);
  return moved;
}
