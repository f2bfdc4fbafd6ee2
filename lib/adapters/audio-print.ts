import { packBits } from "#lib/domain/near-media";

/*
 * What a recording is recognised by when it was encoded again, made louder or got silence around it: whether each band of pitch grew or shrank
 * against the next from one moment to the next (Haitsma and Kalker, ISMIR 2002), the whole recording divided into the same number of moments.
 */
const BANDS = 17;
const CELLS = 65;
const LOWEST_HERTZ = 200;
const HIGHEST_HERTZ = 3_400;
const WORK_HERTZ = 8_000;
const WINDOW_SECONDS = 0.05;
const HOP_SECONDS = 0.008;
const SIZE = 1_024;
// What is this much softer than the loudest moment is silence before and after.
const SILENCE = 1e-3;
const LEAST_FRAMES = 40;
const LEAST_ENERGY = 1e-4;
// Of the average energy: what a codec leaves of a pause is not to be told apart.
const FLOOR = 1e-2;
const COARSE = 9;

/** Looks at a recording while it is decoded; keeps 17 numbers for each 8 ms of it. */
export function makeAudioPrint() {
  const frames: Float32Array[] = [];
  let held = new Float32Array(0);
  let reader: ReturnType<typeof makeReader> | undefined;
  return {
    add(interleaved: Float32Array, channels: number, sampleRate: number): void {
      reader ??= makeReader(sampleRate);
      const mono = reader.thin(interleaved, channels);
      const samples = new Float32Array(held.length + mono.length);
      samples.set(held);
      samples.set(mono, held.length);
      let at = 0;
      for (; at + reader.window <= samples.length; at += reader.hop) frames.push(reader.bands(samples, at));
      held = samples.slice(at);
    },
    /** 8 bytes that copies are looked up by and 128 that they are compared by; null for what is too short or silent. */
    finish: (): Uint8Array | null => printOf(frames),
  };
}

function makeReader(sampleRate: number) {
  const factor = Math.max(1, Math.floor(sampleRate / WORK_HERTZ));
  const rate = sampleRate / factor;
  const window = Math.min(SIZE, Math.round(rate * WINDOW_SECONDS));
  const hann = Float32Array.from({ length: window }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / window));
  const edges = Array.from({ length: BANDS + 1 }, (_, band) =>
    Math.round((LOWEST_HERTZ * (HIGHEST_HERTZ / LOWEST_HERTZ) ** (band / BANDS) * SIZE) / rate),
  );
  const real = new Float32Array(SIZE);
  const imaginary = new Float32Array(SIZE);
  let sum = 0;
  let inSum = 0;
  return {
    window,
    hop: Math.round(rate * HOP_SECONDS),
    /** One channel, every `factor` samples as one. */
    thin(interleaved: Float32Array, channels: number): Float32Array {
      const out: number[] = [];
      for (let at = 0; at < interleaved.length; at += channels) {
        for (let channel = 0; channel < channels; channel += 1) sum += interleaved[at + channel] ?? 0;
        inSum += 1;
        if (inSum < factor) continue;
        out.push(sum / factor / channels);
        sum = 0;
        inSum = 0;
      }
      return Float32Array.from(out);
    },
    bands(samples: Float32Array, from: number): Float32Array {
      real.fill(0);
      imaginary.fill(0);
      for (let at = 0; at < window; at += 1) real[at] = (samples[from + at] ?? 0) * (hann[at] ?? 0);
      transform(real, imaginary);
      return Float32Array.from({ length: BANDS }, (_, band) => {
        let energy = 0;
        for (let at = edges[band] ?? 0; at < (edges[band + 1] ?? 0); at += 1)
          energy += (real[at] ?? 0) ** 2 + (imaginary[at] ?? 0) ** 2;
        return energy;
      });
    },
  };
}

/** The fast Fourier transform, in place (Cooley and Tukey 1965). */
function transform(real: Float32Array, imaginary: Float32Array): void {
  for (let at = 1, other = 0; at < SIZE; at += 1) {
    let bit = SIZE >> 1;
    for (; other & bit; bit >>= 1) other ^= bit;
    other ^= bit;
    if (at < other) [real[at], real[other]] = [real[other] ?? 0, real[at] ?? 0];
  }
  for (let size = 2; size <= SIZE; size *= 2) {
    for (let step = 0; step < size / 2; step += 1) {
      const angle = (-2 * Math.PI * step) / size;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let low = step; low < SIZE; low += size) {
        const high = low + size / 2;
        const [re, im] = [real[high] ?? 0, imaginary[high] ?? 0];
        const [turnedRe, turnedIm] = [re * cos - im * sin, re * sin + im * cos];
        real[high] = (real[low] ?? 0) - turnedRe;
        imaginary[high] = (imaginary[low] ?? 0) - turnedIm;
        real[low] = (real[low] ?? 0) + turnedRe;
        imaginary[low] = (imaginary[low] ?? 0) + turnedIm;
      }
    }
  }
}

function printOf(frames: readonly Float32Array[]): Uint8Array | null {
  const loudness = frames.map((frame) => frame.reduce((sum, energy) => sum + energy, 0));
  const loudest = loudness.reduce((most, one) => Math.max(most, one), 0);
  const isHeard = (one: number) => one > loudest * SILENCE;
  const [first, last] = [loudness.findIndex(isHeard), loudness.findLastIndex(isHeard)];
  if (loudest < LEAST_ENERGY || last - first < LEAST_FRAMES) return null;
  const heard = frames.slice(first, last + 1);
  const fine = cellsOf(heard, CELLS, BANDS);
  const coarse = cellsOf(heard, COARSE, COARSE);
  return packBits([...changesIn(coarse), ...changesIn(fine)]);
}

function cellsOf(frames: readonly Float32Array[], cells: number, bands: number): number[][] {
  const sums = Array.from({ length: cells }, () => new Array<number>(bands).fill(0));
  const span = frames.length / cells;
  for (let cell = 0; cell < cells; cell += 1) {
    // Neighbouring moments overlap, so that where exactly one begins matters little.
    const from = Math.max(0, Math.floor((cell - 1) * span));
    const to = Math.min(frames.length, Math.ceil((cell + 2) * span));
    for (let at = from; at < to; at += 1) {
      for (let band = 0; band < BANDS; band += 1) {
        const group = Math.floor((band * bands) / BANDS);
        const row = sums[cell];
        if (row) row[group] = (row[group] ?? 0) + (frames[at]?.[band] ?? 0) / (to - from);
      }
    }
  }
  return sums;
}

/** Whether each band grew against the next from one moment to the next; what is as good as silent is taken as equally soft. */
function changesIn(cells: readonly (readonly number[])[]): boolean[] {
  const energies = cells.flat();
  const softest = (energies.reduce((sum, energy) => sum + energy, 0) / energies.length) * FLOOR;
  const steps = cells.map((row) =>
    row.slice(1).map((energy, band) => Math.log(energy + softest) - Math.log((row[band] ?? 0) + softest)),
  );
  return steps.slice(1).flatMap((row, cell) => row.map((step, band) => step > (steps[cell]?.[band] ?? 0)));
}
