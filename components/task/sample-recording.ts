"use client";

import { useEffect, useState } from "react";
import type { AudioView } from "#lib/domain/media";

const RATE = 8_000;
const SECONDS = 6;
const HEADER_BYTES = 44;
// Two tones with silence around them: something to begin and to end at.
const tones = [
  { from: 0.8, to: 2.2, hertz: 440 },
  { from: 3.5, to: 5.1, hertz: 330 },
];

const toneAt = (at: number) => tones.find(({ from, to }) => at >= from && at < to);

function makeWave(): Uint8Array<ArrayBuffer> {
  const samples = RATE * SECONDS;
  const bytes = new Uint8Array(HEADER_BYTES + samples);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  write(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  write(8, "WAVEfmt ");
  for (const [at, value] of [16, RATE, RATE, samples].entries()) view.setUint32([16, 24, 28, 40][at] ?? 0, value, true);
  for (const [at, value] of [1, 1, 1, 8].entries()) view.setUint16([20, 22, 32, 34][at] ?? 0, value, true);
  write(36, "data");
  for (let at = 0; at < samples; at += 1)
    bytes[HEADER_BYTES + at] = 128 + 80 * Math.sin(2 * Math.PI * (toneAt(at / RATE)?.hertz ?? 0) * (at / RATE));
  return bytes;
}

const PEAKS = 600;
const peaks = () =>
  btoa(Array.from({ length: PEAKS }, (_, at) => (toneAt((at / PEAKS) * SECONDS) ? "\u00c8" : "\u0004")).join(""));

/** Two tones, for trying out marks before there is an item; null until the browser has made them. */
export function useSampleRecording(isWanted: boolean): AudioView | null {
  const [recording, setRecording] = useState<AudioView | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    const bytes = makeWave();
    const fileUrl = URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
    setRecording({
      ...{ kind: "audio", sha256: "0".repeat(64), format: "wav", durationMs: SECONDS * 1_000 },
      ...{ sampleRate: RATE, channels: 1, sizeBytes: bytes.length, peaks: peaks(), fileUrl },
    });
    return () => {
      setRecording(null);
      URL.revokeObjectURL(fileUrl);
    };
  }, [isWanted]);
  return recording;
}
