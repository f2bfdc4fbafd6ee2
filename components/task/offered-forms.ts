import { type Modality, mediaKindOf, modalityFields } from "#lib/domain/content";
import type { QuestionForm } from "#lib/domain/question";

/** True for items that are about a picture. */
export const hasPicture = (modality: Modality) => mediaKindOf[modality] === "image";

/** Forms of question that fit what a project collects: a pair needs two texts, marks need a text, boxes a picture, segments a recording. */
export function formsFor(modality: Modality): QuestionForm[] {
  const texts = modalityFields[modality].length;
  return [
    "single_class",
    "multi_label",
    "rating",
    ...(texts >= 2 ? (["pairwise"] as const) : []),
    "ranking",
    ...(texts >= 1 ? (["spans"] as const) : []),
    "free_text",
    ...(hasPicture(modality) ? (["boxes"] as const) : []),
    ...(mediaKindOf[modality] === "audio" ? (["segments"] as const) : []),
  ];
}

/** Purposes of a free text that fit: only a text can be corrected or translated, only a picture gets a caption, and a recording a transcript. */
export function purposesFor(modality: Modality) {
  const hasText = modalityFields[modality].length > 0;
  return [
    "answer" as const,
    ...(hasText ? (["translation", "correction"] as const) : []),
    ...(hasPicture(modality) ? (["caption"] as const) : []),
    ...(mediaKindOf[modality] === "audio" ? (["transcription"] as const) : []),
  ];
}
