import { z } from "zod";
import { contentFieldSchema } from "./content";
import { type PersonalKind, personalKinds } from "./personal-kind";

/** What a project does about personal data: nothing, ask the contributor and show the reviewer, or take none. */
export const doorPolicies = ["allow", "warn", "refuse"] as const;
export type DoorPolicy = (typeof doorPolicies)[number];

/** What a contributor may say about findings that they leave in: that they are wrong, or that the data may be published. */
export const personalStatements = ["not_personal", "mine_to_publish"] as const;
export type PersonalStatement = (typeof personalStatements)[number];

/** A finding and the field it stands in; offsets in code points of that field's text. */
export const foundSchema = z.strictObject({
  field: contentFieldSchema,
  kind: z.enum(personalKinds),
  start: z.int(),
  end: z.int(),
});
export type FieldFinding = z.infer<typeof foundSchema>;

/** Kinds among the findings, each once, in the order of the table. */
export function kindsOf(findings: readonly { kind: PersonalKind }[]): PersonalKind[] {
  return personalKinds.filter((kind) => findings.some((finding) => finding.kind === kind));
}

const SHOWN = 10;

/** Where findings stand, for errors that programs read: "text 5-26 (email), reply 0-12 (phone)"; never what stands there. */
export function placesOf(findings: readonly FieldFinding[]): string {
  const places = findings.slice(0, SHOWN).map(({ field, start, end, kind }) => `${field} ${start}-${end} (${kind})`);
  return [...places, ...(findings.length > SHOWN ? ["…"] : [])].join(", ");
}
