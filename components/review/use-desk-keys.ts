"use client";

import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { type DeskKey, isTypingPlace, readDeskKey } from "./keys";

/** Calls `onKey` for keys that mean something, pressed outside of text fields, dialogs and menus. */
export function useDeskKeys(onKey: (key: DeskKey) => void, isOn: boolean): void {
  const handler = useRef(onKey);
  useEffect(() => {
    handler.current = onKey;
  });
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => {
      if (isTypingPlace(event.target) || document.querySelector("[role='dialog'], [role='menu']")) return;
      const key = readDeskKey(event);
      if (!key) return;
      event.preventDefault();
      handler.current(key);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [isOn]);
}

const SETTING = "assay.review.keys";
const CHANGED = "assay-review-keys";

/** Whether single keys act: whoever needs these keys for a screen reader or voice control turns them off (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(subscribe, read, () => true);
  const set = useCallback((next: boolean) => {
    try {
      if (next) window.localStorage.removeItem(SETTING);
      else window.localStorage.setItem(SETTING, "off");
    } catch {
      // Without storage the choice cannot be kept.
    }
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  return [isOn, set];
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  window.addEventListener("storage", onChange);
  return () => {
    window.removeEventListener(CHANGED, onChange);
    window.removeEventListener("storage", onChange);
  };
}

function read(): boolean {
  try {
    return window.localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}
