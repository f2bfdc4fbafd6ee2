import { z } from "zod";

/** What a key can do besides choosing an option. */
const deskCommands = [
  "send",
  "skip",
  "undo",
  "guidelines",
  "help",
  "next",
  "previous",
  "none",
  "remove",
  "take",
] as const;
/** What it can do besides where segments of a recording are marked. */
export const segmentCommands = [
  "markIn",
  "markOut",
  "nextSegment",
  "previousSegment",
  "startEarlier",
  "startLater",
  "endEarlier",
  "endLater",
  "playSegment",
  "undoMark",
] as const;
export type SegmentCommand = (typeof segmentCommands)[number];
export const commands = [...deskCommands, ...segmentCommands] as const;
export type Command = (typeof commands)[number];

/** Options that have a key of their own to change; the rest take the letters that are free. J, K and L belong to players. */
const CHANGEABLE_OPTIONS = 9;
const LETTERS = "qwertyiopadfhzxcvm";

const defaults: Record<Command, string> = {
  ...{ send: "Enter", skip: "s", undo: "u", guidelines: "g", help: "?", next: "n", previous: "b" },
  ...{ none: "0", remove: "x" },
  // The last of the letters that options take: those before it stay where people know them.
  take: "m",
  ...{ markIn: "i", markOut: "o", nextSegment: "f", previousSegment: "d", playSegment: "p", undoMark: "z" },
  // Side by side on the keyboard, as beginning and end are in the picture.
  ...{ startEarlier: "q", startLater: "w", endEarlier: "e", endLater: "r" },
};

/** A command, or the place of an option as "option 1". */
export type KeyAction = Command | `option ${number}`;

/** What a person changed; everything else is as it comes. */
export const keyChangesSchema = z.record(z.string().max(16), z.string().min(1).max(12));
export type KeyChanges = Record<string, string>;

export type KeyMap = {
  /** Those that mean something on this desk. */
  active: readonly Command[];
  commands: Record<Command, string>;
  options: readonly string[];
};

export const optionActions: readonly KeyAction[] = Array.from(
  { length: CHANGEABLE_OPTIONS },
  (_, at): KeyAction => `option ${at + 1}`,
);

/** The keys as they are for a person. Options beyond the ninth take letters that nothing else has here. */
export function makeKeyMap(changes: KeyChanges, marksSegments = false): KeyMap {
  const active = marksSegments ? commands : deskCommands;
  const named = Object.fromEntries(commands.map((command) => [command, changes[command] ?? defaults[command]]));
  const options = optionActions.map((action, at) => changes[action] ?? String(at + 1));
  const taken = new Set([...active.map((command) => named[command]), ...options]);
  const free = [...LETTERS].filter((letter) => !taken.has(letter));
  return { active, commands: named as Record<Command, string>, options: [...options, ...free] };
}

/** What a key does; undefined when nothing. */
export function actionOf(map: KeyMap, key: string): { command: Command } | { option: number } | undefined {
  const command = map.active.find((one) => map.commands[one] === key);
  if (command) return { command };
  const option = map.options.indexOf(key);
  return option < 0 ? undefined : { option };
}

/** Keys that stay what they are everywhere: they move focus, leave a field or scroll. */
const isReserved = (key: string) => !/^(?:[a-z0-9]|Enter|[!-/:-@[-`{-~])$/.test(key) || key === "+";

/**
 * Gives an action another key. A key that something else has, or that is no key for this, is refused with the reason. Keys of segments are
 * taken only where segments are marked; elsewhere their letters are free.
 */
export function changeKey(
  changes: KeyChanges,
  action: KeyAction,
  key: string,
  marksSegments = false,
): { changes: KeyChanges } | { refused: "reserved" } | { refused: "taken"; by: KeyAction } {
  if (isReserved(key)) return { refused: "reserved" };
  const map = makeKeyMap(changes, marksSegments);
  const all: KeyAction[] = [...map.active, ...optionActions];
  const keyOf = (one: KeyAction) => map.commands[one as Command] ?? map.options[optionActions.indexOf(one)];
  const by = all.find((one) => one !== action && keyOf(one) === key);
  if (by) return { refused: "taken", by };
  const { [action]: _, ...others } = changes;
  const isDefault = makeKeyMap(others);
  const back = isDefault.commands[action as Command] ?? isDefault.options[optionActions.indexOf(action)];
  return { changes: back === key ? others : { ...others, [action]: key } };
}
