import { limits } from "#lib/domain/limits";

/** What is learned of a recording while it is decoded, in memory that does not grow with it. */
export function makePeaks() {
  // Twice as many as are kept, each of `span` frames; when they are full, two become one.
  const peaks = new Float32Array(limits.audioPeaks * 2);
  let count = 0;
  let span = 64;
  let highest = 0;
  let inSpan = 0;

  function close(): void {
    peaks[count] = highest;
    count += 1;
    highest = 0;
    inSpan = 0;
    if (count < peaks.length) return;
    for (let at = 0; at < count / 2; at += 1) peaks[at] = Math.max(peaks[at * 2] ?? 0, peaks[at * 2 + 1] ?? 0);
    count /= 2;
    span *= 2;
  }

  return {
    add(interleaved: Float32Array, channels: number): void {
      for (let at = 0; at < interleaved.length; at += channels) {
        for (let channel = 0; channel < channels; channel += 1) {
          highest = Math.max(highest, Math.abs(interleaved[at + channel] ?? 0));
        }
        inSpan += 1;
        if (inSpan === span) close();
      }
    },
    /** How loud it is from beginning to end, at most `audioPeaks` bytes: 0 silent, 255 as loud as can be. */
    finish(): Uint8Array {
      if (inSpan > 0) close();
      const length = Math.min(count, limits.audioPeaks);
      return Uint8Array.from({ length }, (_, at) => {
        const [from, to] = [Math.floor((at * count) / length), Math.floor(((at + 1) * count) / length)];
        return Math.round(Math.min(1, Math.max(...peaks.subarray(from, Math.max(to, from + 1)))) * 255);
      });
    },
  };
}
