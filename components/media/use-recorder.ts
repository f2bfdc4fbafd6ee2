"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { limits } from "#lib/domain/limits";

// The first that the browser can write; the server takes each of them.
const KINDS = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/ogg;codecs=opus", "ogg"],
  ["audio/mp4", "m4a"],
] as const;
const METER_MS = 100;
// Quieter than this is silence to the meter.
const FLOOR_DECIBELS = -60;

type RecorderState = "idle" | "asking" | "recording" | "taken";
export type RecorderFault = "unsupported" | "refused" | "missing";

type Running = { recorder: MediaRecorder; end: () => void };

/** One recording at a time from the microphone, whose light is off again as soon as it is over. */
export function useRecorder() {
  const [state, setState] = useState<RecorderState>("idle");
  const [seconds, setSeconds] = useState(0);
  const [level, setLevel] = useState(0);
  const [taken, setTaken] = useState<File>();
  const [fault, setFault] = useState<RecorderFault>();
  const running = useRef<Running>(undefined);
  const isGone = useRef(false);
  const stop = useCallback(() => {
    if (running.current?.recorder.state === "recording") running.current.recorder.stop();
  }, []);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      running.current?.end();
    };
  }, []);

  async function start(): Promise<void> {
    setFault(undefined);
    setTaken(undefined);
    const kind = KINDS.find(([type]) => globalThis.MediaRecorder?.isTypeSupported(type));
    if (!kind || !navigator.mediaDevices) return giveUp("unsupported");
    setState("asking");
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: unknown) => {
      giveUp(error instanceof DOMException && error.name === "NotFoundError" ? "missing" : "refused");
    });
    if (!stream) return;
    if (isGone.current) return silence(stream);
    const recorder = new MediaRecorder(stream, { mimeType: kind[0] });
    const startedAt = performance.now();
    const endMeter = meter(stream, (loud) => {
      const now = (performance.now() - startedAt) / 1_000;
      setLevel(loud);
      setSeconds(now);
      if (now * 1_000 > limits.audioMaxMs - METER_MS) stop();
    });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      running.current?.end();
      if (isGone.current) return;
      setTaken(new File(parts, `${nameOf(new Date())}.${kind[1]}`, { type: kind[0] }));
      setState("taken");
    };
    running.current = {
      recorder,
      end: () => {
        endMeter();
        silence(stream);
      },
    };
    setSeconds(0);
    // In parts, so that a long one is not held twice when it ends.
    recorder.start(1_000);
    setState("recording");
  }

  function giveUp(why: RecorderFault): void {
    setFault(why);
    setState("idle");
  }

  return {
    state,
    seconds,
    level,
    taken,
    fault,
    start,
    stop,
    discard: () => {
      setTaken(undefined);
      setState("idle");
    },
  };
}

/** Lets go of the microphone. */
function silence(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Tells again and again how loud a stream is, 0 to 100; the answer ends it. */
function meter(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-12);
    tell(Math.round(Math.min(Math.max(1 - decibels / FLOOR_DECIBELS, 0), 1) * 100));
  }, METER_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

function nameOf(now: Date): string {
  const text = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return `recording-${text.slice(0, 19).replace("T", "-").replaceAll(":", "")}`;
}
