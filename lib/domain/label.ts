import { z } from "zod";
import { limits } from "./limits";
import { storedText } from "./text";

/** What is asked about each item besides its content: nothing, or one class out of a list (e.g. the intent of a question). */
export const labelSchemaSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("single_class"),
    question: storedText(limits.summaryChars),
    classes: z
      .array(storedText(limits.labelChars))
      .min(2, { error: "too_few" })
      .max(limits.labelCount, { error: "too_many" })
      .refine((classes) => new Set(classes).size === classes.length, { error: "repeated" }),
  }),
]);

export type LabelSchema = z.infer<typeof labelSchemaSchema>;
