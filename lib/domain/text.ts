import { z } from "zod";
import { limits } from "./limits";

// Control characters other than tab and line feed: no honest name or guideline holds them.
const CONTROL = /[^\P{Cc}\t\n]/u;
// A surrogate without its partner has no UTF-8 form, so no hash.
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text as it is stored and hashed: NFC, line ends as LF, no white space at either end. */
export function normaliseText(text: string): string {
  return text.replace(/\r\n?/g, "\n").normalize("NFC").trim();
}

/** Schema of a text that is stored: normalised, between min and max code points, free of control characters. Messages are keys of "error.field". */
export function storedText(maxChars: number, minChars = 1) {
  return z
    .string({ error: "wrong_type" })
    .refine((value) => !CONTROL.test(value.replace(/\r/g, "")), { error: "control_characters", abort: true })
    .refine((value) => !LONE_SURROGATE.test(value), { error: "lone_surrogate", abort: true })
    .transform(normaliseText)
    .refine((value) => countChars(value) >= minChars, {
      error: minChars === 1 ? "required" : "too_short",
      params: { limit: minChars },
    })
    .refine((value) => countChars(value) <= maxChars, { error: "too_long", params: { limit: maxChars } });
}

/**
 * Schema of contributed text: kept exactly as given, because it is data. Only what cannot be stored or hashed (NUL, lone surrogates),
 * blank text and text over maxChars code points is refused.
 */
export function contentText(maxChars: number) {
  return z
    .string({ error: "wrong_type" })
    .refine((value) => !value.includes("\0"), { error: "nul_character", abort: true })
    .refine((value) => !LONE_SURROGATE.test(value), { error: "lone_surrogate", abort: true })
    .refine((value) => value.trim() !== "", { error: "required" })
    .refine((value) => value.length <= maxChars || countChars(value) <= maxChars, {
      error: "too_long",
      params: { limit: maxChars },
    });
}

/** Length in Unicode code points: what a person counts, whatever the plane. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** A file's name as it is shown: without folders and control characters, of a length that fits. It names nothing on the server's disk. */
export function cleanFileName(name: string, fallback: string): string {
  const plain =
    name
      .replace(/[\p{Cc}\p{Surrogate}]/gu, "")
      .split(/[\\/]/)
      .at(-1)
      ?.trim() ?? "";
  return plain.slice(-limits.fileNameChars) || fallback;
}
