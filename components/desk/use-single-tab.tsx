"use client";

import { useCallback, useEffect, useState } from "react";

export type TabState = "asking" | "active" | "elsewhere";

const PATIENCE_MS = 400;

/**
 * Lets one tab of the browser work at a time: two would show the same items and send the same decisions. A tab that waits takes over
 * by itself when the other is closed, or at once when asked to.
 */
export function useSingleTab(name: string): [TabState, () => void] {
  const [state, setState] = useState<TabState>("asking");
  const [isStealing, setStealing] = useState(false);
  useEffect(() => {
    // Locks exist on secure origins only; elsewhere the server keeps two tabs from harm.
    if (!navigator.locks) {
      setState("active");
      return;
    }
    let release = () => {};
    let isOver = false;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const abort = new AbortController();
    const patience = setTimeout(() => setState("elsewhere"), PATIENCE_MS);
    const options: LockOptions = isStealing ? { steal: true } : { signal: abort.signal };
    navigator.locks
      .request(name, options, () => {
        clearTimeout(patience);
        setState("active");
        return held;
      })
      .catch(() => {
        // Given up by ourselves, or taken by another tab.
        if (isOver) return;
        setStealing(false);
        setState("elsewhere");
      });
    return () => {
      isOver = true;
      clearTimeout(patience);
      abort.abort();
      release();
    };
  }, [name, isStealing]);
  const take = useCallback(() => setStealing(true), []);
  return [state, take];
}
