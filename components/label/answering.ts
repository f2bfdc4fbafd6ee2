import type { ItemRoom } from "#lib/domain/annotated-text";
import { answerSchema } from "#lib/domain/answer";
import { faultOf, ownIssue } from "#lib/domain/issue";
import { askedQuestions, optionCount, type Question } from "#lib/domain/question";
import type { Draft } from "./draft-keeper";

/** The answer without what is not asked any more, and without texts that are blank: what would be sent. */
export function givenAnswer(questions: readonly Question[], draft: Draft): Draft {
  return Object.fromEntries(
    askedQuestions(questions, draft).flatMap(({ id }) => {
      const value = draft[id];
      return value === undefined || value === null || value === "" ? [] : [[id, value]];
    }),
  );
}

/** What is wrong with each question's answer to an item of this room, as `faultOf` writes it; empty when it can be sent. */
export function faultsOf(questions: readonly Question[], draft: Draft, room?: ItemRoom): Record<string, string> {
  const faults: Record<string, string> = {};
  const parsed = answerSchema(questions, room).safeParse(givenAnswer(questions, draft));
  for (const issue of parsed.error?.issues ?? []) faults[String(issue.path[0])] ??= faultOf(ownIssue(issue));
  return faults;
}

/** A choice of one: a key answers it, and the next question has the keys. */
function isChoice({ form }: Pick<Question, "form">): boolean {
  return form.kind === "single_class" || form.kind === "rating" || form.kind === "pairwise";
}

/** True for a task of one choice: one key answers the item. */
export function isInstant(questions: readonly Question[]): boolean {
  const [first, ...others] = questions;
  return first !== undefined && others.length === 0 && isChoice(first);
}

/** The question that has the keys after this one: the next without an answer, else the next; itself when it is the last. */
export function questionAfter(questions: readonly Question[], draft: Draft, id: string): string {
  const asked = askedQuestions(questions, draft);
  const later = asked.slice(asked.findIndex((question) => question.id === id) + 1);
  return (later.find((question) => draft[question.id] === undefined) ?? later[0])?.id ?? id;
}

/** Where one begins: at the first question without an answer. */
export function firstOpen(questions: readonly Question[], draft: Draft): string {
  const asked = askedQuestions(questions, draft);
  return (asked.find(({ id }) => draft[id] === undefined) ?? asked[0])?.id ?? "";
}

/** The value after an option's key or button: chosen, switched on or off, put next in the order. Undefined where options mark something. */
export function pressOption(question: Question, value: unknown, option: number): number | number[] | undefined {
  if (option >= optionCount(question)) return undefined;
  if (isChoice(question)) return option;
  const list = Array.isArray(value) ? (value as number[]) : [];
  const without = list.filter((one) => one !== option);
  if (question.form.kind === "multi_label")
    return without.length < list.length ? without : [...list, option].sort((a, b) => a - b);
  if (question.form.kind === "ranking") return without.length < list.length ? without : [...list, option];
  return undefined;
}

/** The answer "nothing": no label, nothing to mark. Undefined for questions that have no such answer. */
export function nothing({ form }: Pick<Question, "form">): unknown {
  if (form.kind === "multi_label") return form.least === 0 ? [] : undefined;
  if (form.kind === "boxes" || form.kind === "segments") return [];
  return form.kind === "spans" ? { spans: [], relations: [] } : undefined;
}
