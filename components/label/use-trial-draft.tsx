"use client";

import { useRef, useState } from "react";
import type { Question } from "#lib/domain/question";
import type { PressHandler } from "./answer-keys";

type Draft = Readonly<Record<string, unknown>>;

/** Answers that one page holds and nothing keeps: a preview, a judgement, gold. `list` is what a QuestionList needs of them. */
export function useTrialDraft() {
  const [draft, setDraft] = useState<Draft>({});
  const [current, setCurrent] = useState("");
  const press = useRef<PressHandler | null>(null);
  const change = (id: string, value: unknown) => setDraft((old) => ({ ...old, [id]: value }));
  return {
    draft,
    clear: () => setDraft({}),
    list: (asked: readonly Question[]) => ({
      asked,
      draft,
      current: current || (asked[0]?.id ?? ""),
      map: undefined,
      press,
      onCurrent: setCurrent,
      onChange: change,
      onFinish: change,
    }),
  };
}
