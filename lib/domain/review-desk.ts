import { z } from "zod";
import type { DeskOp } from "./desk";
import { decisions, type RejectReason, rejectReasons, type SkipReason, skipReasons } from "./review";

/** What a reviewer decides about an item on their desk. */
export type ReviewChoice = {
  decision: (typeof decisions)[number];
  reason: RejectReason | null;
  feedback: string | null;
};
export type ReviewOp = DeskOp<ReviewChoice, SkipReason>;

const told = { id: z.string(), slotId: z.uuid().toLowerCase(), gist: z.string() };

/** What a reviewer's browser keeps until it is sent. */
export const reviewOpSchema: z.ZodType<ReviewOp> = z.discriminatedUnion("kind", [
  z.strictObject({
    ...told,
    kind: z.literal("decide"),
    decision: z.enum(decisions),
    reason: z.enum(rejectReasons).nullable(),
    feedback: z.string().nullable(),
  }),
  z.strictObject({ ...told, kind: z.literal("undo") }),
  z.strictObject({ ...told, kind: z.literal("skip"), reason: z.enum(skipReasons) }),
]);
