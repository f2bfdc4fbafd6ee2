import { z } from "zod";
import { type LabelSkipReason, labelSkipReasons } from "./annotation";
import type { DeskOp } from "./desk";

/** What an annotator's desk sends for an item: the answer, and how long they were at it. */
export type LabelChoice = { answer: Record<string, unknown>; activeMs: number };
export type LabelOp = DeskOp<LabelChoice, LabelSkipReason>;

const told = { id: z.string(), slotId: z.uuid().toLowerCase(), gist: z.string() };

/** What an annotator's browser keeps until it is sent. */
export const labelOpSchema: z.ZodType<LabelOp> = z.discriminatedUnion("kind", [
  z.strictObject({
    ...told,
    kind: z.literal("decide"),
    answer: z.record(z.string(), z.unknown()),
    activeMs: z.int().min(0),
  }),
  z.strictObject({ ...told, kind: z.literal("undo") }),
  z.strictObject({ ...told, kind: z.literal("skip"), reason: z.enum(labelSkipReasons) }),
]);
