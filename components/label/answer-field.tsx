"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "#components/ui/skeleton";
import type { Shape, SpanAnswer as SpanMarks } from "#lib/domain/answer";
import type { Question } from "#lib/domain/question";
import type { Segment } from "#lib/domain/segment";
import type { AnnotatedItem } from "./answer-props";
import { ClassAnswer } from "./class-answer";
import type { Command } from "./key-map";
import { PairAnswer } from "./pair-answer";
import { RankAnswer } from "./rank-answer";
import { RatingAnswer } from "./rating-answer";
import { SegmentAnswer } from "./segment-answer";
import { SpanAnswer } from "./span-answer";
import { TextAnswer } from "./text-answer";

// Fetched when a task needs it.
const loading = () => <Skeleton className="h-40 w-full" />;
const BoxAnswer = dynamic(() => import("./box-answer").then((module) => module.BoxAnswer), { ssr: false, loading });

type AnswerFieldProps = {
  question: Question;
  value: unknown;
  onChange: (value: unknown) => void;
  onDone: (value: unknown) => void;
  onSend: () => void;
  item: AnnotatedItem;
  isCurrent: boolean;
  keyOf: (what: number | Command) => string | undefined;
};

/** The screen of a question, by its form. What lies in `value` was checked by the task's schema, or made here. */
export function AnswerField({ value, ...props }: AnswerFieldProps) {
  const { form } = props.question;
  switch (form.kind) {
    case "single_class":
    case "multi_label":
      return <ClassAnswer {...props} form={form} value={value as number | number[] | undefined} />;
    case "rating":
      return <RatingAnswer {...props} form={form} value={value as number | undefined} />;
    case "pairwise":
      return <PairAnswer {...props} form={form} value={value as number | undefined} />;
    case "ranking":
      return <RankAnswer {...props} form={form} value={value as number[] | undefined} />;
    case "free_text":
      return <TextAnswer {...props} form={form} value={value as string | undefined} />;
    case "spans":
      return <SpanAnswer {...props} form={form} value={value as SpanMarks | undefined} />;
    case "boxes":
      return <BoxAnswer {...props} form={form} value={value as Shape[] | undefined} />;
    case "segments":
      return <SegmentAnswer {...props} form={form} value={value as Segment[] | undefined} />;
  }
}
