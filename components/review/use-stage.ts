"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { RejectReason } from "#lib/domain/review";
import type { ReviewDeskState } from "./use-desk";

/** Where the reviewer stands with the item: looking, or saying why it is not accepted. */
export type Stage =
  | { kind: "look" }
  | { kind: "why"; decision: "reject" | "request_changes"; reason: RejectReason | null };

type Draft = { slotId: string; stage: Stage; note: string };

const KEY = "assay.review.note";
const looking: Stage = { kind: "look" };

/** Stage and note of the item being looked at. A note survives undo, refusal and reload. */
export function useStage(slotId: string | undefined, refused: ReviewDeskState["refused"]) {
  const notes = useRef(new Map<string, string>());
  const [draft, setDraft] = useState<Draft>({ slotId: "", stage: looking, note: "" });
  const current: Draft = draft.slotId === slotId ? draft : draftFor(slotId ?? "", refused, notes.current);
  useEffect(() => {
    const kept = slotId && draft.slotId !== slotId ? loadDraft(slotId) : undefined;
    if (kept) setDraft(kept);
  }, [slotId, draft.slotId]);
  const change = useCallback((next: Draft) => {
    notes.current.set(next.slotId, next.note);
    saveDraft(next);
    setDraft(next);
  }, []);
  return {
    stage: current.stage,
    note: current.note,
    setStage: (stage: Stage) => change({ ...current, stage }),
    setNote: (note: string) => change({ ...current, note }),
    /** The decision is made: nothing is half done any more, but undo finds the note again. */
    finish: () => {
      clearDraft();
      setDraft({ slotId: "", stage: looking, note: "" });
    },
  };
}

function draftFor(slotId: string, refused: ReviewDeskState["refused"], notes: ReadonlyMap<string, string>): Draft {
  const op = refused?.isOurs && refused.op.slotId === slotId ? refused.op : undefined;
  if (op?.kind === "decide" && op.decision !== "accept") {
    return {
      slotId,
      stage: { kind: "why", decision: op.decision, reason: op.reason },
      note: op.feedback ?? notes.get(slotId) ?? "",
    };
  }
  return { slotId, stage: looking, note: notes.get(slotId) ?? "" };
}

function loadDraft(slotId: string): Draft | undefined {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(KEY) ?? "null") as Draft | null;
    return kept?.slotId === slotId && typeof kept.note === "string" && kept.stage.kind === "why" ? kept : undefined;
  } catch {
    return undefined;
  }
}

function saveDraft(draft: Draft): void {
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Without storage a reload forgets the note; nothing else.
  }
}

function clearDraft(): void {
  try {
    window.sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
