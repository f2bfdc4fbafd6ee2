"use client";

import { ArrowLeftToLine, ArrowRightFromLine, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type WaveSurfer from "wavesurfer.js";
import { AudioFigure } from "#components/media/audio-figure";
import { Button } from "#components/ui/button";
import { FieldError } from "#components/ui/field";
import type { AudioView } from "#lib/domain/media";
import { findOverlaps, type Segment, writeTime } from "#lib/domain/segment";
import { useAnswerKeys } from "./answer-keys";
import type { AnswerProps } from "./answer-props";
import { OptionInput } from "./option-input";
import { SegmentList } from "./segment-list";
import { useRegions } from "./use-regions";
import { useSegmentActs } from "./use-segment-acts";

type Props = AnswerProps<"segments", Segment[]>;

/** Parts of the item's recording: drawn over its waveform, or begun and ended by key where it plays; with labels, and words where asked. */
export function SegmentAnswer(props: Props) {
  const t = useTranslations("label.segments");
  const { media } = props.item;
  if (media?.kind !== "audio") return <p className="text-muted">{t("noRecording")}</p>;
  return <SegmentDesk {...props} audio={media} />;
}

function SegmentDesk({
  question,
  form,
  value,
  onChange,
  item,
  isCurrent,
  keyOf,
  onSend,
  audio,
}: Props & { audio: AudioView }) {
  const t = useTranslations("label.segments");
  const [wave, setWave] = useState<WaveSurfer>();
  const { durationMs } = audio;
  const acts = useSegmentActs({ value, onChange, classes: form.classes, durationMs, wave });
  const { rows, chosen, label, markedInMs, said, commands } = acts;
  useRegions({
    ...{ wave, rows, classes: form.classes, label, selected: chosen?.id, markedInMs },
    onDraw: ({ fromMs, toMs }) => acts.add(fromMs, toMs),
    onMove: (id, times) => acts.change(id, times),
    onSelect: acts.select,
  });
  useAnswerKeys(isCurrent, acts.press);
  const shown = (what: Parameters<typeof keyOf>[0]) => keyOf(what)?.toUpperCase();
  return (
    <div className="flex flex-col gap-3">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-1.5 text-muted text-sm">{t("class")}</legend>
        {form.classes.map((name, option) => (
          <OptionInput
            key={name}
            kind="radio"
            name={`${question.id}-class`}
            isChosen={(chosen?.label ?? label) === option}
            shortcut={keyOf(option)}
            onChoose={() => acts.choose(option)}
          >
            {name}
          </OptionInput>
        ))}
      </fieldset>
      <div className="max-w-prose text-muted text-sm">
        <p>{t("how")}</p>
        {form.overlap === "any" ? null : <p>{t(`overlap.${form.overlap}`)}</p>}
      </div>
      <div className="segment-wave rounded-lg border border-line bg-surface p-3 sm:p-4">
        <AudioFigure audio={audio} onWave={setWave} />
        <Zoom wave={wave} seconds={durationMs / 1_000} />
      </div>
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center">
        <Button
          data-first
          icon={<ArrowRightFromLine aria-hidden="true" />}
          shortcut={shown("markIn")}
          aria-pressed={markedInMs !== undefined}
          onClick={commands.markIn}
        >
          {t("markIn")}
        </Button>
        <Button icon={<ArrowLeftToLine aria-hidden="true" />} shortcut={shown("markOut")} onClick={commands.markOut}>
          {t("markOut")}
        </Button>
        <Button
          variant="ghost"
          icon={<Undo2 aria-hidden="true" />}
          shortcut={shown("undoMark")}
          disabled={!acts.canUndo}
          onClick={commands.undoMark}
        >
          {t("undo")}
        </Button>
        <Button variant="ghost" shortcut={shown("none")} aria-pressed={value?.length === 0} onClick={commands.none}>
          {t("none")}
        </Button>
        {markedInMs === undefined ? null : (
          <span className="tabular col-span-2 text-sm">{t("begunAt", { at: writeTime(markedInMs) })}</span>
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {said.isFault ? null : said.text}
      </p>
      <FieldError>{said.isFault ? said.text : null}</FieldError>
      <SegmentList
        acts={acts}
        form={form}
        overlaps={findOverlaps(rows, form.overlap)}
        durationMs={durationMs}
        lang={item.language}
        keyOf={shown}
        onSend={onSend}
      />
    </div>
  );
}

const MOST_PIXELS_A_SECOND = 400;

/** How much of the recording the waveform shows at once. */
function Zoom({ wave, seconds }: { wave: WaveSurfer | undefined; seconds: number }) {
  const t = useTranslations("label.segments");
  const [factor, setFactor] = useState(1);
  const zoom = (next: number) => {
    if (!wave) return;
    setFactor(next);
    wave.zoom(next === 1 ? 0 : (wave.getWidth() / seconds) * next);
  };
  const isClosest = ((wave?.getWidth() ?? 0) / seconds) * factor >= MOST_PIXELS_A_SECOND;
  return (
    <div className="mt-2 flex items-center gap-1">
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("zoomOut")}
        disabled={factor === 1}
        onClick={() => zoom(factor / 2)}
      >
        <ZoomOut aria-hidden="true" />
      </Button>
      <Button size="sm" variant="ghost" aria-label={t("zoomIn")} disabled={isClosest} onClick={() => zoom(factor * 2)}>
        <ZoomIn aria-hidden="true" />
      </Button>
    </div>
  );
}
