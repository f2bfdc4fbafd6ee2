import { asksPeople, type DeclarationInput } from "#lib/domain/declaration";
import type { Licence } from "#lib/domain/licence";
import { findOwnBatch } from "#lib/services/batch-read";
import { type StartInput, startBatch as start } from "#lib/services/batch-start";
import type { Ctx } from "#lib/services/context";
import { reviseContribution as revise } from "#lib/services/contribution-revise";
import { submitContribution as submit } from "#lib/services/contribution-submit";
import { getContribution } from "#lib/services/contribution-view";
import { declarationHash } from "#lib/services/declaration";
import { getProject, getProjectById, type ProjectRow } from "#lib/services/project-find";

/*
 * The services as tests call them that are about something else: their own work, under the project's licence, nobody in it, unless something is
 * declared.
 */
type Declarable<T extends { declaration: unknown }> = Omit<T, "declaration"> & Partial<Pick<T, "declaration">>;

function ownWork({ licence, modality }: Pick<ProjectRow, "licence" | "modality">): DeclarationInput {
  const people = asksPeople(modality) ? { people: "nobody" as const } : {};
  return { licence: licence as Licence, source: "own", wordingHash: declarationHash, ...people };
}

export async function submitContribution(ctx: Ctx, input: Declarable<Parameters<typeof submit>[1]>) {
  const declaration = input.declaration ?? ownWork(await getProject(ctx, input.project));
  return submit(ctx, { ...input, declaration });
}

export async function reviseContribution(ctx: Ctx, input: Declarable<Parameters<typeof revise>[1]>) {
  const { project, licence } = await getContribution(ctx, { id: input.id });
  return revise(ctx, { ...input, declaration: input.declaration ?? ownWork({ ...project, licence }) });
}

export async function startBatch(ctx: Ctx, input: Declarable<StartInput>) {
  const { projectId } = await findOwnBatch(ctx, input.id);
  return start(ctx, { ...input, declaration: input.declaration ?? ownWork(await getProjectById(ctx, projectId)) });
}
