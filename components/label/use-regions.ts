"use client";

import { useEffect, useRef, useState } from "react";
import type WaveSurfer from "wavesurfer.js";
import type RegionsPlugin from "wavesurfer.js/plugins/regions";
import type { SegmentRow } from "./segment-edit";

type Regions = ReturnType<typeof RegionsPlugin.create>;
type Times = { fromMs: number; toMs: number };

type RegionsInput = {
  wave: WaveSurfer | undefined;
  rows: readonly SegmentRow[];
  classes: readonly string[];
  /** Class of what is drawn next. */
  label: number;
  selected: number | undefined;
  /** Where a segment was begun by key, not ended yet. */
  markedInMs: number | undefined;
  onDraw: (times: Times) => void;
  onMove: (id: number, times: Times) => void;
  onSelect: (id: number) => void;
};

const OURS = "segment-";
const colours = ["accent", "warning", "success", "danger"];
const colourOf = (label: number, percent: number) =>
  `color-mix(in oklab, var(--color-${colours[label % colours.length]}) ${percent}%, transparent)`;
const timesOf = ({ start, end }: { start: number; end: number }) => ({
  fromMs: Math.round(start * 1_000),
  toMs: Math.round(end * 1_000),
});

/** Segments over a waveform, held to our rows: what is drawn, moved or resized there becomes the answer, what changes elsewhere is drawn. */
export function useRegions(input: RegionsInput): void {
  const { wave, rows, classes, label, selected, markedInMs } = input;
  const [regions, setRegions] = useState<Regions>();
  const latest = useRef(input);
  latest.current = input;
  useEffect(() => {
    if (!wave) return;
    let isGone = false;
    void import("wavesurfer.js/plugins/regions").then(({ default: library }) => {
      if (isGone) return;
      const made = wave.registerPlugin(library.create());
      made.on("region-created", (region) => {
        if (region.id.startsWith(OURS)) return;
        region.remove();
        latest.current.onDraw(timesOf(region));
      });
      made.on("region-updated", (region) => {
        if (region.id.startsWith(OURS)) latest.current.onMove(Number(region.id.slice(OURS.length)), timesOf(region));
      });
      made.on("region-clicked", ({ id }) => {
        if (id.startsWith(OURS)) latest.current.onSelect(Number(id.slice(OURS.length)));
      });
      setRegions(made);
    });
    return () => {
      isGone = true;
      setRegions(undefined);
    };
  }, [wave]);
  useEffect(() => regions?.enableDragSelection({ color: colourOf(label, 30) }), [regions, label]);
  useEffect(() => {
    if (!regions) return;
    regions.clearRegions();
    for (const row of rows)
      regions.addRegion({
        id: `${OURS}${row.id}`,
        start: row.fromMs / 1_000,
        end: row.toMs / 1_000,
        color: colourOf(row.label, row.id === selected ? 45 : 20),
        content: nameTag(classes[row.label] ?? "", row.id === selected),
        minLength: 0.01,
      });
    if (markedInMs !== undefined)
      regions.addRegion({ id: `${OURS}in`, start: markedInMs / 1_000, color: colourOf(label, 100), drag: false });
  }, [regions, rows, classes, label, selected, markedInMs]);
}

/** The class's name at the head of its segment; the list beside it says the same to whoever does not see it. */
function nameTag(name: string, isSelected: boolean): HTMLElement {
  const tag = document.createElement("span");
  tag.textContent = name;
  tag.setAttribute("aria-hidden", "true");
  Object.assign(tag.style, {
    display: "block",
    padding: "0 0.375rem",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
    fontSize: "0.75rem",
    lineHeight: "1.25rem",
    fontWeight: isSelected ? "600" : "400",
    color: "var(--color-ink)",
    background: "color-mix(in oklab, var(--color-surface) 75%, transparent)",
  });
  return tag;
}
