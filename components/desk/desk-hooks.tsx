"use client";

import { type RefCallback, useCallback, useEffect, useReducer, useRef, useState } from "react";
import { timeText } from "#components/media/time-text";
import { type Desk, type DeskItem, undoable } from "#lib/domain/desk";
import type { MediaView } from "#lib/domain/media";

/** A key that bounces must not decide what nobody can have seen yet. */
export const BOUNCE_MS = 100;
const GIST_CHARS = 60;

type Named = {
  fields: readonly { text: string }[];
  label?: string | null;
  media: MediaView | null;
};

/** The beginning of an item, to name it by. */
export function gistOf(item: Named): string {
  // A file without words is named by its label, or else by its size.
  const text = item.fields[0]?.text ?? item.label ?? (item.media ? sizeOf(item.media) : "");
  const chars = Array.from(text.slice(0, GIST_CHARS * 2).replace(/\s+/g, " "));
  return chars.length > GIST_CHARS ? `${chars.slice(0, GIST_CHARS).join("")}…` : chars.join("");
}

function sizeOf(media: MediaView): string {
  return media.kind === "image" ? `${media.width} × ${media.height}` : timeText(media.durationMs / 1_000);
}

/** Keeps the last announcement; the same words again are changed invisibly, because only a change is read out. */
export function useSaid(): [string, (text: string) => void] {
  const [said, setSaid] = useState("");
  const say = useCallback((text: string) => setSaid((old) => (old === text ? `${text}\u00a0` : text)), []);
  return [said, say];
}

/**
 * After an act of the reviewer focus goes to what is shown next, so that a screen reader reads it and the keys work from there. Without
 * an act it stays where it is.
 */
export function useMovedFocus() {
  const moved = useRef(false);
  const shownAt = useRef(0);
  const current = useRef<HTMLElement | null>(null);
  const [article] = useState(() => {
    const attach: RefCallback<HTMLElement> & { current?: HTMLElement | null } = (element) => {
      current.current = element;
      attach.current = element;
      if (!element) return;
      shownAt.current = performance.now();
      if (!moved.current) return;
      moved.current = false;
      element.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    };
    return attach;
  });
  return { article, moved, shownAt };
}

/** What can be taken back now; drawn anew when its time is over. */
export function useUndoable<I extends DeskItem, C, S>(desk: Desk<I, C, S>) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const now = Date.now();
  const last = undoable(desk, now);
  const until = last?.undoUntil;
  useEffect(() => {
    if (until === undefined) return;
    const timer = setTimeout(redraw, until - Date.now() + 20);
    return () => clearTimeout(timer);
  }, [until]);
  return { last, undoableCount: desk.done.filter((one) => one.undoUntil > now).length };
}

/** True once the lease of what lies on the desk has run out. */
export function useLapsed(leaseUntil: number, hasItems: boolean): boolean {
  const [lapsedAt, setLapsedAt] = useState(0);
  useEffect(() => {
    if (!hasItems) return;
    const timer = setTimeout(() => setLapsedAt(leaseUntil), Math.max(0, leaseUntil - Date.now()));
    return () => clearTimeout(timer);
  }, [leaseUntil, hasItems]);
  return hasItems && lapsedAt === leaseUntil && leaseUntil > 0;
}
