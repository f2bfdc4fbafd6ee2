"use client";

import { useMemo, useSyncExternalStore } from "react";
import { type KeyChanges, keyChangesSchema, makeKeyMap } from "./key-map";

const SETTING = "assay.label.keys";
const CHANGED = "assay-label-keys";

/** The keys as this person has them on this device. */
export function useKeyMap(marksSegments: boolean) {
  const text = useSyncExternalStore(subscribe, read, () => "{}");
  const changes = useMemo(() => parse(text), [text]);
  const map = useMemo(() => makeKeyMap(changes, marksSegments), [changes, marksSegments]);
  return { changes, map, setChanges: write };
}

function parse(text: string): KeyChanges {
  try {
    const parsed = keyChangesSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

function write(changes: KeyChanges): void {
  try {
    if (Object.keys(changes).length === 0) window.localStorage.removeItem(SETTING);
    else window.localStorage.setItem(SETTING, JSON.stringify(changes));
  } catch {
    // Without storage the choice cannot be kept.
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  window.addEventListener("storage", onChange);
  return () => {
    window.removeEventListener(CHANGED, onChange);
    window.removeEventListener("storage", onChange);
  };
}

function read(): string {
  try {
    return window.localStorage.getItem(SETTING) ?? "{}";
  } catch {
    return "{}";
  }
}
