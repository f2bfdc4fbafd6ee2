import { z } from "zod";
import { canonicalBytes } from "#lib/ledger/canonical";
import { joinBytes, leafHash, portableSha256, type Sha256 } from "#lib/ledger/hash";
import { rootOf } from "#lib/ledger/tree";
import { encodeUtf8 } from "#lib/ledger/utf8";
import type { Answer } from "./answer";
import { limits } from "./limits";
import { storedText } from "./text";

/*
 * Suggestions: what a model answers to an item before people do. They are kept apart from answers, never count as one, and are shown to an
 * annotator only where the owner wants it. Source: docs/model-help.md.
 */

export const suggestionSources = ["import", "endpoint"] as const;

/**
 * How often a suggestion is shown: to one answer in two, drawn for each person and item. `trainingAnswers`: where a task may have gold, so many
 * first answers of a person go without, because gold is frequent among them.
 */
export const HELP_SHARE = { rule: "help-share/1", share: 5_000, trainingAnswers: 12 } as const;

/** Of an answer: given with a suggestion in sight; drawn to go without one; or there was none to show. */
export const helpKinds = ["shown", "withheld", "none"] as const;
export type HelpKind = (typeof helpKinds)[number];

export const modelNamed = {
  model: storedText(limits.modelNameChars),
  version: storedText(limits.modelNameChars),
};

/** A row that is sent: an item by its id, the hash of its content, or its exact text; and what the model says of it. */
export const suggestionRowSchema = z.strictObject({
  /** Of the file it came from, for the report. */
  line: z.int().min(1).optional(),
  contribution: z.string().max(limits.contentFieldChars).default(""),
  content: z.string().max(limits.contentFieldChars).default(""),
  /** How sure the model is, 0 to 1; a text of a table counts as the number it is. */
  confidence: z
    .union([z.number(), z.string().max(40)])
    .nullable()
    .default(null),
  /** As an annotator's answer; names of options may stand for their codes. */
  answer: z.record(z.string().max(3), z.unknown()),
});
export type SuggestionRow = z.infer<typeof suggestionRowSchema>;

/** Why a row is not taken. */
export const suggestionFaults = ["unreadable", "not_found", "repeated", "confidence", "answer"] as const;
export type SuggestionFault = {
  row: number;
  line: number | null;
  reason: (typeof suggestionFaults)[number];
  /** Of a fault in the answer: the question, and what is wrong as a key of "error.field". */
  question: string | null;
  message: string | null;
};

/** What is committed to of one suggestion. */
export type Suggested = { contribution: string; answer: Answer; confidence: number | null };

/** Basis points of a confidence from 0 to 1, rounded; null for none, undefined for what is no such number. */
export function confidenceOf(given: number | string | null): number | null | undefined {
  if (given === null || given === "") return null;
  const share = typeof given === "number" ? given : Number(given.trim());
  return share >= 0 && share <= 1 ? Math.round(share * 10_000) : undefined;
}

/** Commitment to one suggestion: leaf hash of SHA-256(salt || canonical JSON of {answer, confidence, contribution}). `salt`: 32 bytes. */
export function suggestionLeaf(salt: Uint8Array, suggested: Suggested, hash: Sha256 = portableSha256): Uint8Array {
  return leafHash(hash(joinBytes(salt, canonicalBytes(suggested))), hash);
}

/** RFC 6962 root over the leaves of a set, in ascending order of their bytes. */
export function suggestionRoot(leaves: readonly Uint8Array[], hash: Sha256 = portableSha256): Uint8Array {
  return rootOf(leaves, hash);
}

/** SHA-256 of canonical JSON of {model, version}: how the ledger names a model. */
export function modelHash(named: { model: string; version: string }, hash: Sha256 = portableSha256): Uint8Array {
  return hash(canonicalBytes({ model: named.model, version: named.version }));
}

/**
 * Whether a person is drawn to see what a model says of an item; the same each time it is asked. Inputs: a secret of 32 bytes that nobody but the
 * server knows; ids as UUIDs in lower case.
 */
export function isHelped(
  key: Uint8Array,
  contribution: string,
  person: string,
  hash: Sha256 = portableSha256,
): boolean {
  const bytes = hash(joinBytes(key, encodeUtf8(`help|${contribution}|${person}`)));
  const drawn = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return drawn % 10_000 < HELP_SHARE.share;
}
