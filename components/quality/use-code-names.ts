"use client";

import { usePairNames } from "#components/label/answer-view";
import { optionCount, type Question } from "#lib/domain/question";

/** Names of a question's codes; none for forms without. */
export function useCodeNames(question: Question): string[] {
  const pair = usePairNames();
  const { form } = question;
  if (form.kind === "rating") return form.points;
  if (form.kind === "pairwise") return pair.slice(0, optionCount(question));
  if (form.kind === "ranking") return form.options;
  return form.kind === "free_text" ? [] : form.classes;
}
