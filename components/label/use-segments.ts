"use client";

import { useRef, useState } from "react";
import { type Segment, sortSegments } from "#lib/domain/segment";
import { changeRow, fitTimes, type SegmentRow, segmentsOf } from "./segment-edit";

type SegmentsInput = {
  value: readonly Segment[] | undefined;
  onChange: (value: Segment[] | undefined) => void;
  durationMs: number;
};

type Held = { rows: SegmentRow[]; json: string };

const UNDOABLE = 100;

/** The segments of one answer while they are marked: rows with numbers of their own, which one is chosen, and a way back. */
export function useSegments({ value, onChange, durationMs }: SegmentsInput) {
  const numbers = useRef(0);
  const held = useRef<Held>({ rows: [], json: "[]" });
  const past = useRef<{ held: Held; isAnswered: boolean; what: string }[]>([]);
  const [selected, setSelected] = useState<number>();
  const json = JSON.stringify(value ?? []);
  // What came from elsewhere: a draft, an answer taken back, a step back.
  if (json !== held.current.json) {
    const rows = sortSegments(value ?? []).map((segment) => ({ ...segment, id: numbers.current++ }));
    held.current = { rows, json };
  }
  const { rows } = held.current;
  const chosen = rows.find(({ id }) => id === selected);

  /** `what`: changes of one name in a row are one step back, as the letters of a text are. */
  const put = (next: SegmentRow[], what = "") => {
    const segments = segmentsOf(next);
    if (what === "" || past.current.at(-1)?.what !== what)
      past.current = [...past.current, { held: held.current, isAnswered: value !== undefined, what }].slice(-UNDOABLE);
    held.current = { rows: next, json: JSON.stringify(segments) };
    onChange(segments);
  };
  return {
    rows,
    chosen,
    select: setSelected,
    canUndo: past.current.length > 0,
    /** Adds a segment and chooses it; what it is, where times were put in order and into the recording. */
    add: (segment: Segment) => {
      const row = { ...segment, ...fitTimes(segment, durationMs), id: numbers.current++ };
      put(sortSegments([...rows, row]));
      setSelected(row.id);
      return row;
    },
    change: (id: number, part: Partial<Segment>, what?: string) => put(changeRow(rows, id, part), what),
    remove: (id: number) => {
      const at = rows.findIndex((row) => row.id === id);
      const next = rows.filter((row) => row.id !== id);
      put(next);
      setSelected((next[at] ?? next.at(-1))?.id);
    },
    clear: () => put([]),
    undo: () => {
      const last = past.current.at(-1);
      if (!last) return false;
      past.current = past.current.slice(0, -1);
      held.current = last.held;
      onChange(last.isAnswered ? segmentsOf(last.held.rows) : undefined);
      return true;
    },
  };
}
