"use client";

import { useTranslations } from "next-intl";
import { type RefCallback, useCallback, useEffect, useReducer, useRef, useState } from "react";
import { type Decision, rejectReasons } from "#lib/domain/review";
import { undoable } from "#lib/domain/review-desk";
import type { DeskStore } from "./desk-store";
import type { DeskKey } from "./keys";
import type { ReviewProject } from "./review-screen";
import type { ReviewDeskState, ReviewItem } from "./use-desk";
import { useDeskKeys } from "./use-desk-keys";
import { useStage } from "./use-stage";

export type Reviewing = ReturnType<typeof useReviewing>;

type ReviewingInput = {
  project: ReviewProject;
  state: ReviewDeskState;
  store: DeskStore<ReviewItem>;
  singleKeys: boolean;
  onGuidelines: () => void;
  onHelp: () => void;
};

const GIST_CHARS = 60;
// A key that bounces must not decide what nobody can have seen yet.
const BOUNCE_MS = 100;

/** What the reviewer does, by key or by button, and what is said about it. */
export function useReviewing({ project, state, store, singleKeys, onGuidelines, onHelp }: ReviewingInput) {
  const t = useTranslations("review.said");
  const { desk } = state;
  const isLapsed = useLapsed(state.leaseUntil, desk.items.length > 0);
  const item = desk.items[0];
  const { stage, note, setStage, setNote, finish } = useStage(item?.slotId, state.refused);
  const { last, undoableCount } = useUndoable(desk);
  const [said, say] = useSaid();
  const { article, moved, shownAt } = useMovedFocus();
  const gist = item ? gistOf(item) : "";

  const act = (what: "accept" | "reject" | "request_changes" | "skip", work: () => void) => {
    if (!item || isLapsed || performance.now() - shownAt.current < BOUNCE_MS) return;
    moved.current = true;
    finish();
    work();
    say(t(what));
  };
  const choose = (decision: Decision) => {
    if (!item || isLapsed) return;
    if (decision === "accept") {
      act("accept", () => store.decide({ decision, reason: null, feedback: null }, gist));
    } else if (decision === "reject" || !item.isLastRound) {
      setStage({ kind: "why", decision, reason: null });
    }
  };
  const send = () => {
    if (stage.kind !== "why" || !stage.reason) return;
    const { decision, reason } = stage;
    act(decision, () => store.decide({ decision, reason, feedback: note.trim() || null }, gist));
  };
  const skip = () => act("skip", () => store.skip("unsure", gist));
  const undo = () => {
    moved.current = true;
    say(t(store.undo() ? "undo" : "tooLate"));
  };
  const back = () => {
    setStage({ kind: "look" });
    article.current?.focus();
  };
  const handleKey = (key: DeskKey) => {
    if (key.kind === "help") return onHelp();
    if (key.kind === "guidelines") return onGuidelines();
    if (key.kind === "digit") {
      const reason = rejectReasons[key.digit - 1];
      if (stage.kind === "why" && reason && project.rejectReasons.includes(reason)) setStage({ ...stage, reason });
      return undefined;
    }
    if (key.kind === "reject" || key.kind === "request_changes") return choose(key.kind);
    if (stage.kind === "why") return key.kind === "back" ? back() : undefined;
    if (key.kind === "accept") return choose("accept");
    if (key.kind === "skip") return skip();
    if (key.kind === "undo") return undo();
    return undefined;
  };
  useDeskKeys(handleKey, singleKeys);
  return {
    item,
    isLapsed,
    stage,
    note,
    setStage,
    setNote,
    last,
    undoableCount,
    said,
    article,
    choose,
    send,
    skip,
    undo,
    back,
  };
}

function gistOf(item: ReviewItem): string {
  // A picture without words is named by its label, or else by its size.
  const size = item.image ? `${item.image.width} × ${item.image.height}` : "";
  const text = item.fields[0]?.text ?? item.label ?? size;
  const chars = Array.from(text.slice(0, GIST_CHARS * 2).replace(/\s+/g, " "));
  return chars.length > GIST_CHARS ? `${chars.slice(0, GIST_CHARS).join("")}…` : chars.join("");
}

/** Keeps the last announcement; the same words again are changed invisibly, because only a change is read out. */
function useSaid(): [string, (text: string) => void] {
  const [said, setSaid] = useState("");
  const say = useCallback((text: string) => setSaid((old) => (old === text ? `${text}\u00a0` : text)), []);
  return [said, say];
}

/**
 * After an act of the reviewer focus goes to what is shown next, so that a screen reader reads it and the keys work from there. Without
 * an act it stays where it is.
 */
function useMovedFocus() {
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
function useUndoable(desk: ReviewDeskState["desk"]) {
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
function useLapsed(leaseUntil: number, hasItems: boolean): boolean {
  const [lapsedAt, setLapsedAt] = useState(0);
  useEffect(() => {
    if (!hasItems) return;
    const timer = setTimeout(() => setLapsedAt(leaseUntil), Math.max(0, leaseUntil - Date.now()));
    return () => clearTimeout(timer);
  }, [leaseUntil, hasItems]);
  return hasItems && lapsedAt === leaseUntil && leaseUntil > 0;
}
