import { desc, eq } from "drizzle-orm";
import { contribution } from "#db/schema/contribution";
import { verdict } from "#db/schema/review";
import { user } from "#db/schema/user";
import { licencesOf } from "#lib/domain/declaration";
import type { DoorPolicy } from "#lib/domain/door";
import type { LabelSchema } from "#lib/domain/label";
import { type Licence, licences } from "#lib/domain/licence";
import { authorise } from "./authorise";
import { consentHashOf } from "./consent";
import type { Ctx } from "./context";
import { declarationHash } from "./declaration";
import { hex } from "./hash";
import { type ModelAsked, readModelsAsked } from "./model-asked";
import { readBudgets } from "./project-budget";
import { getProject } from "./project-find";
import { cardOf, type ProjectCard } from "./project-list";
import { type Policy, policyOf } from "./project-policy";

export type ProjectView = ProjectCard &
  Policy & {
    id: string;
    guidelines: string;
    personalData: DoorPolicy;
    nearDuplicates: DoorPolicy;
    nearThreshold: number;
    languageCheck: DoorPolicy;
    uniqueAcrossProjects: boolean;
    personRoomMb: number | null;
    projectRoomMb: number | null;
    labelSchema: LabelSchema;
    licenceName: string;
    licenceUrl: string;
    otherLicences: Licence[];
    /** All that a contributor may choose, the project's own first, each with the SHA-256 of the wording agreed to. */
    licences: { id: Licence; consentHash: string }[];
    /** SHA-256 of the wording behind what a contributor declares. */
    declarationHash: string;
    /** SHA-256 of the wording that contributors agree to; a submission carries it. */
    consentHash: string;
    policyVersion: number;
    /** SHA-256 of the canonical JSON of the five fields of the policy. */
    policyHash: string;
    withdrawnCount: number;
    /** Milli-points that are free, and that are promised to items under way. */
    budgetLeft: number;
    budgetReserved: number;
    /** Median time from submission to verdict of the last decided items; null before the first. */
    decisionMs: number | null;
    /** Null for somebody who chose to be hidden. */
    ownerHandle: string | null;
    openedAt: Date | null;
    /** Models that accepted items are sent to. */
    modelsAsked: ModelAsked[];
  };

/** A project's page: its rules, live counts, and what the budget still covers. */
export async function readProject(ctx: Ctx, input: { slug: string }): Promise<ProjectView> {
  await authorise(ctx, "project.read");
  const row = await getProject(ctx, input.slug);
  const { left = 0, reserved = 0 } = (await readBudgets(ctx, [row.id])).get(row.id) ?? {};
  const licence = licences[row.licence as Licence];
  return {
    ...cardOf(row, left),
    ...policyOf(row),
    id: row.id,
    guidelines: row.guidelines,
    personalData: row.personalData,
    nearDuplicates: row.nearDuplicates,
    nearThreshold: row.nearThreshold,
    languageCheck: row.languageCheck,
    uniqueAcrossProjects: row.uniqueAcrossProjects,
    personRoomMb: row.personRoomMb,
    projectRoomMb: row.projectRoomMb,
    labelSchema: row.labelSchema,
    licenceName: licence.name,
    licenceUrl: licence.url,
    otherLicences: row.otherLicences as Licence[],
    licences: licencesOf(row).map((id) => ({ id: id as Licence, consentHash: consentHashOf({ licence: id }) })),
    declarationHash,
    consentHash: consentHashOf(row),
    policyVersion: row.policyVersion,
    policyHash: hex(row.policyHash),
    withdrawnCount: row.withdrawnCount,
    budgetLeft: left,
    budgetReserved: reserved,
    decisionMs: await medianDecisionMs(ctx, row.id),
    ownerHandle: await findOwnerHandle(ctx, row.ownerId),
    openedAt: row.openedAt,
    modelsAsked: await readModelsAsked(ctx, row.id),
  };
}

const DECISIONS_SAMPLED = 51;

// The last few only: what a contributor can expect now, by one short index read whatever the project's size.
async function medianDecisionMs(ctx: Ctx, projectId: string): Promise<number | null> {
  const rows = await ctx.db
    .select({ decidedAt: verdict.createdAt, submittedAt: contribution.createdAt })
    .from(verdict)
    .innerJoin(contribution, eq(contribution.id, verdict.contributionId))
    .where(eq(verdict.projectId, projectId))
    .orderBy(desc(verdict.createdAt))
    .limit(DECISIONS_SAMPLED);
  const times = rows.map((row) => row.decidedAt.getTime() - row.submittedAt.getTime()).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? null;
}

async function findOwnerHandle(ctx: Ctx, ownerId: string): Promise<string | null> {
  const [owner] = await ctx.db
    .select({ handle: user.handle, hidden: user.hiddenFromBoards })
    .from(user)
    .where(eq(user.id, ownerId));
  return owner && !owner.hidden ? owner.handle : null;
}
