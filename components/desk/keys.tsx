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
 * The key of a press as commands know it: a small letter, a digit, "?", "Enter", "Escape", "ArrowUp"; null where it is none: with a modifier,
 * repeated by holding, while composing. With a Chinese input method or another alphabet active the letter's place on the keyboard counts.
 */
export function readKey(event: PressedKey): string | null {
  if (event.defaultPrevented || event.repeat || isComposing(event)) return null;
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === "?" || event.key === "\uff1f") return "?";
  if (event.shiftKey) return null;
  const letter = letterOf(event);
  if (letter) return letter;
  const digit = /^[0-9]$/.test(event.key) ? event.key : /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  return digit ?? (event.key.length > 0 ? event.key : null);
}

/** The command of a key press on the review desk, or null. */
export function readDeskKey(event: PressedKey): DeskKey | null {
  const key = readKey(event);
  if (key === "?") return { kind: "help" };
  if (key === "Escape") return { kind: "back" };
  if (key && Object.hasOwn(letters, key)) return { kind: letters[key as keyof typeof letters] };
  return key && /^[1-9]$/.test(key) ? { kind: "digit", digit: Number(key) } : null;
}

/** The Latin letter of a key press, in lower case. */
export function letterOf(event: PressedKey): string | undefined {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  // A Latin layout names its letters itself; only where the key gives none does its place count.
  return event.key.length === 1 && event.key.charCodeAt(0) < 0x250
    ? undefined
    : /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
}

/** True where typing is text: shortcuts must not fire there, nor behind a dialog or an open menu. */
export function isTypingPlace(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const text = "input:not([type='radio'], [type='checkbox'], [type='range']), textarea, select";
  if (target.closest(`${text}, [contenteditable=''], [contenteditable='true']`)) return true;
  return target.closest("[role='dialog'], [role='alertdialog'], [role='menu'], [role='listbox']") !== null;
}
