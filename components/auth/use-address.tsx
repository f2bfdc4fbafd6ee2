"use client";

import { useSyncExternalStore } from "react";

const subscribe = (onChange: () => void) => {
  window.addEventListener("popstate", onChange);
  window.addEventListener("hashchange", onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener("hashchange", onChange);
  };
};

/** A value of the address's query. Undefined while the page hydrates: it was rendered ahead, for every address. */
export function useQueryValue(name: string): string | null | undefined {
  return useSyncExternalStore<string | null | undefined>(
    subscribe,
    () => new URLSearchParams(window.location.search).get(name),
    () => undefined,
  );
}

/** What stands behind "#" in the address: secrets of one-time links, which no server log may hold. Undefined while hydrating. */
export function useFragment(): string | undefined {
  return useSyncExternalStore<string | undefined>(
    subscribe,
    () => window.location.hash.slice(1),
    () => undefined,
  );
}
