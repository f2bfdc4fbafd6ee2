import { clsx } from "clsx";

/** Loudness from beginning to end, 0 to 1, of what the server measured. */
export function readPeaks(peaks: string): number[] {
  return Array.from(atob(peaks), (char) => char.charCodeAt(0) / 255);
}

/** A recording's shape as a picture of a line's height: for lists, and until the player is there. */
export function Waveform({ peaks, bars, className }: { peaks: string; bars: number; className: string }) {
  const all = readPeaks(peaks);
  const loudest = Math.max(...all, 0.01);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${bars * 3} 24`}
      preserveAspectRatio="none"
      className={clsx("shrink-0 text-edge", className)}
    >
      {Array.from({ length: bars }, (_, at) => {
        const part = all.slice(Math.floor((at * all.length) / bars), Math.ceil(((at + 1) * all.length) / bars));
        const height = Math.max(1, (Math.max(...part, 0) / loudest) * 22);
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no other name than their place.
        return <rect key={at} x={at * 3} y={12 - height / 2} width={2} height={height} rx={1} fill="currentColor" />;
      })}
    </svg>
  );
}
