import type { z } from "zod";
import { type Content, contentSchema } from "#lib/domain/content";
import { AppError, type InputIssue } from "#lib/domain/error";
import { ownIssue } from "#lib/domain/issue";
import type { ProjectRow } from "./project-find";

/** Zod's issues as paths and message keys ("error.field.<key>"). */
export function issuesOf(error: z.ZodError): InputIssue[] {
  return error.issues.map(ownIssue);
}

/** The content of a contribution as its project wants it; throws input.invalid with one issue per field. */
export function parseContent(project: ProjectRow, raw: unknown): Content {
  const parsed = contentSchema(project.modality, project.labelSchema).safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError("input.invalid", { details: { issues: issuesOf(parsed.error) } });
}
