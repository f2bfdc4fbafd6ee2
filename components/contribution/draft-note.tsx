"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { DraftState } from "./use-draft";

type DraftNoteProps = { state: DraftState; savedAt: number | null; path: string };

/** Where what was typed is kept, in one quiet line. */
export function DraftNote({ state, savedAt, path }: DraftNoteProps) {
  const t = useTranslations("contribute.draft");
  const seconds = useSecondsSince(state === "saved" ? savedAt : null);
  if (state === "signed_out") {
    return (
      <p role="status" className="text-sm text-warning-text">
        {t("signedOut")}{" "}
        <a href={`/sign-in?next=${encodeURIComponent(path)}`} target="_blank" rel="noopener" className="link">
          {t("signIn")}
        </a>{" "}
        <span className="text-muted">{t("signInNote")}</span>
      </p>
    );
  }
  if (state === "local") {
    return (
      <p role="status" className="text-sm text-warning-text">
        {t("local")}
      </p>
    );
  }
  return <p className="tabular text-faint text-sm">{textOf()}</p>;

  function textOf() {
    if (state === "none") return t("none");
    if (state === "saving" || seconds === null) return t("saving");
    if (seconds < 2) return t("savedNow");
    if (seconds < 60) return t("saved", { seconds });
    return t("savedMinutes", { minutes: Math.floor(seconds / 60) });
  }
}

/** Whole seconds since an instant, counted on; null without one and while the server renders. */
function useSecondsSince(at: number | null): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (at === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [at]);
  return at === null || now === null ? null : Math.max(0, Math.floor((now - at) / 1_000));
}
