import { type Content, type Modality, modalityFields } from "./content";
import type { Language } from "./language";
import { type Look, lookOf } from "./script";

/**
 * What the texts of a content look like when they are not written as their language is; null when they may well be. Of a translation one
 * of the two texts has to be. Labels are the project's own and do not count.
 */
export function lookOfContent(modality: Modality, content: Content, language: Language): Look | null {
  const texts = modalityFields[modality].flatMap((field) => content[field] ?? []);
  if (modality !== "translation_pair") return lookOf(texts.join("\n"), language) ?? null;
  const found = texts.map((text) => lookOf(text, language));
  return found.every((look) => look !== undefined) ? (found.at(-1) ?? null) : null;
}
