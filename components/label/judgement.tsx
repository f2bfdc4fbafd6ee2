"use client";

import { useMemo } from "react";
import type { Question } from "#lib/domain/question";
import { faultsOf, givenAnswer } from "./answering";
import type { Draft } from "./draft-keeper";

/** An answer outside of the desk: what would be sent, and what is wrong with it. */
export function useJudgement(questions: readonly Question[], draft: Draft) {
  return useMemo(
    () => ({ answer: givenAnswer(questions, draft), faults: faultsOf(questions, draft) }),
    [questions, draft],
  );
}
