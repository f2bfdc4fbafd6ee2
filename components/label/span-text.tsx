"use client";

import { clsx } from "clsx";
import { useMemo } from "react";
import type { Span } from "#lib/domain/answer";
import { markLook } from "./mark-look";
import { piecesOf, type Range } from "./span-edit";

type SpanTextProps = {
  text: string;
  spans: readonly Span[];
  classes: readonly string[];
  /** What is about to be marked. */
  selected?: Range | undefined;
};

/**
 * A text with its marks: each by colour, line and the name of its class at its end. The names are drawn, not written, so that the text stays
 * the text wherever it is selected; whoever does not see them has the list beside it.
 */
export function SpanText({ text, spans, classes, selected }: SpanTextProps) {
  const chars = useMemo(() => [...text], [text]);
  const pieces = piecesOf(chars, selected ? [...spans, selected] : spans);
  return pieces.map(({ from, to, text, marks }) => {
    const own = marks.filter((at) => at < spans.length);
    const label = spans[own[0] ?? -1]?.label;
    const ending = own.flatMap((at) => (spans[at]?.to === to ? [classes[spans[at]?.label ?? -1] ?? ""] : []));
    if (marks.length === 0) return <span key={from}>{text}</span>;
    return (
      <mark
        key={from}
        data-ends={ending.join(" · ")}
        className={clsx(
          "rounded-sm box-decoration-clone px-[0.06em]",
          label === undefined
            ? "bg-transparent text-ink"
            : ["underline decoration-2 underline-offset-4", markLook(label)],
          own.length > 1 && "decoration-double",
          marks.length > own.length && "outline-2 outline-focus",
          ending.length > 0 &&
            "after:ms-1 after:rounded-sm after:border after:border-current/40 after:px-1 after:align-middle after:font-medium after:text-xs after:content-[attr(data-ends)]",
        )}
      >
        {text}
      </mark>
    );
  });
}
