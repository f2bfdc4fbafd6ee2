"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "#lib/client";
import type { DraftContent } from "#lib/domain/draft";
import { reasonOf } from "#lib/sent-error";
import { dropLocal, isNewer, readLocal, watchLocal, writeLocal } from "./draft-store";

export type DraftState = "none" | "saving" | "saved" | "local" | "signed_out";

type Stored = { content: DraftContent; updatedAt: Date } | null;
type Options = {
  userId: string;
  project: string;
  /** "new", or the contribution that is revised. */
  draftKey: string;
  initial: DraftContent;
  /** What the server keeps, as the page was rendered. */
  stored: Stored;
};

// On the device at every keystroke, at the server this long after the first one that it does not know.
const SAVE_MS = 2_000;
const RETRY_MS = 5_000;

/** The content of a form that survives reloads, ended sessions and a server that dies: first on the device, then at the server. */
export function useDraft({ userId, project, draftKey, initial, stored }: Options) {
  const place = `${userId}.${project}.${draftKey}`;
  const [content, setContent] = useState(stored?.content ?? initial);
  const [state, setState] = useState<DraftState>(stored ? "saved" : "none");
  const [savedAt, setSavedAt] = useState<number | null>(stored ? stored.updatedAt.getTime() : null);
  const [restoredAt, setRestoredAt] = useState<number | null>(stored ? stored.updatedAt.getTime() : null);
  const latest = useRef(content);
  // Looked at once, when the form appears, and before anything that was typed early is told: later all copies are ours.
  const [found] = useState(() => ({ stored, initial, local: readLocal(place) }));
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flight = useRef<Promise<void>>(undefined);
  const isDirty = useRef(false);
  const isHeld = useRef(false);
  // A form that is gone must not try again: another one may hold newer words by then. The device keeps its last ones.
  const isGone = useRef(false);

  const save = useCallback(async () => {
    clearTimeout(waiting.current);
    waiting.current = undefined;
    await flight.current;
    if (!isDirty.current || isHeld.current) return;
    isDirty.current = false;
    const sent = latest.current;
    setState("saving");
    flight.current = api.draft
      .save({ project, key: draftKey, content: sent })
      .then(({ updatedAt }) => {
        // Another tab may have gone on, or sent it, while this was under way.
        if (latest.current !== sent && !isDirty.current) return;
        if (!isDirty.current) writeLocal(place, { content: sent, at: updatedAt.getTime(), isSynced: true });
        setSavedAt(Date.now());
        setState("saved");
      })
      .catch((error: unknown) => {
        isDirty.current = true;
        setState(reasonOf(error) === "auth.required" ? "signed_out" : "local");
        if (!isGone.current) waiting.current = setTimeout(save, RETRY_MS);
      })
      .finally(() => {
        flight.current = undefined;
      });
    await flight.current;
  }, [project, draftKey, place]);

  const change = useCallback(
    (next: DraftContent) => {
      latest.current = next;
      isDirty.current = true;
      setContent(next);
      writeLocal(place, { content: next, at: Date.now(), isSynced: false });
      waiting.current ??= setTimeout(save, SAVE_MS);
    },
    [place, save],
  );

  /** Empties the form; what the server keeps goes with it, unless sending it has done that already. */
  const clear = useCallback(
    (next: DraftContent, options: { isSent: boolean }) => {
      clearTimeout(waiting.current);
      waiting.current = undefined;
      isDirty.current = false;
      isHeld.current = false;
      latest.current = next;
      dropLocal(place);
      setContent(next);
      setState("none");
      setSavedAt(null);
      setRestoredAt(null);
      if (!options.isSent) void api.draft.delete({ project, key: draftKey }).catch(() => {});
    },
    [place, project, draftKey],
  );

  /** No save may overtake the sending: one that arrives after it would bring the draft back. */
  const hold = useCallback(async () => {
    isHeld.current = true;
    await flight.current;
  }, []);
  const release = useCallback(() => {
    isHeld.current = false;
    if (isDirty.current) waiting.current ??= setTimeout(save, SAVE_MS);
  }, [save]);

  /** Puts in the form what is kept elsewhere already: nothing of it has to be saved from here. */
  const show = useCallback(
    (kept: { content: DraftContent; at: number } | null, next: DraftState) => {
      clearTimeout(waiting.current);
      waiting.current = undefined;
      isDirty.current = false;
      latest.current = kept?.content ?? found.initial;
      setContent(latest.current);
      setState(kept ? next : "none");
      setSavedAt(kept?.at ?? null);
    },
    [found],
  );

  useEffect(() => {
    const { local } = found;
    const isRestored = local !== null && isNewer(local, found.stored);
    if (isRestored && !local.isSynced) {
      setRestoredAt(local.at);
      return change(local.content);
    }
    // Typed before the page came alive: that goes on.
    if (isDirty.current) return;
    if (isRestored) {
      setRestoredAt(local.at);
      show(local, "saved");
    }
    // The device's copy and the page may both be old: it may have been sent or changed elsewhere since. Only the server knows.
    const shown = latest.current;
    let isOver = false;
    void api.draft.get({ project, key: draftKey }).then(
      (answer) => {
        if (isOver || isHeld.current || latest.current !== shown) return;
        if (!answer) dropLocal(place);
        const kept = answer && { content: answer.content, at: answer.updatedAt.getTime() };
        setRestoredAt(kept?.at ?? null);
        if (JSON.stringify(kept?.content) !== JSON.stringify(shown)) show(kept, "saved");
      },
      // Without an answer what is shown stays.
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [place, project, draftKey, found, change, show]);

  // Two tabs with the same form hold one draft: what is typed, sent or discarded in the other is so here.
  useEffect(
    () =>
      watchLocal(place, (local) => {
        if (isHeld.current) return;
        show(local, local?.isSynced ? "saved" : "saving");
        if (!local || local.isSynced) return;
        // The other tab saves it, unless it is closed before.
        isDirty.current = true;
        waiting.current = setTimeout(save, RETRY_MS);
      }),
    [place, show, save],
  );

  useEffect(() => {
    const onHide = () => {
      if (document.visibilityState === "hidden") void save();
    };
    document.addEventListener("visibilitychange", onHide);
    isGone.current = false;
    return () => {
      isGone.current = true;
      document.removeEventListener("visibilitychange", onHide);
      void save();
      clearTimeout(waiting.current);
    };
  }, [save]);

  return { content, change, clear, save, hold, release, state, savedAt, restoredAt };
}
