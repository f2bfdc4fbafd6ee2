import { z } from "zod";
import type { LabelSchema } from "./label";
import { limits } from "./limits";
import { contentText, normaliseText } from "./text";

/** Kinds of data a project collects; images and audio come with uploads. */
export const modalities = ["text", "prompt_reply", "translation_pair", "preference_pair"] as const;
export type Modality = (typeof modalities)[number];

const field = contentText(limits.contentFieldChars);

/** Fields of each modality, in the order that forms, tables and review screens show them. */
export const modalityFields = {
  text: ["text"],
  prompt_reply: ["prompt", "reply"],
  translation_pair: ["source", "target"],
  preference_pair: ["prompt", "chosen", "rejected"],
} as const satisfies Record<Modality, readonly string[]>;
export type ContentField = (typeof modalityFields)[Modality][number];

const shapes = {
  text: z.strictObject({ text: field, label: field.optional() }),
  prompt_reply: z.strictObject({ prompt: field, reply: field, label: field.optional() }),
  translation_pair: z
    .strictObject({ source: field, target: field, label: field.optional() })
    .refine((c) => c.source !== c.target, { path: ["target"], error: "same_as_source" }),
  preference_pair: z
    .strictObject({ prompt: field, chosen: field, rejected: field, label: field.optional() })
    .refine((c) => c.chosen !== c.rejected, { path: ["rejected"], error: "same_as_chosen" }),
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

/** All fields a row of this project can carry, label last. */
export function contentFields(modality: Modality, labels: LabelSchema): string[] {
  return labels.kind === "none" ? [...modalityFields[modality]] : [...modalityFields[modality], "label"];
}
