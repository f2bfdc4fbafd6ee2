"use client";

import { useTranslations } from "next-intl";
import { DiffText } from "#components/review/diff-text";
import { pairSegments } from "#lib/domain/mark-agreement";
import type { AudioView } from "#lib/domain/media";
import type { Segment } from "#lib/domain/segment";
import { keyOf, SegmentLine, SegmentTrack } from "./segment-view";

type SegmentDiffProps = {
  audio: AudioView;
  classes: readonly string[];
  values: readonly [readonly Segment[], readonly Segment[]];
  names: readonly [string, string];
};

/** Two people's segments over one another: those that mean the same part, with both times and what they heard, then what only one has. */
export function SegmentDiff({ audio, classes, values, names }: SegmentDiffProps) {
  const t = useTranslations("label.view");
  const { both, onlyFirst, onlySecond } = pairSegments(...values);
  const line = (segment: Segment) => <SegmentLine segment={segment} name={classes[segment.label] ?? ""} />;
  const rest = [onlyFirst, onlySecond];
  return (
    <div className="flex flex-col gap-3">
      {values.map((segments, at) => (
        <div key={names[at]} className="flex flex-col gap-1">
          <span className="text-muted text-sm">{names[at]}</span>
          <SegmentTrack audio={audio} segments={segments} />
        </div>
      ))}
      {both.length > 0 ? (
        <section>
          <h4 className="text-muted text-sm">{t("about")}</h4>
          <ul className="mt-1 flex flex-col gap-1.5">
            {both.map(([one, other], at) => (
              <li key={keyOf(one, at)} className="flex flex-wrap gap-x-4 gap-y-0.5">
                {line(one)}
                {line(other)}
                {one.text || other.text ? (
                  <p dir="auto" className="w-full whitespace-pre-wrap break-words">
                    <DiffText before={one.text ?? ""} after={other.text ?? ""} />
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {rest.map((segments, at) =>
        segments.length === 0 ? null : (
          <section key={names[at]}>
            <h4 className="text-muted text-sm">{t("only", { name: names[at] ?? "" })}</h4>
            <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
              {segments.map((segment, place) => (
                <li key={keyOf(segment, place)}>{line(segment)}</li>
              ))}
            </ul>
          </section>
        ),
      )}
    </div>
  );
}
