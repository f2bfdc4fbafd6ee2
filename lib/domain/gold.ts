import { z } from "zod";
import { canonicalBytes, canonicalText } from "#lib/ledger/canonical";
import { joinBytes, leafHash, portableSha256, type Sha256 } from "#lib/ledger/hash";
import { rootOf } from "#lib/ledger/tree";
import { encodeUtf8 } from "#lib/ledger/utf8";
import { type Answer, type AnswerValue, answerSchema } from "./answer";
import { limits } from "./limits";
import { isCoded, type Question } from "./question";
import { storedText } from "./text";

/*
 * Gold: items whose answer the owner knows. Sets are committed to in the ledger before use, as the root of a tree over salted commitments,
 * and each item is opened with its proof after its last use. Source: docs/labelling.md, "Gold".
 */

/** draft: marked, not committed yet; ready: served; the others are out of use. */
export const goldStates = ["draft", "ready", "retired", "suspended"] as const;
export type GoldState = (typeof goldStates)[number];

/** Why an item is opened. */
export const goldCauses = ["exposed", "retired", "suspended", "closed", "erased"] as const;
export type GoldCause = (typeof goldCauses)[number];

export type KnownAnswer = Record<string, number | number[]>;

const hint = storedText(limits.summaryChars, 0);

/** What an owner sends to mark an item as gold; `answer` is then parsed by `knownAnswerSchema`. */
export const goldInputSchema = z.strictObject({
  contribution: z.uuid({ error: "wrong_type" }).toLowerCase(),
  answer: z.record(z.string().max(3), z.unknown()),
  /** A rule that this item teaches, shown to those who miss it in training; never what the item is. */
  hint: hint.default(""),
});

/** A row of a table of gold: an item by its id or its text, and a cell for each question. */
export const goldRowSchema = z.strictObject({
  contribution: z.string().max(limits.contentFieldChars).default(""),
  content: z.string().max(limits.contentFieldChars).default(""),
  hint: hint.default(""),
  cells: z.record(z.string().max(3), z.string().max(limits.answerChars)),
});
export type GoldRow = z.infer<typeof goldRowSchema>;

/** Schema of what is known of an item: values of coded questions, at least one. */
export function knownAnswerSchema(questions: readonly Question[]): z.ZodType<KnownAnswer> {
  const coded = questions.filter(isCoded).map(({ when: _, ...question }) => ({ ...question, isRequired: false }));
  return answerSchema(coded).transform((answer, ctx): KnownAnswer => {
    if (Object.keys(answer).length === 0) ctx.addIssue({ code: "custom", path: ["answer"], message: "required" });
    return answer as KnownAnswer;
  }) as z.ZodType<KnownAnswer>;
}

/**
 * A cell's value by its question: names of options, several divided by "|"; numbers of options from 1 where no option is called so. Undefined for
 * what names none.
 */
export function parseCell(question: Question, cell: string): number | number[] | undefined {
  const names = optionNames(question);
  const code = (text: string) => {
    const named = names.findIndex((name) => name.toLowerCase() === text.trim().toLowerCase());
    if (named >= 0) return named;
    const number = Number(text);
    return Number.isInteger(number) && number >= 1 && number <= names.length ? number - 1 : -1;
  };
  const { kind } = question.form;
  if (kind !== "multi_label" && kind !== "ranking") {
    const found = code(cell);
    return found < 0 ? undefined : found;
  }
  const codes = cell
    .split("|")
    .filter((part) => part.trim() !== "")
    .map(code);
  return codes.includes(-1) ? undefined : codes;
}

/** Names of a question's options in the order of their codes; of a pair they are A, B and neither. */
export function optionNames({ form }: Question): readonly string[] {
  if (form.kind === "rating") return form.points;
  if (form.kind === "ranking") return form.options;
  if (form.kind === "pairwise") return form.tie ? ["a", "b", "neither"] : ["a", "b"];
  return "classes" in form ? form.classes : [];
}

/** True when an answer says all that is known. */
export function isRight(known: KnownAnswer, answer: Answer | Record<string, AnswerValue>): boolean {
  return Object.entries(known).every(
    ([question, value]) => answer[question] !== undefined && canonicalText(answer[question]) === canonicalText(value),
  );
}

/** Commitment to one gold item: SHA-256(salt || canonical JSON of {answers, contribution}). */
export function goldLeaf(
  salt: Uint8Array,
  contribution: string,
  known: KnownAnswer,
  hash: Sha256 = portableSha256,
): Uint8Array {
  return leafHash(hash(joinBytes(salt, canonicalBytes({ answers: known, contribution }))), hash);
}

/** RFC 6962 root over the leaves of a set. */
export function goldRoot(leaves: readonly Uint8Array[], hash: Sha256 = portableSha256): Uint8Array {
  return rootOf(leaves, hash);
}

/** Which item a sealed answer is of, hidden: SHA-256(salt of the item || contribution id). Inputs: 32 bytes; a UUID as text. */
export function hideItem(salt: Uint8Array, contribution: string, hash: Sha256 = portableSha256): Uint8Array {
  return hash(joinBytes(salt, encodeUtf8(contribution)));
}

/** Name by which the salt of an annotation gives that of its item (questionSalt). */
export const ITEM_SALT = "item";
