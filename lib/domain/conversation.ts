import { z } from "zod";
import { limits } from "./limits";
import { contentText } from "./text";

/** Who speaks in a conversation, by the words of the formats that models are trained on. */
export const roles = ["system", "user", "assistant"] as const;
export type Role = (typeof roles)[number];
export type Turn = { role: Role; text: string };

/*
 * A conversation is kept as one text for each turn, under a name that says its place and who speaks: "turn_01_user". So it is a record of texts
 * like every other content, its canonical JSON lists the turns in their order, and everything that works field by field works turn by turn.
 */
export const TURN_NAME = /^turn_([0-9]{2})_(system|user|assistant)$/;
export type TurnField = `turn_${string}_${Role}`;

export function isTurnField(name: string): name is TurnField {
  return TURN_NAME.test(name);
}

/** Place (from 1) and speaker of a turn by its name. */
export function readTurnField(name: TurnField): { number: number; role: Role } {
  const [, number = "", role = "user"] = TURN_NAME.exec(name) ?? [];
  return { number: Number(number), role: role as Role };
}

/** Names of the turns in a content, in their order. */
export function turnFields(content: Readonly<Record<string, string>>): TurnField[] {
  return Object.keys(content).filter(isTurnField).sort();
}

export function turnsOf(content: Readonly<Record<string, string>>): Turn[] {
  return turnFields(content).map((name) => ({ role: readTurnField(name).role, text: content[name] ?? "" }));
}

/** The turns as fields of a content. */
export function fieldsOfTurns(turns: readonly Turn[]): Record<string, string> {
  return Object.fromEntries(
    turns.map(({ role, text }, at) => [`turn_${String(at + 1).padStart(2, "0")}_${role}`, text]),
  );
}

const message = z.object({ role: z.enum([...roles, "developer"]), content: z.string() }).catchall(z.null());

/**
 * Turns of a list of messages as chat programs write them, `[{"role", "content"}]`, or of its JSON text; "developer" is another word for
 * "system". Undefined for anything else, also for messages that hold more than a text: nothing may be lost on the way.
 */
export function readMessages(value: unknown): Turn[] | undefined {
  const parsed = z.array(message).safeParse(typeof value === "string" ? parseJson(value) : value);
  return parsed.data?.map(({ role, content }) => ({ role: role === "developer" ? "system" : role, text: content }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Puts the turns of `messages` in its place, where it can be read; more of them than a conversation has are left for the check to refuse. */
function unfoldMessages(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || !("messages" in raw)) return raw;
  const { messages, ...rest } = raw;
  const turns = readMessages(messages);
  return turns && turns.length > 0 && turns.length < 100 ? { ...rest, ...fieldsOfTurns(turns) } : raw;
}

const field = contentText(limits.contentFieldChars);

/** Schema of a conversation: turns by name, or `messages` as chat programs write them; faults of the whole stand at "messages". */
export const conversationSchema = z.preprocess(
  unfoldMessages,
  z
    .object({ label: field.optional() })
    .catchall(field)
    .superRefine((content, ctx) => {
      const fault = faultOfTurns(Object.keys(content).filter((name) => name !== "label"));
      if (fault) ctx.addIssue({ code: "custom", ...fault });
    }),
);

function faultOfTurns(names: readonly string[]): { path: string[]; message: string } | undefined {
  const turns = names.filter(isTurnField).sort();
  const stray = names.find((name) => !isTurnField(name));
  if (stray !== undefined) return { path: [stray], message: stray === "messages" ? "not_messages" : "not_asked" };
  const said = turns.map(readTurnField);
  const tell = (message: string) => ({ path: ["messages"], message });
  if (turns.length === 0) return tell("required");
  if (turns.length < 2) return tell("too_few_turns");
  if (turns.length > limits.conversationTurns) return tell("too_many_turns");
  if (said.some(({ number }, at) => number !== at + 1)) return tell("turns_not_in_row");
  if (said.slice(1).some(({ role }) => role === "system")) return tell("system_not_first");
  const speaks = (wanted: Role) => said.some(({ role }) => role === wanted);
  return speaks("user") && speaks("assistant") ? undefined : tell("one_side_only");
}
