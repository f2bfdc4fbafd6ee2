"use client";

import { FastForward, Pause, Play, Rewind } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef } from "react";
import type WaveSurfer from "wavesurfer.js";
import { Button } from "#components/ui/button";
import { FieldError } from "#components/ui/field";
import { Select } from "#components/ui/select";
import type { AudioView } from "#lib/domain/media";
import { timeText } from "./time-text";
import { SPEEDS, usePlayer } from "./use-player";
import { usePlayerKeys } from "./use-player-keys";
import { useSizeText } from "./use-size-text";
import { Waveform } from "./waveform";

const STEP_SECONDS = 3;
/** What the arrows go where parts are marked. */
const FINE_SECONDS = 0.1;

type AudioFigureProps = {
  audio: AudioView;
  height?: "tall" | "short" | undefined;
  /** Gets the waveform, to mark parts of it: dragging over it then marks instead of seeking. */
  onWave?: (wave: WaveSurfer | undefined) => void;
};

/** A recording to listen to: its waveform, play and pause, a few seconds back and on, slower and faster, by hand and by key. */
export function AudioFigure({ audio, height = "tall", onWave }: AudioFigureProps) {
  const t = useTranslations("audio");
  const place = useRef<HTMLDivElement>(null);
  const player = usePlayer(place, audio, height === "tall" ? 96 : 56, onWave);
  const arrow = onWave ? FINE_SECONDS : STEP_SECONDS;
  const seconds = audio.durationMs / 1_000;
  const back = () => player.seek(player.time - STEP_SECONDS);
  const forward = () => player.seek(player.time + STEP_SECONDS);
  const keys = usePlayerKeys({ toggle: player.toggle, back, forward, slower: player.slower, faster: player.faster });
  const onSlide = (event: KeyboardEvent) => {
    const to = { ArrowLeft: player.time - arrow, ArrowRight: player.time + arrow, Home: 0, End: seconds };
    if (!(event.key in to) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    player.seek(to[event.key as keyof typeof to]);
  };
  return (
    <figure ref={keys.figure} className="flex w-full min-w-0 flex-col gap-2">
      <div
        role="slider"
        tabIndex={0}
        aria-label={t("position")}
        aria-valuemin={0}
        aria-valuemax={Math.round(seconds)}
        aria-valuenow={Math.round(player.time)}
        aria-valuetext={t("time", { at: timeText(player.time), of: timeText(seconds) })}
        onKeyDown={onSlide}
        className="relative rounded-md border border-line bg-sunken px-2 py-1"
      >
        {player.isReady ? null : (
          <Waveform
            peaks={audio.peaks}
            bars={150}
            className="absolute inset-x-2 inset-y-1 h-[calc(100%-0.5rem)] w-[calc(100%-1rem)]"
          />
        )}
        <div ref={place} className={height === "tall" ? "min-h-24" : "min-h-14"} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          variant="primary"
          icon={player.isPlaying ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
          shortcut={keys.isOn ? "K" : undefined}
          onClick={player.toggle}
        >
          {player.isPlaying ? t("pause") : t("play")}
        </Button>
        <Button
          size="sm"
          aria-label={t("back", { seconds: STEP_SECONDS })}
          shortcut={keys.isOn ? "J" : undefined}
          onClick={back}
        >
          <Rewind aria-hidden="true" />
        </Button>
        <Button
          size="sm"
          aria-label={t("forward", { seconds: STEP_SECONDS })}
          shortcut={keys.isOn ? "L" : undefined}
          onClick={forward}
        >
          <FastForward aria-hidden="true" />
        </Button>
        <Select
          dense
          aria-label={t("speed")}
          title={keys.isOn ? t("speedKeys") : undefined}
          value={String(player.speed)}
          onValueChange={(value) => player.setSpeed(Number(value))}
          options={SPEEDS.map((speed) => ({ value: String(speed), label: t("times", { speed }) }))}
        />
        <span className="tabular text-muted text-sm">
          {t("time", { at: timeText(player.time), of: timeText(seconds) })}
        </span>
      </div>
      {player.hasFailed ? <FieldError id={`${audio.sha256}-failed`}>{t("failed")}</FieldError> : null}
      <figcaption className="text-muted text-xs">
        <AudioFacts audio={audio} />
      </figcaption>
    </figure>
  );
}

/** "0:09 · MP3 · 22.05 kHz · mono · 39 kB" */
export function AudioFacts({ audio }: { audio: AudioView }) {
  const t = useTranslations("audio");
  const { durationMs, format, sampleRate, channels, sizeBytes } = audio;
  const size = useSizeText()(sizeBytes);
  const values = {
    time: timeText(durationMs / 1_000),
    format: format.toUpperCase(),
    kilohertz: sampleRate / 1_000,
    size,
  };
  return <span className="tabular">{t("facts", { ...values, channels })}</span>;
}
