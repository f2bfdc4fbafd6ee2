"use client";

import { useEffect, useRef, useState } from "react";
import type { Question } from "#lib/domain/question";
import { firstOpen } from "./answering";
import type { Draft } from "./draft-keeper";

export const questionPlace = (id: string) => `question-${id}`;

/** Which question of the item has the keys. Moving there by a key takes the focus along; focus that moves by itself stays where it went. */
export function useCurrent(slotId: string | undefined, questions: readonly Question[], draft: Draft) {
  const [place, setPlace] = useState({ slotId: "", id: "" });
  const isMoved = useRef(true);
  const shown = useRef<string>(undefined);
  const current = place.slotId === slotId ? place.id : firstOpen(questions, draft);
  useEffect(() => {
    if (!slotId || !isMoved.current) return;
    isMoved.current = false;
    focusQuestion(current);
    // A new item is read before it is answered.
    if (shown.current === slotId) showQuestion(current);
    else window.scrollTo({ top: 0 });
    shown.current = slotId;
  }, [slotId, current]);
  useEffect(() => {
    // The first question stays current while it is answered: only keys and focus lead on.
    if (slotId) setPlace((old) => (old.slotId === slotId ? old : { slotId, id: current }));
  }, [slotId, current]);
  return {
    current,
    /** By a key, or because the one before is answered. */
    moveTo: (id: string) => {
      isMoved.current = id !== current;
      setPlace({ slotId: slotId ?? "", id });
    },
    /** By focus or touch. */
    settleAt: (id: string) =>
      setPlace((old) => (old.slotId === slotId && old.id === id ? old : { slotId: slotId ?? "", id })),
    /** The next item takes the focus along, too. */
    leave: () => {
      isMoved.current = true;
    },
  };
}

function focusQuestion(id: string): void {
  const section = document.getElementById(questionPlace(id));
  const first = section?.querySelector<HTMLElement>("[data-first]");
  // On a touch screen focus in a text would push the item away with a keyboard.
  const isTouch = window.matchMedia("(pointer: coarse)").matches;
  if (first && !isTouch) first.focus({ preventScroll: true });
}

function showQuestion(id: string): void {
  document.getElementById(questionPlace(id))?.scrollIntoView({ block: "nearest" });
}
