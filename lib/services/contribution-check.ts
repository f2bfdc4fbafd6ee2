import { contentSchema } from "#lib/domain/content";
import type { DoorPolicy, FieldFinding } from "#lib/domain/door";
import type { InputIssue } from "#lib/domain/error";
import { findInContent } from "#lib/domain/personal-data";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { findByContent } from "./contribution-submit";
import { hex, sealContent } from "./hash";
import { issuesOf } from "./parse";
import { getProject } from "./project-find";

export type ContentCheck = {
  issues: InputIssue[];
  /** SHA-256 that the content would be known by; null while it has issues. */
  contentHash: string | null;
  /** Contribution that holds the very same content in this project. */
  duplicateOf: string | null;
  /** What looks like personal data, and what the project does about it. */
  personalData: { policy: DoorPolicy; found: FieldFinding[] };
};

/** What would be said about a content if it were sent now: its issues, and whether the project has it already. Changes nothing. */
export async function checkContent(
  ctx: Ctx,
  input: { project: string; content: Record<string, unknown> },
): Promise<ContentCheck> {
  const project = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", project.id);
  const parsed = contentSchema(project.modality, project.labelSchema).safeParse(input.content);
  const policy = project.personalData;
  if (!parsed.success) {
    const issues = issuesOf(parsed.error);
    return { issues, contentHash: null, duplicateOf: null, personalData: { policy, found: [] } };
  }
  const sealed = sealContent(parsed.data);
  const duplicateOf = (await findByContent(ctx, project.id, sealed)) ?? null;
  const found = findInContent(project.modality, parsed.data);
  return { issues: [], contentHash: hex(sealed.contentHash), duplicateOf, personalData: { policy, found } };
}
