"use client";

import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { ReactNode, SyntheticEvent } from "react";
import { Kbd } from "#components/ui/kbd";

type OptionInputProps = {
  kind: "radio" | "checkbox";
  /** Of the group. */
  name: string;
  isChosen: boolean;
  shortcut: string | undefined;
  /** `isFinal`: by a click or a touch; arrow keys only pass over options. */
  onChoose: (isFinal: boolean) => void;
  className?: string | undefined;
  children: ReactNode;
};

/** Clicks in a row: 0 for one that a key made, 2 for the second of a double click, which must not answer the next item unseen. */
const clicksOf = (event: SyntheticEvent) => (event.nativeEvent as UIEvent).detail ?? 0;

/** An option as a large button with its key on it; over it a native control, so that arrows and screen readers work as everywhere. */
export function OptionInput({ kind, name, isChosen, shortcut, onChoose, className, children }: OptionInputProps) {
  return (
    <label
      className={clsx(
        "relative flex min-h-11.5 items-center gap-2.5 rounded-md border px-3 py-1.5 text-start text-base transition-colors",
        "has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2",
        isChosen
          ? "border-accent bg-accent-soft font-medium text-accent-text"
          : "border-edge/60 bg-surface hover:border-edge hover:bg-sunken",
        className,
      )}
    >
      <input
        type={kind}
        name={name}
        checked={isChosen}
        aria-keyshortcuts={shortcut}
        onChange={(event) => {
          if (clicksOf(event) <= 1) onChoose(clicksOf(event) === 1);
        }}
        // What was chosen before, by arrow keys or a draft, is confirmed by a click.
        onClick={(event) => {
          if (kind === "radio" && isChosen && clicksOf(event) === 1) onChoose(true);
        }}
        className="absolute inset-0 m-0 size-full cursor-pointer appearance-none opacity-0"
      />
      {shortcut ? <Kbd>{shortcut.toUpperCase()}</Kbd> : null}
      <span className="min-w-0 grow break-words">{children}</span>
      <Check aria-hidden="true" className={clsx("size-4 shrink-0", isChosen ? "" : "invisible")} />
    </label>
  );
}
