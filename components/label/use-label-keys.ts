"use client";

import { readKey } from "#components/desk/keys";
import { useDeskKeys } from "#components/desk/use-desk-keys";
import { labelSkipReasons } from "#lib/domain/annotation";
import { actionOf, type Command, type KeyMap } from "./key-map";
import type { Labelling } from "./use-labelling";

type LabelKeys = { labelling: Labelling; map: KeyMap; isOn: boolean; onGuidelines: () => void; onHelp: () => void };

/** Sends from wherever the focus is. */
const ALWAYS_SEND = "Ctrl+Enter";

/** A key as it counts on the label desk: on a button or a link Enter presses that. */
function readLabelKey(event: KeyboardEvent): string | null {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) return ALWAYS_SEND;
  const key = readKey(event);
  const isOnButton = event.target instanceof Element && event.target.closest("button, a, summary") !== null;
  return (key === "Enter" || key === " ") && isOnButton ? null : key;
}

/** What each key does at this moment; a key that does nothing keeps its own meaning. */
export function useLabelKeys({ labelling, map, isOn, onGuidelines, onHelp }: LabelKeys): void {
  const { isSkipping, item, isLapsed } = labelling;
  const commands: Partial<Record<Command, () => void>> = {
    help: onHelp,
    guidelines: onGuidelines,
    send: labelling.send,
    skip: () => labelling.askSkip(true),
    undo: labelling.undo,
    next: () => labelling.step(1),
    previous: () => labelling.step(-1),
    ...(item?.suggestion ? { take: labelling.take } : {}),
  };
  const handle = (key: string): boolean => {
    if (key === "Escape") {
      if (isSkipping) labelling.askSkip(false);
      return isSkipping;
    }
    const action = key === ALWAYS_SEND ? ({ command: "send" } as const) : actionOf(map, key);
    if (!action) return false;
    if (
      "command" in action &&
      (action.command === "help" || action.command === "guidelines" || action.command === "undo")
    ) {
      commands[action.command]?.();
      return true;
    }
    if (!item || isLapsed) return false;
    if (isSkipping) {
      const reason = "option" in action ? labelSkipReasons[action.option] : undefined;
      if (reason) labelling.skip(reason);
      return true;
    }
    if (labelling.press.current?.(action)) return true;
    const act = "command" in action ? commands[action.command] : undefined;
    act?.();
    return act !== undefined;
  };
  useDeskKeys(readLabelKey, handle, isOn);
}
