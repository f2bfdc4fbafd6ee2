"use client";

import { useTranslations } from "next-intl";
import { BOUNCE_MS, gistOf, useLapsed, useMovedFocus, useSaid, useUndoable } from "#components/desk/desk-hooks";
import { type DeskKey, readDeskKey } from "#components/desk/keys";
import { useDeskKeys } from "#components/desk/use-desk-keys";
import { type Decision, rejectReasons } from "#lib/domain/review";
import type { ReviewProject } from "./review-screen";
import type { ReviewDeskState, ReviewStore } from "./use-desk";
import { useStage } from "./use-stage";

export type Reviewing = ReturnType<typeof useReviewing>;

type ReviewingInput = {
  project: ReviewProject;
  state: ReviewDeskState;
  store: ReviewStore;
  singleKeys: boolean;
  onGuidelines: () => void;
  onHelp: () => void;
};

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
  useDeskKeys(readDeskKey, handleKey, singleKeys);
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
