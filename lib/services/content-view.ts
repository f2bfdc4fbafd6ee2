import { type Content, type ContentField, type Modality, textFieldsOf } from "#lib/domain/content";
import type { MediaView } from "#lib/domain/media";

export type ItemField = { name: ContentField; text: string };
export type ItemContent = { fields: ItemField[]; label: string | null; media: MediaView | null };

/** A content as its texts, in the order of the modality, with its label and its image. */
export function contentOf(
  modality: Modality,
  content: Content,
  mediaOf: (content: Content) => MediaView | null,
): ItemContent {
  const fields = textFieldsOf(modality, content).map((name) => ({ name, text: content[name] ?? "" }));
  return { fields, label: content.label ?? null, media: mediaOf(content) };
}
