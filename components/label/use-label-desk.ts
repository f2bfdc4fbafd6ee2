"use client";

import { useEffect, useState } from "react";
import type { DeskState, DeskStore } from "#components/desk/desk-store";
import { inTime, useDeskStore } from "#components/desk/use-desk-store";
import { api } from "#lib/client";
import type { LabelSkipReason } from "#lib/domain/annotation";
import type { LabelChoice, LabelOp } from "#lib/domain/label-desk";
import { DraftKeeper } from "./draft-keeper";
import { loadDrafts, saveDrafts } from "./draft-storage";
import type { LabelItem } from "./label-api";
import { labelOutbox } from "./label-outbox";

export type LabelDeskState = DeskState<LabelItem, LabelChoice, LabelSkipReason>;
export type LabelStore = DeskStore<LabelItem, LabelChoice, LabelSkipReason>;

function send(op: LabelOp, options: { signal: AbortSignal }): Promise<unknown> {
  const { slotId } = op;
  if (op.kind === "undo") return api.label.undo({ slotId }, options);
  if (op.kind === "skip") return api.label.skip({ slotId, reason: op.reason }, options);
  return api.label.answer({ slotId, answer: op.answer, activeMs: op.activeMs }, options);
}

/** The labelling desk of one person in one project, with what is typed at it; starts when `isActive`. */
export function useLabelDesk(userId: string, slug: string, isActive: boolean) {
  const [state, store] = useDeskStore<LabelItem, LabelChoice, LabelSkipReason>(
    () => ({
      claim: (wanted) => inTime((options) => api.label.claim({ slug, wanted }, options)),
      send: (op) => inTime((options) => send(op, options)),
      save: (outbox) => labelOutbox.save(userId, slug, outbox),
      load: () => labelOutbox.load(userId, slug),
    }),
    isActive,
  );
  const [keeper] = useState(
    () =>
      new DraftKeeper({
        send: (slotId, answer) => inTime((options) => api.label.renew({ slotId, draft: { ...answer } }, options)),
        save: (drafts) => saveDrafts(userId, slug, drafts),
        load: () => loadDrafts(userId, slug),
      }),
  );
  useEffect(() => {
    // What was typed in the last seconds goes out before the page does.
    const leave = () => {
      if (document.hidden) void keeper.flush();
    };
    document.addEventListener("visibilitychange", leave);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      void keeper.flush().then(() => keeper.stop());
    };
  }, [keeper]);
  return { state, store, keeper };
}
