"use client";

import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from "react";
import { type Range, selectedRange, wordsOf } from "./span-edit";

/**
 * The part of a text that is about to be marked: selected by mouse or touch, or word by word with the arrows (Shift keeps the beginning).
 */
export function useTextRange(root: RefObject<HTMLElement | null>, text: string) {
  const [range, setRange] = useState<Range>();
  const [cursor, setCursor] = useState<{ anchor: number; focus: number }>();
  const words = useMemo(() => wordsOf(text), [text]);
  useEffect(() => {
    const listen = () => {
      const selected = root.current ? selectedRange(root.current, text) : undefined;
      if (!selected) return;
      setRange(selected);
      setCursor(undefined);
    };
    document.addEventListener("selectionchange", listen);
    return () => document.removeEventListener("selectionchange", listen);
  }, [root, text]);
  const clear = () => {
    window.getSelection()?.removeAllRanges();
    setRange(undefined);
  };
  const step = (event: KeyboardEvent) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const last = words.length - 1;
    if (move === undefined || last < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    window.getSelection()?.removeAllRanges();
    const start = move > 0 ? -1 : last + 1;
    const focus = Math.min(last, Math.max(0, (cursor?.focus ?? start) + move));
    const anchor = event.shiftKey && cursor ? cursor.anchor : focus;
    setCursor({ anchor, focus });
    const [first, second] = [words[Math.min(anchor, focus)], words[Math.max(anchor, focus)]];
    if (first && second) setRange({ from: first.from, to: second.to });
  };
  return { range, clear, step };
}
