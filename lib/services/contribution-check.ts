import { contentSchema } from "#lib/domain/content";
import type { DuplicateElsewhere } from "#lib/domain/contribution";
import type { DoorPolicy, FieldFinding } from "#lib/domain/door";
import type { InputIssue } from "#lib/domain/error";
import type { ShownNeighbour } from "#lib/domain/media";
import { findInContent } from "#lib/domain/personal-data";
import type { Look } from "#lib/domain/script";
import { authorise } from "./authorise";
import type { Ctx } from "./context";
import { findByContent } from "./contribution-submit";
import { findElsewhere } from "./duplicate-elsewhere";
import { hex, type SealedContent, sealContent } from "./hash";
import { findLook } from "./language-check";
import { findNeighbours } from "./near";
import { showNeighbour } from "./near-show";
import { issuesOf } from "./parse";
import { getProject, type ProjectRow } from "./project-find";

export type ContentCheck = {
  issues: InputIssue[];
  /** SHA-256 that the content would be known by; null while it has issues. */
  contentHash: string | null;
  /** Contribution that holds the very same content in this project. */
  duplicateOf: string | null;
  /** Another project holds it, and this one takes no such thing. */
  duplicateElsewhere: DuplicateElsewhere | null;
  /** What looks like personal data, and what the project does about it. */
  personalData: { policy: DoorPolicy; found: FieldFinding[] };
  /** The most alike text of the project; null when there is none, or when the very same is there. */
  near: ShownNeighbour | null;
  /** What it looks like, when that is not the language that was given. */
  looksLike: Look | null;
};

/** What would be said about a content if it were sent now: its issues, and whether the project has it already. Changes nothing. */
export async function checkContent(
  ctx: Ctx,
  input: {
    project: string;
    content: Record<string, unknown>;
    revising?: string | undefined;
    language?: string | undefined;
  },
): Promise<ContentCheck> {
  const project = await getProject(ctx, input.project);
  await authorise(ctx, "contribution.submit", project.id);
  const parsed = contentSchema(project.modality, project.labelSchema).safeParse(input.content);
  const policy = project.personalData;
  if (!parsed.success) {
    const issues = issuesOf(parsed.error);
    return {
      issues,
      contentHash: null,
      duplicateOf: null,
      duplicateElsewhere: null,
      personalData: { policy, found: [] },
      near: null,
      looksLike: null,
    };
  }
  const sealed = sealContent(parsed.data);
  const duplicateOf = (await findByContent(ctx, project.id, sealed)) ?? null;
  const contentHash = hex(sealed.contentHash);
  const duplicateElsewhere = (await findElsewhere(ctx, project, [sealed])).get(contentHash) ?? null;
  const found = findInContent(project.modality, parsed.data);
  const near =
    duplicateOf === null || duplicateOf === input.revising ? await findNear(ctx, project, input, sealed) : null;
  const looksLike = input.language === undefined ? null : findLook(project, parsed.data, input.language);
  const duplicates = { duplicateOf, duplicateElsewhere };
  return { issues: [], contentHash, ...duplicates, personalData: { policy, found }, near, looksLike };
}

async function findNear(
  ctx: Ctx,
  project: ProjectRow,
  input: { revising?: string | undefined },
  sealed: SealedContent,
) {
  const id = input.revising ?? ctx.newId();
  const { neighbours } = await findNeighbours(ctx, project, [{ id, content: sealed.content }], () => true);
  const near = neighbours.get(id);
  return near ? showNeighbour(ctx, near) : null;
}
