import type { ContentField } from "#lib/domain/content";
import type { MediaView } from "#lib/domain/media";
import type { Question } from "#lib/domain/question";
import type { Command } from "./key-map";

/** What of an item its questions are about. */
export type AnnotatedItem = {
  language: string;
  fields: readonly { name: ContentField; text: string }[];
  media: MediaView | null;
  /** Of the seat it is answered at; a preview has none. */
  slotId?: string;
};

export type QuestionForm<K extends Question["form"]["kind"]> = Extract<Question["form"], { kind: K }>;

/** What every screen of a form gets. `V`: its answers. */
export type AnswerProps<K extends Question["form"]["kind"], V> = {
  question: Question;
  form: QuestionForm<K>;
  value: V | undefined;
  onChange: (value: V | undefined) => void;
  item: AnnotatedItem;
  /** The question that has the keys. */
  isCurrent: boolean;
  /** The key of an option or a command, where it is shown; undefined while other questions have the keys. */
  keyOf: (what: number | Command) => string | undefined;
  /** The answer is complete: go on, or send. By a click or a touch, never by arrow keys, which pass over options. */
  onDone: (value: V) => void;
  onSend: () => void;
};
