/** One measured figure beside its bare baseline of the same run: what counts is the ratio, machines differ. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** The bare thing it is held against, in the same unit. */
  baseline?: { name: string; value: number };
  /** What docs promise, as words; `met` says whether this run kept it. */
  target?: { text: string; met: boolean };
};

const rounded = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toLocaleString("en", { maximumSignificantDigits: 3 });

export function printFigures(title: string, figures: readonly Figure[]): void {
  process.stdout.write(`\n${title}\n`);
  for (const { name, value, unit, baseline, target } of figures) {
    const parts = [`  ${name}: ${rounded(value)} ${unit}`];
    if (baseline) {
      const ratio = value / baseline.value;
      parts.push(`${baseline.name} ${rounded(baseline.value)} ${unit}, ratio ${ratio.toPrecision(2)}`);
    }
    if (target) parts.push(`${target.met ? "kept" : "MISSED"}: ${target.text}`);
    process.stdout.write(`${parts.join(" | ")}\n`);
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
