"use client";

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { DeskItem } from "#lib/domain/desk";
import { type DeskPorts, type DeskState, DeskStore } from "./desk-store";

// A connection that hangs is as good as none.
const TIMEOUT_MS = 20_000;

/** A call that gives up in time: silence of the network, and waited for like it. */
export async function inTime<T>(call: (options: { signal: AbortSignal }) => Promise<T>): Promise<T> {
  try {
    return await call({ signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    if (error instanceof DOMException) throw new TypeError("Failed to fetch", { cause: error });
    throw error;
  }
}

/** A desk that runs while `isActive`, looks again when the page or the connection is back, and knows that somebody is there. */
export function useDeskStore<I extends DeskItem, C extends object, S>(
  makePorts: () => Omit<DeskPorts<I, C, S>, "now" | "isVisible">,
  isActive: boolean,
): [DeskState<I, C, S>, DeskStore<I, C, S>] {
  const [store] = useState(
    () => new DeskStore<I, C, S>({ ...makePorts(), now: () => Date.now(), isVisible: () => !document.hidden }),
  );
  useEffect(() => {
    if (!isActive) return;
    store.start();
    const retry = () => {
      if (!document.hidden) store.retry();
    };
    const touch = () => store.touch();
    window.addEventListener("online", retry);
    window.addEventListener("focus", retry);
    document.addEventListener("visibilitychange", retry);
    for (const kind of ["keydown", "pointerdown", "wheel"]) window.addEventListener(kind, touch, { passive: true });
    return () => {
      store.stop();
      window.removeEventListener("online", retry);
      window.removeEventListener("focus", retry);
      document.removeEventListener("visibilitychange", retry);
      for (const kind of ["keydown", "pointerdown", "wheel"]) window.removeEventListener(kind, touch);
    };
  }, [store, isActive]);
  const first = useMemo(() => store.getState(), [store]);
  return [useSyncExternalStore(store.subscribe, store.getState, () => first), store];
}
