"use client";

import { createContext, type RefObject, use, useEffect } from "react";
import type { Command } from "./key-map";

/** What was pressed, for the question that has the keys. */
export type AnswerPress = { option: number } | { command: Command };
/** True when the press meant something there. */
export type PressHandler = (press: AnswerPress) => boolean;

const AnswerKeys = createContext<RefObject<PressHandler | null> | null>(null);
export const AnswerKeysProvider = AnswerKeys.Provider;

/** Takes the keys of options and marks while the question has them. */
export function useAnswerKeys(isCurrent: boolean, handler: PressHandler): void {
  const place = use(AnswerKeys);
  useEffect(() => {
    if (!place || !isCurrent) return;
    place.current = handler;
    return () => {
      if (place.current === handler) place.current = null;
    };
  });
}
