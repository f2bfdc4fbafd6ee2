"use client";

import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { isTypingPlace } from "./keys";

/**
 * Calls `onKey` with what `read` makes of keys pressed outside of text fields, dialogs and menus. A key that it says false to keeps its own
 * meaning.
 */
export function useDeskKeys<K>(
  read: (event: KeyboardEvent) => K | null,
  onKey: (key: K) => unknown,
  isOn: boolean,
): void {
  const handlers = useRef({ read, onKey });
  useEffect(() => {
    handlers.current = { read, onKey };
  });
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => {
      if (isTypingPlace(event.target) || document.querySelector("[role='dialog'], [role='menu']")) return;
      const key = handlers.current.read(event);
      if (key !== null && handlers.current.onKey(key) !== false) event.preventDefault();
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
