import { z } from "zod";
import { declarationSchema } from "./declaration";
import { personalStatements } from "./door";
import { languageSchema } from "./language";
import { limits } from "./limits";

export const contributionStatuses = ["in_review", "changes_requested", "accepted", "rejected", "withdrawn"] as const;
export type ContributionStatus = (typeof contributionStatuses)[number];

/** The one status table: from -> to. Everything else is refused by `canMove`. */
const contributionMoves: Record<ContributionStatus, readonly ContributionStatus[]> = {
  in_review: ["accepted", "rejected", "changes_requested", "withdrawn"],
  changes_requested: ["in_review", "withdrawn"],
  accepted: [],
  rejected: [],
  withdrawn: [],
};

/** True when a contribution may go from one status to the other. */
export function canMove(from: ContributionStatus, to: ContributionStatus): boolean {
  return contributionMoves[from].includes(to);
}

const personalStatement = z.enum(personalStatements, { error: "not_in_list" }).optional();

/** Envelope of a submission; `content` is then parsed by the project's own contentSchema. */
export const submitInputSchema = z.strictObject({
  /** Client-made: sending the same twice gives one contribution. */
  id: z.uuid({ error: "wrong_type" }).toLowerCase(),
  project: z.string().min(1).max(limits.slugChars),
  language: languageSchema,
  content: z.record(z.string().max(40), z.unknown()),
  /** SHA-256 in hex of the consent wording that was shown and agreed to. */
  consentHash: z.string().regex(/^[0-9a-f]{64}$/, { error: "wrong_type" }),
  declaration: declarationSchema,
  /** What looks like personal data and is left in: wrongly found, or one's own to publish. */
  personalStatement,
});
export type SubmitInput = z.infer<typeof submitInputSchema>;

/** A content that is asked about; `revising` names the contribution that it would replace, which it is of course like. */
export const checkInputSchema = submitInputSchema.pick({ project: true, content: true }).extend({
  revising: z.uuid({ error: "wrong_type" }).toLowerCase().optional(),
  language: submitInputSchema.shape.language.optional(),
});

export const reviseInputSchema = z.strictObject({
  id: z.uuid({ error: "wrong_type" }).toLowerCase(),
  /** The round the author was looking at: a second tab's stale revision is refused. */
  round: z.int().min(1),
  content: z.record(z.string().max(40), z.unknown()),
  declaration: declarationSchema,
  personalStatement,
});
export type ReviseInput = z.infer<typeof reviseInputSchema>;

/** What stands in another project already: which one, where the asker may know. */
export const duplicateElsewhereSchema = z.strictObject({
  contribution: z.uuid().toLowerCase().nullable(),
  project: z.string().nullable(),
});
export type DuplicateElsewhere = z.infer<typeof duplicateElsewhereSchema>;
