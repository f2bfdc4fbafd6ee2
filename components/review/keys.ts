/** What a key means on the review screen. */
export type DeskKey =
  | { kind: "accept" | "reject" | "request_changes" | "skip" | "undo" | "guidelines" | "help" | "back" }
  | { kind: "digit"; digit: number };

const letters = {
  a: "accept",
  r: "reject",
  c: "request_changes",
  s: "skip",
  u: "undo",
  g: "guidelines",
} as const;

/** The parts of a KeyboardEvent that are read. */
export type PressedKey = {
  key: string;
  code: string;
  keyCode?: number;
  repeat?: boolean;
  isComposing?: boolean;
  defaultPrevented?: boolean;
  altKey?: boolean;
  ctrlKey?: boolean;
  metaKey?: boolean;
  shiftKey?: boolean;
};

/** True while an input method composes a character: its keys belong to the text. Safari ends composing before the Enter that ends it. */
export function isComposing(event: PressedKey): boolean {
  return event.isComposing === true || event.keyCode === 229;
}

/**
 * The command of a key press, or null: never with a modifier, never repeated by holding, never while composing. With a Chinese input
 * method or another alphabet active the letter's place on the keyboard counts.
 */
export function readDeskKey(event: PressedKey): DeskKey | null {
  if (event.defaultPrevented || event.repeat || isComposing(event)) return null;
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === "?" || event.key === "\uff1f") return { kind: "help" };
  if (event.shiftKey) return null;
  if (event.key === "Escape") return { kind: "back" };
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : letterOf(event);
  if (letter && letter in letters) return { kind: letters[letter as keyof typeof letters] };
  const digit = /^[1-9]$/.test(event.key) ? event.key : /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  return digit ? { kind: "digit", digit: Number(digit) } : null;
}

function letterOf(event: PressedKey): string | undefined {
  // A Latin layout names its letters itself; only where the key gives none does its place count.
  return event.key.length === 1 && event.key.charCodeAt(0) < 0x250
    ? undefined
    : /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
}

/** True where typing is text: shortcuts must not fire there, nor behind a dialog or an open menu. */
export function isTypingPlace(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [contenteditable=''], [contenteditable='true']")) return true;
  return target.closest("[role='dialog'], [role='alertdialog'], [role='menu'], [role='listbox']") !== null;
}
