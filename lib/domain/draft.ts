import { z } from "zod";
import { limits } from "./limits";

/** "new", or the id of the contribution that is being revised. */
const draftKeySchema = z.union([z.literal("new"), z.uuid({ error: "wrong_type" }).toLowerCase()]);

/**
 * What a form holds, finished or not: nothing in it is checked but its size, for a draft must survive anything. Twice the length of a
 * field is kept, so that a text that is too long can still be cut where its author wants.
 */
export const draftContentSchema = z.strictObject({
  fields: z.record(z.string().max(40), z.string().max(limits.contentFieldChars * 2, { error: "too_long" })),
  language: z.string().max(20).optional(),
});
export type DraftContent = z.infer<typeof draftContentSchema>;

export const draftPlaceSchema = z.strictObject({
  project: z.string().min(1).max(limits.slugChars),
  key: draftKeySchema,
});
export type DraftPlace = z.infer<typeof draftPlaceSchema>;

export const saveDraftSchema = draftPlaceSchema.extend({ content: draftContentSchema });
export type SaveDraftInput = z.infer<typeof saveDraftSchema>;

// Turns of a conversation, and whatever stands beside them.
const FIELDS = limits.conversationTurns + 8;

/** True for a draft that is worth keeping: some field holds more than white space, and there are no more fields than any form has. */
export function isWorthKeeping(content: DraftContent): boolean {
  const texts = Object.values(content.fields);
  return texts.length <= FIELDS && texts.some((text) => text.trim() !== "");
}
