"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type WaveSurfer from "wavesurfer.js";
import { type Segment, writeTime } from "#lib/domain/segment";
import type { PressHandler } from "./answer-keys";
import type { SegmentCommand } from "./key-map";
import { type Edge, moveEdge, NUDGE_MS, rowAfter, type SegmentRow } from "./segment-edit";
import { useSegments } from "./use-segments";

type ActsInput = {
  value: readonly Segment[] | undefined;
  onChange: (value: Segment[] | undefined) => void;
  classes: readonly string[];
  durationMs: number;
  wave: WaveSurfer | undefined;
};

/** What one does with the segments of a recording, by key, by button or by hand, and what is said about it. */
export function useSegmentActs({ value, onChange, classes, durationMs, wave }: ActsInput) {
  const t = useTranslations("label.segments");
  const marks = useSegments({ value, onChange, durationMs });
  const [label, setLabel] = useState(0);
  const [markedInMs, setMarkedIn] = useState<number>();
  const [said, setSaid] = useState<{ text: string; isFault?: boolean }>({ text: "" });
  const { rows, chosen } = marks;
  const now = () => Math.round((wave?.getCurrentTime() ?? 0) * 1_000);
  const say = (text: string) => setSaid({ text });
  const refuse = (text: string) => setSaid({ text, isFault: true });
  const tell = ({ fromMs, toMs, label }: Segment) =>
    say(t("told", { name: classes[label] ?? "", from: writeTime(fromMs), to: writeTime(toMs) }));

  const select = (id: number | undefined) => {
    marks.select(id);
    const row = rows.find((one) => one.id === id);
    if (row) tell(row);
  };
  const goTo = (row: SegmentRow | undefined, by: 1 | -1) => {
    if (!row) return refuse(t(rows.length === 0 ? "noneYet" : by > 0 ? "noNext" : "noPrevious"));
    select(row.id);
    wave?.setTime(row.fromMs / 1_000);
  };
  const play = (row = chosen) => {
    if (!row) return refuse(t("chooseFirst"));
    void wave?.play(row.fromMs / 1_000, row.toMs / 1_000);
  };
  const add = (fromMs: number, toMs: number) => tell(marks.add({ fromMs, toMs, label }));
  const markIn = () => {
    setMarkedIn(now());
    say(t("begun", { at: writeTime(now()) }));
  };
  const markOut = () => {
    if (markedInMs === undefined) return refuse(t("beginFirst"));
    if (now() <= markedInMs) return refuse(t("endLater", { at: writeTime(markedInMs) }));
    add(markedInMs, now());
    setMarkedIn(undefined);
  };
  const nudge = (edge: Edge, byMs: number) => {
    if (!chosen) return refuse(t("chooseFirst"));
    const times = moveEdge(chosen, edge, byMs, durationMs);
    marks.change(chosen.id, times, `nudge ${chosen.id} ${edge}`);
    tell({ ...chosen, ...times });
  };
  const choose = (option: number) => {
    if (option >= classes.length) return false;
    setLabel(option);
    if (chosen) {
      marks.change(chosen.id, { label: option });
      tell({ ...chosen, label: option });
    }
    return true;
  };
  const remove = (id = chosen?.id ?? rows.at(-1)?.id) => {
    if (id === undefined) return refuse(t("noneYet"));
    marks.remove(id);
    say(t("removed"));
  };
  const undo = () => (marks.undo() ? say(t("undone")) : refuse(t("nothingToUndo")));
  const none = () => {
    marks.clear();
    setMarkedIn(undefined);
    say(t("noneSaid"));
  };

  const commands: Record<SegmentCommand | "remove" | "none", () => void> = {
    markIn,
    markOut,
    nextSegment: () => goTo(rowAfter(rows, chosen?.id, 1, now()), 1),
    previousSegment: () => goTo(rowAfter(rows, chosen?.id, -1, now()), -1),
    startEarlier: () => nudge("start", -NUDGE_MS),
    startLater: () => nudge("start", NUDGE_MS),
    endEarlier: () => nudge("end", -NUDGE_MS),
    endLater: () => nudge("end", NUDGE_MS),
    playSegment: () => play(),
    undoMark: undo,
    remove: () => remove(),
    none,
  };
  const press: PressHandler = (pressed) => {
    if ("option" in pressed) return choose(pressed.option);
    const act = commands[pressed.command as keyof typeof commands];
    act?.();
    return act !== undefined;
  };
  return {
    ...{ rows, chosen, label, markedInMs, said, canUndo: marks.canUndo },
    ...{ select, play, choose, remove, add, press, commands },
    /** Changes of one name in a row are one step back. */
    change: marks.change,
  };
}

export type SegmentActs = ReturnType<typeof useSegmentActs>;
