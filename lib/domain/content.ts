import { z } from "zod";
import type { LabelSchema } from "./label";
import { limits } from "./limits";
import { contentText, normaliseText } from "./text";

/** Kinds of data a project collects. */
export const modalities = [
  "text",
  "prompt_reply",
  "translation_pair",
  "preference_pair",
  "image",
  "image_caption",
] as const;
export type Modality = (typeof modalities)[number];

const field = contentText(limits.contentFieldChars);

/** Texts of each modality, in the order that forms, tables and review screens show them. */
export const modalityFields = {
  text: ["text"],
  prompt_reply: ["prompt", "reply"],
  translation_pair: ["source", "target"],
  preference_pair: ["prompt", "chosen", "rejected"],
  image: [],
  image_caption: ["caption"],
} as const satisfies Record<Modality, readonly string[]>;
export type ContentField = (typeof modalityFields)[Modality][number];

/** Modalities whose content is about an uploaded image. */
export const imageModalities = ["image", "image_caption"] as const satisfies readonly Modality[];

/** True when a contribution of this kind is about an uploaded image. */
export function hasImage(modality: Modality): modality is (typeof imageModalities)[number] {
  return (imageModalities as readonly Modality[]).includes(modality);
}

// Both hashes are in the content, so the ledger's commitment binds the published file and the one that its author has.
const file = z.string({ error: "wrong_type" }).regex(/^[0-9a-f]{64}$/, { error: "not_uploaded" });
const image = { image: file, original: file };

const shapes = {
  text: z.strictObject({ text: field, label: field.optional() }),
  prompt_reply: z.strictObject({ prompt: field, reply: field, label: field.optional() }),
  translation_pair: z
    .strictObject({ source: field, target: field, label: field.optional() })
    .refine((c) => c.source !== c.target, { path: ["target"], error: "same_as_source" }),
  preference_pair: z
    .strictObject({ prompt: field, chosen: field, rejected: field, label: field.optional() })
    .refine((c) => c.chosen !== c.rejected, { path: ["rejected"], error: "same_as_chosen" }),
  image: z.strictObject({ ...image, label: field.optional() }),
  image_caption: z.strictObject({ ...image, caption: field, label: field.optional() }),
} satisfies Record<Modality, z.ZodType>;

export type Content = Record<string, string>;

/**
 * Schema of one contribution's content in a project: strings only, as given, plus `label` when the project asks for one.
 * Input: any; output: a plain object of strings whose canonical JSON is hashed. Messages are keys of "error.field".
 */
export function contentSchema(modality: Modality, labels: LabelSchema): z.ZodType<Content> {
  const shape: z.ZodType<{ label?: string | undefined }> = shapes[modality];
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

/** All fields a content of this project can carry: hashes of its image, its texts, its label. */
export function contentFields(modality: Modality, labels: LabelSchema): string[] {
  const files = hasImage(modality) ? Object.keys(image) : [];
  return [...files, ...modalityFields[modality], ...(labels.kind === "none" ? [] : ["label"])];
}

/** SHA-256 in hex of the published image that a content is about; undefined for texts. */
export function imageOf(content: Content): string | undefined {
  return content.image;
}
