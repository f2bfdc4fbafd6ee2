import { clsx } from "clsx";

type ProgressProps = {
  /** What advances; read by screen readers. */
  label: string;
  /** Undefined when the end is not known. */
  value: number | undefined;
  max?: number;
  /** In words, when a percentage says too little: "312 of 1,000 rows". */
  valueText?: string;
  tone?: "accent" | "success" | "warning" | "danger";
  className?: string;
};

const fills = { accent: "bg-accent", success: "bg-success", warning: "bg-warning", danger: "bg-danger" };

export function Progress({ label, value, max = 100, valueText, tone = "accent", className }: ProgressProps) {
  const share = value === undefined || max <= 0 ? 0 : Math.min(1, Math.max(0, value / max));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={valueText}
      className={clsx("h-1.5 w-full overflow-hidden rounded-full bg-sunken inset-ring inset-ring-line", className)}
    >
      <div
        className={clsx("h-full rounded-full transition-[width]", fills[tone], value === undefined && "animate-pulse")}
        style={{ width: value === undefined ? "100%" : `${share * 100}%` }}
      />
    </div>
  );
}

export type Segment = { key: string; label: string; value: number; tone: keyof typeof fills | "neutral" };

/** Shares of a whole in one bar, for example a project's items by status; say the figures in words beside it. */
export function SegmentBar({ label, segments, className }: { label: string; segments: Segment[]; className?: string }) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  return (
    <div
      role="img"
      aria-label={`${label}: ${segments.map((segment) => `${segment.label} ${segment.value}`).join(", ")}`}
      className={clsx("flex h-1.5 w-full gap-px overflow-hidden rounded-full bg-sunken", className)}
    >
      {segments
        .filter((segment) => segment.value > 0)
        .map((segment) => (
          <div
            key={segment.key}
            className={clsx("min-w-0.5", segment.tone === "neutral" ? "bg-edge" : fills[segment.tone])}
            style={{ width: `${(segment.value / total) * 100}%` }}
          />
        ))}
    </div>
  );
}
