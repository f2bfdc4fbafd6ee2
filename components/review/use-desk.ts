"use client";

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type ApiOutputs, api } from "#lib/client";
import type { DeskOp } from "#lib/domain/review-desk";
import { type DeskState, DeskStore } from "./desk-store";
import { loadOutbox, saveOutbox } from "./outbox-storage";

export type ReviewItem = ApiOutputs["review"]["claim"]["items"][number];
export type ReviewDeskState = DeskState<ReviewItem>;

// A connection that hangs is as good as none.
const TIMEOUT_MS = 20_000;

function send(op: DeskOp): Promise<unknown> {
  const options = { signal: AbortSignal.timeout(TIMEOUT_MS) };
  const { slotId } = op;
  if (op.kind === "undo") return api.review.undo({ slotId }, options);
  if (op.kind === "skip") return api.review.skip({ slotId, reason: op.reason }, options);
  const { decision, reason, feedback } = op;
  return api.review.decide({ slotId, decision, reason: reason ?? undefined, feedback: feedback ?? undefined }, options);
}

/** A time-out is the network's silence, and is waited for like it. */
async function asOffline<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DOMException) throw new TypeError("Failed to fetch", { cause: error });
    throw error;
  }
}

/** The desk of one person in one project; starts when `isActive`. */
export function useDesk(userId: string, slug: string, isActive: boolean): [ReviewDeskState, DeskStore<ReviewItem>] {
  const [store] = useState(
    () =>
      new DeskStore<ReviewItem>({
        claim: (wanted) => {
          const options = { signal: AbortSignal.timeout(TIMEOUT_MS) };
          return asOffline(api.review.claim({ slug, wanted }, options));
        },
        send: (op) => asOffline(send(op)),
        save: (outbox) => saveOutbox(userId, slug, outbox),
        load: () => loadOutbox(userId, slug),
        now: () => Date.now(),
        isVisible: () => !document.hidden,
      }),
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
