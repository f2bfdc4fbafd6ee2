import { z } from "zod";
import { contentFieldSchema } from "#lib/domain/content";
import { mediaViewSchema } from "#lib/domain/media";

/** An item's content as the desks get it: its texts in order, its label, its image. */
export const itemContent = {
  fields: z.array(z.strictObject({ name: contentFieldSchema, text: z.string() })),
  label: z.string().nullable(),
  media: mediaViewSchema.nullable(),
};
