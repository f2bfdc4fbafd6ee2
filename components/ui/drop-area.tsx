"use client";

import { clsx } from "clsx";
import { type DragEvent, type ReactNode, useState } from "react";

type DropAreaProps = {
  /** Called in the event's own turn: later its items are gone. */
  onDrop: (dropped: DataTransfer) => void;
  /** Space inside. */
  className: string;
  /** What stands in it, by whether something is being held over it. */
  children: (isOver: boolean) => ReactNode;
};

/** Takes what is dropped on it. An extra: what it holds offers the same by buttons. */
export function DropArea({ onDrop, className, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false);
  const onDrag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(over);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the buttons inside do the same.
    <div
      onDragEnter={onDrag(true)}
      onDragOver={onDrag(true)}
      onDragLeave={onDrag(false)}
      onDrop={(event) => {
        onDrag(false)(event);
        onDrop(event.dataTransfer);
      }}
      className={clsx(
        "flex flex-col items-center gap-3 rounded-lg border-2 border-dashed text-center transition-colors",
        isOver ? "border-accent bg-accent-soft" : "border-edge/50 bg-surface",
        className,
      )}
    >
      {children(isOver)}
    </div>
  );
}
