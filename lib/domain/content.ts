import { z } from "zod";
import { conversationSchema, TURN_NAME, type TurnField, turnFields } from "./conversation";
import type { LabelSchema } from "./label";
import { limits } from "./limits";
import type { MediaKind } from "./media";
import { contentText, normaliseText } from "./text";

/** Kinds of data a project collects. */
export const modalities = [
  "text",
  "prompt_reply",
  "translation_pair",
  "preference_pair",
  "conversation",
  "image",
  "image_caption",
  "audio",
  "audio_transcript",
] as const;
export type Modality = (typeof modalities)[number];

const field = contentText(limits.contentFieldChars);

/** Texts of each modality, in the order that forms, tables and review screens show them. */
export const modalityFields = {
  text: ["text"],
  prompt_reply: ["prompt", "reply"],
  translation_pair: ["source", "target"],
  preference_pair: ["prompt", "chosen", "rejected"],
  // As a whole, in tables and over REST; its turns are fields of their own (conversation.ts).
  conversation: ["messages"],
  image: [],
  image_caption: ["caption"],
  audio: [],
  audio_transcript: ["transcript"],
} as const satisfies Record<Modality, readonly string[]>;
export type ContentField = (typeof modalityFields)[Modality][number] | TurnField;

const fieldNames = [...new Set(Object.values(modalityFields).flat())];

/** Name of a text of any modality. */
export const contentFieldSchema = z.union([
  z.enum(fieldNames as [(typeof fieldNames)[number]]),
  z.string().regex(TURN_NAME),
]) as z.ZodType<ContentField>;

/** Texts that a content has, in the order of people's eyes; labels and files aside. */
export function textFieldsOf(modality: Modality, content: Content): readonly ContentField[] {
  return modality === "conversation" ? turnFields(content) : modalityFields[modality];
}

/** What kind of file a contribution is about, for modalities that are about one. */
export const mediaKindOf: Partial<Record<Modality, MediaKind>> = {
  image: "image",
  image_caption: "image",
  audio: "audio",
  audio_transcript: "audio",
};

/** True when a contribution of this kind is about an uploaded file. */
export function hasMedia(modality: Modality): boolean {
  return mediaKindOf[modality] !== undefined;
}

// Both hashes are in the content, so the ledger's commitment binds the published file and the one that its author has.
const file = z.string({ error: "wrong_type" }).regex(/^[0-9a-f]{64}$/, { error: "not_uploaded" });
const image = { image: file, original: file };
const audio = { audio: file, original: file };

const shapes = {
  text: z.strictObject({ text: field, label: field.optional() }),
  prompt_reply: z.strictObject({ prompt: field, reply: field, label: field.optional() }),
  translation_pair: z
    .strictObject({ source: field, target: field, label: field.optional() })
    .refine((c) => c.source !== c.target, { path: ["target"], error: "same_as_source" }),
  preference_pair: z
    .strictObject({ prompt: field, chosen: field, rejected: field, label: field.optional() })
    .refine((c) => c.chosen !== c.rejected, { path: ["rejected"], error: "same_as_chosen" }),
  conversation: conversationSchema,
  image: z.strictObject({ ...image, label: field.optional() }),
  image_caption: z.strictObject({ ...image, caption: field, label: field.optional() }),
  audio: z.strictObject({ ...audio, label: field.optional() }),
  audio_transcript: z.strictObject({ ...audio, transcript: field, label: field.optional() }),
} satisfies Record<Modality, z.ZodType>;

export type Content = Record<string, string>;

/**
 * Schema of one contribution's content in a project: strings only, as given, plus `label` when the project asks for one.
 * Input: any; output: a plain object of strings whose canonical JSON is hashed. Messages are keys of "error.field".
 */
export function contentSchema(modality: Modality, labels: LabelSchema): z.ZodType<Content> {
  const shape: z.ZodType<{ label?: string | undefined }, unknown> = shapes[modality];
  return shape
    .superRefine((content, ctx) => {
      const fault = labelFault(content.label, labels);
      if (fault) ctx.addIssue({ code: "custom", path: ["label"], message: fault });
    })
    .transform((content) =>
      Object.fromEntries(
        Object.entries(content).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
      ),
    );
}

function labelFault(label: string | undefined, labels: LabelSchema): string | undefined {
  if (labels.kind === "none") return label === undefined ? undefined : "not_asked";
  if (label === undefined) return "required";
  // Its own check has said so already.
  if (label.trim() === "") return undefined;
  return labels.classes.includes(label) ? undefined : "not_in_list";
}

/**
 * The form of a content that duplicates are found by: each text in NFC, with LF line ends and no outer white space. The stored text
 * itself stays as it was given. The content hash is the SHA-256 of this object's canonical JSON.
 */
export function comparableContent(content: Content): Content {
  return Object.fromEntries(Object.entries(content).map(([name, text]) => [name, normaliseText(text)]));
}

/** All fields a content of this project can carry: hashes of its file, its texts, its label. */
export function contentFields(modality: Modality, labels: LabelSchema): string[] {
  const kind = mediaKindOf[modality];
  const files = kind ? [kind, "original"] : [];
  return [...files, ...modalityFields[modality], ...(labels.kind === "none" ? [] : ["label"])];
}

/** SHA-256 in hex of the published file that a content is about; undefined for texts. */
export function mediaOf(content: Content): string | undefined {
  return content.image ?? content.audio;
}
