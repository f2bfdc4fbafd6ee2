"use client";

import { clsx } from "clsx";
import { Play, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent } from "react";
import { Button } from "#components/ui/button";
import { Field, FieldError } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { Textarea } from "#components/ui/textarea";
import type { findOverlaps } from "#lib/domain/segment";
import type { QuestionForm } from "./answer-props";
import type { Command } from "./key-map";
import { markLook } from "./mark-look";
import { moveEdge, moveTimes, NUDGE_MS, type SegmentRow } from "./segment-edit";
import { TimeField } from "./time-field";
import type { SegmentActs } from "./use-segment-acts";

type SegmentListProps = {
  acts: SegmentActs;
  form: QuestionForm<"segments">;
  overlaps: ReturnType<typeof findOverlaps>;
  durationMs: number;
  lang: string;
  keyOf: (what: Command) => string | undefined;
  onSend: () => void;
};

/** The segments in order of time, each with its times to type. With one's number in focus the arrows move it, and with Shift its end. */
export function SegmentList(props: SegmentListProps) {
  const { acts, keyOf } = props;
  const t = useTranslations("label.segments");
  const keys = ["nextSegment", "startEarlier", "endEarlier"] as const;
  if (acts.rows.length === 0) return null;
  return (
    <section aria-label={t("segments")} className="flex flex-col gap-2">
      {keys.every((key) => keyOf(key)) ? (
        <p className="text-muted text-sm pointer-coarse:hidden">
          {t("howKeys", {
            next: `${keyOf("previousSegment")} ${keyOf("nextSegment")}`,
            start: `${keyOf("startEarlier")} ${keyOf("startLater")}`,
            end: `${keyOf("endEarlier")} ${keyOf("endLater")}`,
            play: keyOf("playSegment") ?? "",
            remove: keyOf("remove") ?? "",
          })}
        </p>
      ) : null}
      <ol className="flex flex-col gap-2">
        {acts.rows.map((row, at) => (
          <Row key={row.id} {...props} row={row} at={at} />
        ))}
      </ol>
    </section>
  );
}

function Row({
  acts,
  form,
  overlaps,
  durationMs,
  lang,
  onSend,
  row,
  at,
}: SegmentListProps & { row: SegmentRow; at: number }) {
  const t = useTranslations("label.segments");
  const isChosen = acts.chosen?.id === row.id;
  const number = at + 1;
  const clash = overlaps.find(({ one, other }) => one === at || other === at);
  const handleArrow = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -NUDGE_MS, ArrowRight: NUDGE_MS }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const times = event.shiftKey ? moveEdge(row, "end", by, durationMs) : moveTimes(row, by, durationMs);
    acts.change(row.id, times, `arrow ${row.id} ${event.shiftKey}`);
  };
  return (
    <li
      onFocusCapture={() => (isChosen ? undefined : acts.select(row.id))}
      className={clsx("rounded-md border bg-surface p-3 transition-colors", isChosen ? "border-accent" : "border-line")}
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <button
          type="button"
          aria-pressed={isChosen}
          aria-label={t("choose", { number, name: form.classes[row.label] ?? "" })}
          onClick={() => acts.select(row.id)}
          onKeyDown={handleArrow}
          className={clsx(
            "mt-6.5 flex h-10 min-w-10 items-center justify-center rounded-md px-2 font-semibold tabular",
            markLook(row.label),
          )}
        >
          {number}
        </button>
        <TimeField
          label={t("from")}
          ms={row.fromMs}
          fromMs={0}
          toMs={row.toMs - 1}
          onChange={(fromMs) => acts.change(row.id, { fromMs })}
        />
        <TimeField
          label={t("to")}
          ms={row.toMs}
          fromMs={row.fromMs + 1}
          toMs={durationMs}
          onChange={(toMs) => acts.change(row.id, { toMs })}
        />
        <Field label={t("label")} className="min-w-36 grow sm:max-w-60">
          <Select
            options={form.classes.map((label, option) => ({ value: String(option), label }))}
            value={String(row.label)}
            onValueChange={(option) => acts.change(row.id, { label: Number(option) })}
          />
        </Field>
        <div className="ms-auto mt-6.5 flex gap-1">
          <Button aria-label={t("play", { number })} onClick={() => acts.play(row)} className="min-h-10">
            <Play aria-hidden="true" />
          </Button>
          <Button
            variant="ghost"
            aria-label={t("remove", { number })}
            onClick={() => acts.remove(row.id)}
            className="min-h-10"
          >
            <Trash2 aria-hidden="true" />
          </Button>
        </div>
      </div>
      {form.transcribed ? (
        <Field label={t("text")} className="mt-2">
          <Textarea
            rows={1}
            value={row.text ?? ""}
            lang={lang}
            dir="auto"
            onChange={(event) => acts.change(row.id, { text: event.target.value }, `text ${row.id}`)}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === "Escape") event.currentTarget.blur();
              if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              onSend();
            }}
          />
        </Field>
      ) : null}
      <FieldError>
        {clash ? t("overlaps", { number: (clash.one === at ? clash.other : clash.one) + 1 }) : null}
      </FieldError>
    </li>
  );
}
