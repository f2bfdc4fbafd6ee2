import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { Waveform } from "#components/media/waveform";
import type { AudioView } from "#lib/domain/media";
import { type Segment, writeTime } from "#lib/domain/segment";
import { markLook } from "./mark-look";

type SegmentViewProps = { audio: AudioView; segments: readonly Segment[]; classes: readonly string[]; lang: string };

/** Segments to read: where they lie in the recording, then each with its times and words. */
export function SegmentView({ audio, segments, classes, lang }: SegmentViewProps) {
  const t = useTranslations("label.view");
  return (
    <div className="flex flex-col gap-2">
      <SegmentTrack audio={audio} segments={segments} />
      {segments.length === 0 ? (
        <span className="text-muted">{t("nothing")}</span>
      ) : (
        <ol className="flex flex-col gap-1.5">
          {segments.map((segment, at) => (
            <li key={keyOf(segment, at)}>
              <SegmentLine segment={segment} name={classes[segment.label] ?? ""} />
              {segment.text === undefined ? null : (
                <p lang={lang} dir="auto" className="whitespace-pre-wrap break-words">
                  {segment.text}
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** Two segments can be alike, as a consensus may have them: their places tell them apart. */
export const keyOf = ({ fromMs, toMs, label }: Segment, at: number) => `${fromMs} ${toMs} ${label} ${at}`;

/** One segment in words: its label and its times. */
export function SegmentLine({ segment, name }: { segment: Segment; name: string }) {
  return (
    <span className="flex flex-wrap items-baseline gap-2 text-sm">
      <span className={clsx("rounded-sm px-1 font-medium", markLook(segment.label))}>{name}</span>
      <span className="tabular text-muted">
        {writeTime(segment.fromMs)} – {writeTime(segment.toMs)}
      </span>
    </span>
  );
}

const bars = [
  "border-accent bg-accent/25",
  "border-warning bg-warning/25",
  "border-success bg-success/25",
  "border-danger bg-danger/25",
];

/** The recording's shape with its segments over it; words beside it say what they are. */
export function SegmentTrack({ audio, segments }: { audio: AudioView; segments: readonly Segment[] }) {
  const percent = (ms: number) => `${Math.min(100, (ms / audio.durationMs) * 100)}%`;
  return (
    <span
      aria-hidden="true"
      className="relative block h-10 w-full overflow-hidden rounded-md border border-line bg-sunken"
    >
      <Waveform peaks={audio.peaks} bars={150} className="absolute inset-0 size-full" />
      {segments.map((segment, at) => (
        <span
          key={keyOf(segment, at)}
          className={clsx("absolute inset-y-0 border-x-2", bars[segment.label % bars.length])}
          style={{ left: percent(segment.fromMs), width: percent(segment.toMs - segment.fromMs) }}
        />
      ))}
    </span>
  );
}
