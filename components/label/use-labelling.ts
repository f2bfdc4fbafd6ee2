"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { BOUNCE_MS, gistOf, useLapsed, useMovedFocus, useSaid, useUndoable } from "#components/desk/desk-hooks";
import { roomOf } from "#lib/domain/annotated-text";
import type { LabelSkipReason } from "#lib/domain/annotation";
import { askedQuestions } from "#lib/domain/question";
import { canonicalText } from "#lib/ledger/canonical";
import type { PressHandler } from "./answer-keys";
import { faultsOf, firstOpen, givenAnswer, isInstant, questionAfter } from "./answering";
import type { DraftKeeper } from "./draft-keeper";
import type { LabelTask } from "./label-api";
import { useActiveClock } from "./use-active-clock";
import { useCurrent } from "./use-current";
import { useDraft } from "./use-draft";
import type { LabelDeskState, LabelStore } from "./use-label-desk";

export type Labelling = ReturnType<typeof useLabelling>;

type LabellingInput = { task: LabelTask; state: LabelDeskState; store: LabelStore; keeper: DraftKeeper };

const isSame = (one: unknown, other: unknown) => canonicalText(one) === canonicalText(other);

/** What the annotator does with the item before them, by key or by button, and what is said about it. */
export function useLabelling({ task, state, store, keeper }: LabellingInput) {
  const t = useTranslations("label.said");
  const { questions } = task;
  const { desk } = state;
  const item = desk.items[0];
  const isLapsed = useLapsed(state.leaseUntil, desk.items.length > 0);
  const draft = useDraft(keeper, item);
  const clock = useActiveClock(item?.slotId);
  const place = useCurrent(item?.slotId, questions, draft);
  const [triedAt, setTriedAt] = useState("");
  const [skippedAt, setSkippedAt] = useState("");
  const { last, undoableCount } = useUndoable(desk);
  const [said, say] = useSaid();
  const { article, moved, shownAt } = useMovedFocus();
  const press = useRef<PressHandler | null>(null);
  const asked = askedQuestions(questions, draft);
  const isTried = item !== undefined && triedAt === item.slotId;
  const isSkipping = item !== undefined && skippedAt === item.slotId;

  const act = (what: "send" | "skip", work: () => void) => {
    if (!item || isLapsed || performance.now() - shownAt.current < BOUNCE_MS) return;
    moved.current = true;
    place.leave();
    setSkippedAt("");
    work();
    keeper.finish(item.slotId);
    say(t(what));
  };
  const send = (answer = draft) => {
    if (!item) return;
    const [fault] = Object.keys(faultsOf(questions, answer, roomOf(item)));
    if (fault !== undefined) {
      setTriedAt(item.slotId);
      place.moveTo(questions.some(({ id }) => id === fault) ? fault : firstOpen(questions, answer));
      return say(t("incomplete"));
    }
    act("send", () => {
      clock.act(Date.now());
      store.decide({ answer: givenAnswer(questions, answer), activeMs: clock.read(item.slotId) }, gistOf(item));
    });
  };
  const change = (id: string, value: unknown) => {
    if (!item) return draft;
    const { [id]: _, ...others } = draft;
    const next = value === undefined ? others : { ...others, [id]: value };
    keeper.change(item.slotId, next);
    return next;
  };
  return {
    item,
    isLapsed,
    draft,
    asked,
    current: place.current,
    settleAt: place.settleAt,
    faults: isTried ? faultsOf(questions, draft, roomOf(item)) : {},
    last,
    undoableCount,
    said,
    article,
    press,
    isSkipping,
    change,
    /** A choice was made for good: the next question, or the next item. */
    finish: (id: string, value: unknown) => {
      const next = change(id, value);
      if (isInstant(questions)) send(next);
      else place.moveTo(questionAfter(questions, next, id));
    },
    send: () => send(),
    questions,
    isTaken: item?.suggestion ? isSame(givenAnswer(questions, draft), item.suggestion.answer) : false,
    /** What the model says becomes what lies in the form, to be sent or changed; where one key answers an item, this one does. */
    take: () => {
      const answer = item?.suggestion?.answer;
      if (!item || !answer || isLapsed) return;
      keeper.change(item.slotId, answer);
      if (isInstant(questions)) send(answer);
      else say(t("taken"));
    },
    skip: (reason: LabelSkipReason) => act("skip", () => item && store.skip(reason, gistOf(item))),
    askSkip: (isAsking: boolean) => setSkippedAt(isAsking && item ? item.slotId : ""),
    step: (by: 1 | -1) => {
      const at = asked.findIndex(({ id }) => id === place.current) + by;
      const question = asked[Math.min(asked.length - 1, Math.max(0, at))];
      if (question) place.moveTo(question.id);
    },
    undo: () => {
      moved.current = true;
      place.leave();
      say(t(store.undo() ? "undo" : "tooLate"));
    },
  };
}
