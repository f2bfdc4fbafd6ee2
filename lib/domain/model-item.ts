import { annotatedField, comparedFields, isTurned } from "./annotated-text";
import { type Content, type Modality, textFieldsOf } from "./content";
import { optionNames } from "./gold";
import type { Question } from "./question";

type Field = { name: string; text: string };

/** An item as a model gets to see it: its texts, and no id, author or label of the author's. */
export type AskedItem = {
  language: string;
  fields: Field[];
  /** Of two texts that are compared, the second one stands first: see turnBack. */
  isTurned: boolean;
};

/**
 * The two texts that are compared are called first and second, and stand the other way round in half of all items: the author put the better one
 * first, and what is called "chosen" needs no judging.
 */
export function askedItem(id: string, modality: Modality, content: Content, language: string): AskedItem {
  const fields: Field[] = textFieldsOf(modality, content).map((name) => ({ name, text: content[name] ?? "" }));
  const pair = modality === "preference_pair" ? comparedFields(fields) : undefined;
  if (!pair) return { language, fields, isTurned: false };
  const turned = isTurned(id);
  const [first, second] = turned ? [pair[1], pair[0]] : pair;
  const named = [
    { name: "first", text: first.text },
    { name: "second", text: second.text },
  ];
  return { language, fields: [...fields.slice(0, -2), ...named], isTurned: turned };
}

/** The text that spans are marked in and that is corrected, under the name it was sent by. */
export function markedField({ fields, isTurned: turned }: AskedItem): Field | undefined {
  return turned ? fields.at(-2) : annotatedField(fields);
}

/** Names of a question's options as a model is told them, in the order of their codes. */
export function namesToSay(question: Question): readonly string[] {
  if (question.form.kind !== "pairwise") return optionNames(question);
  return question.form.tie ? ["first", "second", "neither"] : ["first", "second"];
}

/** An answer to what stood the other way round, as the task's own: "first" of a pair is then the item's second text. */
export function turnBack(
  questions: readonly Question[],
  answer: Readonly<Record<string, unknown>>,
  item: AskedItem,
): Record<string, unknown> {
  const isPair = (id: string) => questions.some((one) => one.id === id && one.form.kind === "pairwise");
  return Object.fromEntries(
    Object.entries(answer).map(([id, value]) => {
      const isTurnable = item.isTurned && isPair(id) && (value === 0 || value === 1);
      return [id, isTurnable ? 1 - value : value];
    }),
  );
}
