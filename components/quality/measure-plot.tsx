import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { QuestionRun } from "./use-quality";

type Measures = NonNullable<QuestionRun["quality"]["measures"]>["list"];
type PlotProps = { measures: Measures; nameOf: (measure: Measures[number]) => string };

/** Coefficients on one line each, with their intervals: for eyes alone, the table below has every figure. From below 0 only where one is. */
export function MeasurePlot({ measures, nameOf }: PlotProps) {
  const t = useTranslations("quality.measure");
  const known = measures.flatMap((measure) => (measure.is.defined ? [{ measure, is: measure.is }] : []));
  if (known.length === 0) return null;
  const lows = known.map(({ is }) => (is.interval.defined ? is.interval.low : is.value));
  const from = Math.min(...lows) < 0 ? -1 : 0;
  const percent = (value: number) => `${((value - from) / (1 - from)) * 100}%`;
  const ticks = from < 0 ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  return (
    <figure className="px-5 pb-5" aria-label={t("plot")}>
      <div aria-hidden="true" className="grid gap-x-3 gap-y-1 text-sm sm:grid-cols-[minmax(6rem,19rem)_1fr]">
        {known.map(({ measure, is }) => (
          <div
            key={`${measure.name} ${measure.scale}`}
            className="grid items-center sm:col-span-2 sm:grid-cols-subgrid"
          >
            <span className="truncate text-muted" title={nameOf(measure)}>
              {nameOf(measure)}
            </span>
            <span className="relative mx-1.5 h-6">
              {ticks.map((tick) => (
                <span
                  key={tick}
                  className={clsx("absolute inset-y-0 border-s", tick === 0 ? "border-edge" : "border-line")}
                  style={{ left: percent(tick) }}
                />
              ))}
              {is.interval.defined ? (
                <span
                  className="absolute top-2 h-2 rounded-sm bg-accent/35"
                  style={{
                    left: percent(is.interval.low),
                    width: `${((is.interval.high - is.interval.low) / (1 - from)) * 100}%`,
                  }}
                />
              ) : null}
              <span
                className="absolute top-1.5 size-3 -translate-x-1/2 rounded-full border-2 border-surface bg-accent"
                style={{ left: percent(is.value) }}
              />
            </span>
          </div>
        ))}
        <span className="max-sm:hidden" />
        <span className="tabular relative mx-1.5 h-5 text-faint text-xs">
          {ticks.map((tick) => (
            <span key={tick} className="absolute -translate-x-1/2" style={{ left: percent(tick) }}>
              {tick}
            </span>
          ))}
        </span>
      </div>
    </figure>
  );
}
