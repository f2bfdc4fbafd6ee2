import { test } from "@playwright/test";
import { type Figure, percentile } from "./report";

type Waits = { name: string; ms: readonly number[]; bare: { name: string; ms: readonly number[] }; underMs: number };

/** Hands the 95th percentile of what was waited for in the browser, beside a bare wait, to the bench that started it. */
export function noteWaits({ name, ms, bare, underMs }: Waits): void {
  const p95 = percentile(ms, 0.95);
  const figure: Figure = {
    name: `${name}, p95`,
    value: p95,
    unit: "ms",
    baseline: { name: bare.name, value: percentile(bare.ms, 0.95) },
    target: { text: `under ${underMs} ms`, met: p95 < underMs },
  };
  test.info().annotations.push({ type: "figure", description: JSON.stringify(figure) });
}
