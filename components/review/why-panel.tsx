"use client";

import { clsx } from "clsx";
import { CornerDownLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { isComposing } from "#components/desk/keys";
import { Button } from "#components/ui/button";
import { CharCount } from "#components/ui/char-count";
import { Field } from "#components/ui/field";
import { Kbd } from "#components/ui/kbd";
import { Textarea } from "#components/ui/textarea";
import { limits } from "#lib/domain/limits";
import { type RejectReason, rejectReasons } from "#lib/domain/review";
import { countChars } from "#lib/domain/text";

type WhyPanelProps = {
  decision: "reject" | "request_changes";
  reasons: readonly RejectReason[];
  reason: RejectReason | null;
  note: string;
  language: string;
  withKeys: boolean;
  onReason: (reason: RejectReason | null) => void;
  onNote: (note: string) => void;
  onSend: () => void;
  onBack: () => void;
};

/** The same key for the same reason in every project, whichever of the six it uses. */
const digitOf = (reason: RejectReason) => String(rejectReasons.indexOf(reason) + 1);

/** Why it is not accepted: a reason by one key, then a note if there is more to say; Enter sends. */
export function WhyPanel(props: WhyPanelProps) {
  const { decision, reasons, reason, note, language, withKeys, onReason, onNote, onSend, onBack } = props;
  const t = useTranslations("review");
  const names = useTranslations("project");
  const list = useRef<HTMLFieldSetElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const isTooLong = countChars(note.trim()) > limits.feedbackChars;
  const hasReason = reason !== null;
  useEffect(() => {
    // With the reason chosen, the next key is already part of the note.
    if (hasReason) text.current?.focus();
    else list.current?.querySelector("button")?.focus();
  }, [hasReason]);
  const handleKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      onReason(null);
      list.current?.querySelector("button")?.focus();
    } else if (event.key === "Enter" && !event.shiftKey && !event.repeat) {
      event.preventDefault();
      if (!hasReason) list.current?.querySelector("button")?.focus();
      else if (!isTooLong) onSend();
    }
  };
  return (
    <section aria-label={t(`reason.${decision}`)} className="flex animate-rise flex-col gap-3">
      <fieldset ref={list}>
        <legend className="mb-2 font-semibold text-base">
          {t(`reason.${decision}`)}
          {hasReason ? null : <span className="ms-2 font-normal text-muted text-sm">{t("reason.choose")}</span>}
        </legend>
        <div className="grid grid-cols-2 gap-2 lg:grid-cols-3">
          {reasons.map((value) => (
            <button
              key={value}
              type="button"
              aria-pressed={reason === value}
              aria-keyshortcuts={withKeys ? digitOf(value) : undefined}
              title={names(`reasonHint.${value}`)}
              onClick={() => onReason(value)}
              className={clsx(
                "flex min-h-11.5 items-center gap-2.5 rounded-md border px-3 py-1.5 text-start text-sm transition-colors",
                reason === value
                  ? "border-accent bg-accent-soft font-medium text-accent-text"
                  : "border-edge/60 bg-surface hover:border-edge hover:bg-sunken",
              )}
            >
              {withKeys ? <Kbd>{digitOf(value)}</Kbd> : null}
              {names(`reason.${value}`)}
            </button>
          ))}
        </div>
      </fieldset>
      <Field
        label={t("reason.feedback")}
        optional
        hint={<span className="pointer-coarse:hidden">{t("reason.feedbackHint")}</span>}
        error={isTooLong ? t("reason.tooLong", { max: limits.feedbackChars }) : undefined}
        aside={<CharCount text={note} max={limits.feedbackChars} />}
      >
        <Textarea
          ref={text}
          rows={2}
          value={note}
          lang={language}
          dir="auto"
          enterKeyHint="send"
          onChange={(event) => onNote(event.target.value)}
          onKeyDown={handleKey}
        />
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant={decision === "reject" ? "danger" : "primary"}
          size="lg"
          icon={<CornerDownLeft aria-hidden="true" />}
          shortcut="Enter"
          disabledReason={
            hasReason
              ? isTooLong
                ? t("reason.tooLong", { max: limits.feedbackChars })
                : undefined
              : t("reason.choose")
          }
          onClick={onSend}
          className="max-sm:grow"
        >
          {t(`act.${decision}`)}
        </Button>
        <Button variant="ghost" size="lg" shortcut={withKeys ? "Escape" : undefined} onClick={onBack}>
          {t("act.back")}
        </Button>
      </div>
    </section>
  );
}
