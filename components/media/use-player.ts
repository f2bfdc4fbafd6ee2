"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type WaveSurfer from "wavesurfer.js";
import type { AudioView } from "#lib/domain/media";
import { readPeaks } from "./waveform";

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const USUAL = SPEEDS.indexOf(1);

/** A player of one recording in an element of the page. The library is fetched when the first recording is shown; the sound when it is played. */
export function usePlayer(
  place: RefObject<HTMLDivElement | null>,
  audio: AudioView,
  height: number,
  onWave?: (wave: WaveSurfer | undefined) => void,
) {
  const player = useRef<WaveSurfer>(undefined);
  const [isReady, setReady] = useState(false);
  const [isPlaying, setPlaying] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const [time, setTime] = useState(0);
  const [speedAt, setSpeedAt] = useState(USUAL);
  const { sha256, fileUrl, durationMs, peaks } = audio;
  // A renewed address of the same recording must not stop it.
  const url = useRef(fileUrl);
  const tellWave = useRef(onWave);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a recording is what its hash says.
  useEffect(() => {
    let isGone = false;
    const media = new Audio();
    media.preload = "none";
    media.src = url.current;
    media.addEventListener("error", () => setFailed(!isGone));
    void import("wavesurfer.js").then(({ default: library }) => {
      if (isGone || !place.current) return;
      const made = library.create({
        container: place.current,
        media,
        height,
        peaks: [readPeaks(peaks)],
        duration: durationMs / 1_000,
        normalize: true,
        barWidth: 2,
        barGap: 1,
        barRadius: 1,
        cursorWidth: 2,
        // Where parts are marked, dragging marks one.
        dragToSeek: tellWave.current === undefined,
        ...colours(place.current),
      });
      made.on("play", () => setPlaying(true));
      made.on("pause", () => setPlaying(false));
      made.on("finish", () => setPlaying(false));
      made.on("timeupdate", setTime);
      made.on("seeking", setTime);
      player.current = made;
      setReady(true);
      tellWave.current?.(made);
    });
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => place.current && player.current?.setOptions(colours(place.current));
    scheme.addEventListener("change", repaint);
    return () => {
      isGone = true;
      tellWave.current?.(undefined);
      scheme.removeEventListener("change", repaint);
      player.current?.destroy();
      player.current = undefined;
      media.pause();
      media.removeAttribute("src");
    };
  }, [place, sha256, height]);
  const setSpeed = (at: number) => {
    const next = Math.min(Math.max(at, 0), SPEEDS.length - 1);
    setSpeedAt(next);
    player.current?.setPlaybackRate(SPEEDS[next] ?? 1, true);
  };
  return {
    isReady,
    isPlaying,
    hasFailed,
    time,
    speed: SPEEDS[speedAt] ?? 1,
    toggle: () => void player.current?.playPause().catch(() => setFailed(true)),
    seek: (to: number) => player.current?.setTime(Math.min(Math.max(to, 0), durationMs / 1_000)),
    setSpeed: (speed: number) => setSpeed(SPEEDS.indexOf(speed)),
    slower: () => setSpeed(speedAt - 1),
    faster: () => setSpeed(speedAt + 1),
  };
}

/** A canvas knows no variables of the page: they are read where they apply. */
function colours(place: HTMLElement) {
  const probe = place.ownerDocument.createElement("span");
  place.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--color-${name})`;
    return getComputedStyle(probe).color;
  };
  const read3 = { waveColor: read("edge"), progressColor: read("accent"), cursorColor: read("ink") };
  probe.remove();
  return read3;
}
